#include "app/window/data_page.h"

#include "app/window/store_facts.h"
#include "models/qt/qt_text.h"
#include "models/workflow/sql_workflow.h"
#include "widgets/data/quarantine_view.h"
#include "widgets/data/source_account.h"
#include "widgets/data/source_list.h"
#include "widgets/shared/format.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QSplitter>

#include <algorithm>

namespace throughline::app {

namespace {

constexpr std::uint64_t kMostShown = 2000;

std::optional<domain::SourceId> idOf(const std::optional<domain::SourceSummary>& source)
{
    return source ? std::optional(source->id) : std::nullopt;
}

} // namespace

DataPage::DataPage(const WindowServices& services)
    : PerspectivePage(QStringLiteral("data"), services)
    , m_sources(new widgets::SourceList(this))
    , m_account(new widgets::SourceAccount(this))
    , m_quarantine(new widgets::QuarantineView(this))
{
    addPanel(m_sources);
    addPanel(m_account);
    addPanel(m_quarantine);
    auto* below = addSplitter(Qt::Horizontal, QStringLiteral("dataAccounts"),
                              {m_account, m_quarantine}, {560, 640});
    setBody(addSplitter(Qt::Vertical, QStringLiteral("dataParts"), {m_sources, below}, {400, 360}));
    addTablePin(m_sources, &workflow::sourcesQuestion);
    addTablePin(m_account, [this] {
        return m_accountOf ? workflow::accountQuestion(*m_accountOf) : std::string();
    });
    addTablePin(m_quarantine, [this] { return workflow::quarantineQuestion(idOf(m_source)); });
    connect(&services.facts, &StoreFacts::factsChanged, this, [this] { markDirty(); });
    connect(m_sources, &widgets::SourceList::sourceSelected, this, &DataPage::showAccount);
    connect(m_sources, &widgets::SourceList::sourceSelected, this, &DataPage::showSource);
    // Of the selected one again, after all were looked at.
    connect(m_sources, &widgets::SourceList::sourceActivated, this, &DataPage::showSource);
    connect(m_quarantine, &widgets::QuarantineView::allWanted, this, &DataPage::showAllRejects);
    connect(m_quarantine, &widgets::QuarantineView::exportRequested, this, &DataPage::chooseExport);
}

void DataPage::refresh()
{
    const auto facts = services().facts.facts();
    if (facts != m_facts) {
        m_facts = facts;
        using Sources = std::vector<domain::SourceSummary>;
        m_sources->setSources(facts == nullptr
                                  ? nullptr
                                  : std::shared_ptr<const Sources>(facts, &facts->info.sources));
    }
    const qt::OpenStorePointer store = services().session.store();
    if (store != m_shown) {
        m_shown = store;
        m_source.reset();
        m_accountOf.reset();
        m_account->clear();
        askQuarantine();
    }
}

void DataPage::showSource(domain::SourceId id)
{
    const auto facts = services().facts.facts();
    if (facts == nullptr) {
        return;
    }
    const auto& sources = facts->info.sources;
    const auto found = std::find_if(sources.begin(), sources.end(),
                                    [id](const auto& source) { return source.id == id; });
    m_source = found == sources.end() ? std::nullopt : std::optional(*found);
    askQuarantine();
}

void DataPage::showAllRejects()
{
    m_source.reset();
    askQuarantine();
}

void DataPage::showAccount(domain::SourceId id)
{
    const auto facts = services().facts.facts();
    if (facts == nullptr) {
        return;
    }
    for (const domain::SourceSummary& source : facts->info.sources) {
        if (source.id == id) {
            m_account->setTitle(
                tr("Account of %1").arg(QFileInfo(qt::toQString(source.path)).fileName()));
            m_account->setSource(source);
            m_accountOf = id;
        }
    }
}

void DataPage::chooseExport()
{
    auto* dialog = new QFileDialog(this, tr("Export rejected records"));
    dialog->setObjectName(QStringLiteral("quarantineExportDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(tr("One JSON object a line (*.ndjson)"));
    dialog->setDefaultSuffix(QStringLiteral("ndjson"));
    dialog->selectFile(QStringLiteral("rejected.ndjson"));
    connect(dialog, &QFileDialog::fileSelected, this, &DataPage::exportTo);
    dialog->open();
}

void DataPage::exportTo(const QString& file)
{
    services().session.ask<std::uint64_t>(
        {.slot = QStringLiteral("data.export"),
         .context = this,
         .ask =
             [path = qt::toPath(file), source = idOf(m_source)](const qt::OpenStore& store,
                                                                const std::stop_token& stop) {
                 return workflow::exportQuarantine(store.workspace, path, stop, source);
             },
         .deliver =
             [this](std::uint64_t written) {
                 m_quarantine->setAside(
                     tr("%1 records exported").arg(widgets::formatCount(written)));
             }});
}

void DataPage::askQuarantine()
{
    m_quarantine->setTitle(
        m_source ? tr("Quarantine of %1").arg(QFileInfo(qt::toQString(m_source->path)).fileName())
                 : tr("Quarantine"));
    m_quarantine->setOneSource(m_source.has_value());
    if (m_shown == nullptr) {
        m_quarantine->setRecords(nullptr, 0);
        return;
    }
    services().session.ask<workflow::Quarantine>(
        {.slot = QStringLiteral("data.quarantine"),
         .context = this,
         .ask =
             [source = idOf(m_source)](const qt::OpenStore& store,
                                       const std::stop_token& /*stop*/) {
                 return workflow::quarantine(store.workspace, 0, kMostShown, source);
             },
         .deliver =
             [this](workflow::Quarantine answer) {
                 using Records = std::vector<domain::RejectedRecord>;
                 m_quarantine->setRecords(
                     std::make_shared<const Records>(std::move(answer.rejected)), answer.total);
             }});
}

} // namespace throughline::app
