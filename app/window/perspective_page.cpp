#include "app/window/perspective_page.h"

#include "models/qt/pin_questions.h"
#include "widgets/shared/panel.h"

#include <QVBoxLayout>

namespace throughline::app {

namespace {

constexpr int kGap = 8;

} // namespace

PerspectivePage::PerspectivePage(const QString& id, const WindowServices& services)
    : m_id(id)
    , m_services(services)
{
    setObjectName(id + QStringLiteral("Page"));
    connect(&services.session, &qt::WorkspaceSession::storeChanged, this,
            &PerspectivePage::markDirty);
    connect(&services.context, &qt::InvestigationContext::scopeChanged, this,
            &PerspectivePage::markDirty);
    connect(&services.context, &qt::InvestigationContext::selectionChanged, this,
            &PerspectivePage::markDirty);
}

void PerspectivePage::markDirty()
{
    m_dirty = true;
    if (!m_scheduled) {
        m_scheduled = true;
        QMetaObject::invokeMethod(this, &PerspectivePage::refreshIfShown, Qt::QueuedConnection);
    }
}

void PerspectivePage::refreshIfShown()
{
    m_scheduled = false;
    if (m_dirty && isVisible()) {
        m_dirty = false;
        refresh();
    }
}

void PerspectivePage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refreshIfShown();
}

void PerspectivePage::setBasis(const QString& basis, const QString& facts)
{
    if (basis != m_basis || facts != m_facts) {
        m_basis = basis;
        m_facts = facts;
        Q_EMIT basisChanged();
    }
}

QSplitter* PerspectivePage::addSplitter(Qt::Orientation orientation, const QString& name,
                                        const QList<QWidget*>& parts, const QList<int>& sizes)
{
    auto* splitter = new QSplitter(orientation, this);
    splitter->setObjectName(name);
    splitter->setHandleWidth(kGap);
    splitter->setChildrenCollapsible(false);
    for (QWidget* part : parts) {
        splitter->addWidget(part);
    }
    splitter->setSizes(sizes);
    m_parts.push_back({splitter, sizes});
    return splitter;
}

void PerspectivePage::setBody(QSplitter* body)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kGap, kGap, kGap, kGap);
    column->addWidget(body);
}

void PerspectivePage::addPanel(widgets::Panel* panel)
{
    m_panels.push_back(panel);
}

void PerspectivePage::addPin(QWidget* part, PinSource source)
{
    m_pins.push_back({part, widgets::PinExtent::One, std::move(source)});
}

void PerspectivePage::addPin(QWidget* part, const std::vector<notebook::QuestionKind>& kinds)
{
    for (const notebook::QuestionKind kind : kinds) {
        addPin(part, [this, kind] {
            return qt::pinQuestion(kind, m_services.context.selection(),
                                   m_services.context.scope());
        });
    }
}

void PerspectivePage::addTablePin(QWidget* part, std::function<std::string()> sql)
{
    addPin(part, [sql = std::move(sql)]() -> std::optional<notebook::Question> {
        notebook::Question question;
        question.kind = notebook::QuestionKind::Sql;
        question.sql = sql();
        return question.sql.empty() ? std::nullopt : std::optional(std::move(question));
    });
}

void PerspectivePage::addListPin(QWidget* part, PinSource source)
{
    m_pins.push_back({part, widgets::PinExtent::List, std::move(source)});
}

std::optional<notebook::Question> PerspectivePage::pinOf(const QWidget* origin,
                                                         widgets::PinExtent extent) const
{
    for (const Pin& pin : m_pins) {
        const bool meant =
            origin == nullptr || origin == pin.part || pin.part->isAncestorOf(origin);
        if (!meant || pin.extent != extent) {
            continue;
        }
        if (auto question = pin.source()) {
            return question;
        }
    }
    return std::nullopt;
}

bool PerspectivePage::event(QEvent* event)
{
    if (event->type() != widgets::PinRequest::eventType()) {
        return QWidget::event(event);
    }
    const auto* request = static_cast<widgets::PinRequest*>(event);
    if (const auto question = pinOf(request->origin(), request->extent())) {
        event->accept();
        if (request->wish() == widgets::PinRequest::Wish::Pin) {
            m_services.notebooks.pin(*question);
        }
    }
    return true;
}

void PerspectivePage::restoreLayout()
{
    for (const Part& part : m_parts) {
        const QByteArray state = m_services.settings.layout(m_id, part.splitter->objectName());
        if (!state.isEmpty()) {
            part.splitter->restoreState(state);
            part.splitter->setChildrenCollapsible(false);
        }
    }
}

void PerspectivePage::saveLayout() const
{
    for (const Part& part : m_parts) {
        m_services.settings.setLayout(m_id, part.splitter->objectName(),
                                      part.splitter->saveState());
    }
}

void PerspectivePage::resetLayout()
{
    for (widgets::Panel* panel : m_panels) {
        panel->show();
    }
    for (const Part& part : m_parts) {
        part.splitter->setSizes(part.sizes);
    }
    m_services.settings.forgetLayout(m_id);
}

} // namespace throughline::app
