#include "app/window/data_page.h"

#include "app/window/store_facts.h"
#include "models/qt/qt_text.h"
#include "widgets/data/quarantine_view.h"
#include "widgets/data/source_list.h"
#include "widgets/shared/format.h"

#include <QFileInfo>

#include <algorithm>

namespace throughline::app {

namespace {

constexpr std::uint64_t kPage = 1000;
constexpr std::size_t kMostShown = 2000;

/// A page of the quarantine, of one source or of all.
Result<workflow::Quarantine> rejectsOf(const workflow::Workspace& workspace,
                                       const std::optional<domain::SourceSummary>& source,
                                       const std::stop_token& stop)
{
    workflow::Quarantine all;
    for (std::uint64_t offset = 0; all.rejected.size() < kMostShown; offset += kPage) {
        if (stop.stop_requested()) {
            return cancelledError();
        }
        TL_ASSIGN(workflow::Quarantine page, workflow::quarantine(workspace, offset, kPage));
        for (domain::RejectedRecord& record : page.rejected) {
            if (!source || (record.file == source->path && record.member == source->member)) {
                all.rejected.push_back(std::move(record));
            }
        }
        all.total = source ? source->rejected : page.total;
        if (page.rejected.size() < kPage) {
            break;
        }
    }
    return all;
}

} // namespace

DataPage::DataPage(const WindowServices& services)
    : PerspectivePage(QStringLiteral("data"), services)
    , m_sources(new widgets::SourceList(this))
    , m_quarantine(new widgets::QuarantineView(this))
{
    addPanel(m_sources);
    addPanel(m_quarantine);
    setBody(addSplitter(Qt::Vertical, QStringLiteral("dataParts"), {m_sources, m_quarantine},
                        {420, 340}));
    connect(&services.facts, &StoreFacts::factsChanged, this, [this] { markDirty(); });
    connect(m_sources, &widgets::SourceList::sourceActivated, this, &DataPage::showSource);
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

void DataPage::askQuarantine()
{
    m_quarantine->setTitle(
        m_source ? tr("Quarantine of %1").arg(QFileInfo(qt::toQString(m_source->path)).fileName())
                 : tr("Quarantine"));
    if (m_shown == nullptr) {
        m_quarantine->setRecords(nullptr, 0);
        return;
    }
    services().session.ask<workflow::Quarantine>(
        {.slot = QStringLiteral("data.quarantine"),
         .context = this,
         .ask =
             [source = m_source](const qt::OpenStore& store, const std::stop_token& stop) {
                 return rejectsOf(store.workspace, source, stop);
             },
         .deliver =
             [this](workflow::Quarantine answer) {
                 using Records = std::vector<domain::RejectedRecord>;
                 m_quarantine->setRecords(
                     std::make_shared<const Records>(std::move(answer.rejected)), answer.total);
             }});
}

} // namespace throughline::app
