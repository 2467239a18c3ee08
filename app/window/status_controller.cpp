#include "app/window/status_controller.h"

#include "app/window/perspective_page.h"
#include "app/window/store_facts.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/format.h"
#include "widgets/shell/status_line.h"

#include <QLayout>
#include <QPushButton>

namespace throughline::app {

namespace {

constexpr int kTellAfterMs = 200;
constexpr int kOfferStopAfterMs = 1000;

const QString& importSlot()
{
    static const QString slot = QStringLiteral("import");
    return slot;
}

/// "98% of tickets"; empty where there are none.
QString linkageText(const workflow::Linkage& linkage)
{
    if (linkage.of == 0) {
        return {};
    }
    const double share = static_cast<double>(linkage.linked) / static_cast<double>(linkage.of);
    const QString percent = widgets::formatPercent(share, 0);
    if (linkage.from == "error") {
        return StatusController::tr("%1 of errors to a session").arg(percent);
    }
    return linkage.from == "ticket" ? StatusController::tr("%1 of tickets").arg(percent)
                                    : QString();
}

} // namespace

StatusController::StatusController(widgets::StatusLine& line, const WindowServices& services)
    : QObject(&line)
    , m_line(line)
    , m_services(services)
    , m_stop(widgets::makeButton(tr("Stop"), "link", QStringLiteral("statusStop"), &line))
{
    m_stop->setAccessibleName(tr("Stop the running questions"));
    m_stop->hide();
    line.layout()->addWidget(m_stop);
    m_tell.setSingleShot(true);
    m_tell.setInterval(kTellAfterMs);
    m_offerStop.setSingleShot(true);
    m_offerStop.setInterval(kOfferStopAfterMs);
    connect(&m_tell, &QTimer::timeout, this, &StatusController::show);
    connect(&m_offerStop, &QTimer::timeout, m_stop, &QWidget::show);
    connect(m_stop, &QPushButton::clicked, this, &StatusController::stopQuestions);
    connect(&services.session, &qt::WorkspaceSession::openingChanged, this,
            &StatusController::show);
    connect(&services.facts, &StoreFacts::factsChanged, this, &StatusController::show);
    connect(&services.session.jobs(), &qt::JobRunner::busyChanged, this,
            &StatusController::showBusy);
    connect(&services.session.jobs(), &qt::JobRunner::answered, this,
            &StatusController::noteAnswer);
}

void StatusController::setPage(PerspectivePage* page)
{
    if (m_page != nullptr) {
        disconnect(m_page, &PerspectivePage::basisChanged, this, &StatusController::show);
    }
    m_page = page;
    if (page != nullptr) {
        connect(page, &PerspectivePage::basisChanged, this, &StatusController::show);
    }
    show();
}

void StatusController::noteAnswer(const QString& slot, qint64 milliseconds)
{
    if (slot == QLatin1String("impact.funnel") || slot == QLatin1String("session.list")) {
        m_answerMilliseconds = milliseconds;
        show();
    }
}

bool StatusController::isSlow() const
{
    const qt::JobRunner& jobs = m_services.session.jobs();
    return jobs.busy() && !m_tell.isActive() && !jobs.busy(importSlot());
}

void StatusController::show()
{
    const qt::WorkspaceSession& session = m_services.session;
    m_line.setStore(session.isOpen() ? session.name() : tr("No store"));
    m_line.setFacts(text());
}

QString StatusController::text() const
{
    if (isSlow()) {
        return m_services.session.isOpening() ? tr("Opening\u2026") : tr("Working\u2026");
    }
    if (!m_services.session.isOpen()) {
        return {};
    }
    return m_page != nullptr && !m_page->facts().isEmpty() ? m_page->facts() : storeFacts();
}

QString StatusController::storeFacts() const
{
    QStringList facts;
    if (m_answerMilliseconds >= 0) {
        facts.append(tr("answered in %1 ms").arg(m_answerMilliseconds));
    }
    if (const auto store = m_services.facts.facts()) {
        facts.append(
            widgets::formatCountOf(store->info.sources.size(), tr("1 source"), tr("%1 sources")));
        QStringList linked;
        for (const workflow::Linkage& linkage : store->info.linkage) {
            linked.append(linkageText(linkage));
        }
        linked.removeAll(QString());
        if (!linked.isEmpty()) {
            facts.append(tr("linked: %1").arg(linked.join(QStringLiteral(" \u00B7 "))));
        }
    }
    return widgets::joinFacts(facts);
}

void StatusController::showBusy()
{
    const qt::JobRunner& jobs = m_services.session.jobs();
    if (!jobs.busy()) {
        m_tell.stop();
        m_offerStop.stop();
        m_stop->hide();
    } else {
        m_tell.start();
        if (!jobs.busy(importSlot())) {
            m_offerStop.start();
        }
    }
    show();
}

void StatusController::stopQuestions()
{
    qt::JobRunner& jobs = m_services.session.jobs();
    for (const QString& slot : jobs.busySlots()) {
        if (slot != importSlot()) {
            jobs.stop(slot);
        }
    }
}

} // namespace throughline::app
