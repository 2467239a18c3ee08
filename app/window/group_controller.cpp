#include "app/window/group_controller.h"

#include "app/window/store_facts.h"
#include "models/domain/record.h"
#include "models/qt/group_text.h"
#include "models/qt/qt_text.h"
#include "models/qt/system_clock.h"
#include "widgets/impact/error_list.h"
#include "widgets/impact/group_actions.h"
#include "widgets/impact/group_bar.h"
#include "widgets/impact/regroup_panel.h"
#include "widgets/shared/format.h"

#include <QAction>
#include <QFileDialog>

#include <algorithm>
#include <utility>

namespace throughline::app {

namespace {

using workflow::RegroupPreview;
using workflow::RuleOutcome;

QString decideSlot()
{
    return QStringLiteral("groups.decide");
}

QString nameOf(const std::vector<domain::ErrorGroup>& groups, domain::ErrorGroupId id)
{
    const auto found =
        std::find_if(groups.begin(), groups.end(),
                     [id](const domain::ErrorGroup& group) { return group.id == id; });
    if (found == groups.end()) {
        return {};
    }
    const std::string& what = !found->name.empty() ? found->name
        : !found->type.empty()                     ? found->type
                                                   : found->title;
    return found->culprit.empty() || !found->name.empty()
        ? qt::toQString(what)
        : GroupController::tr("%1 in %2").arg(qt::toQString(what), qt::toQString(found->culprit));
}

widgets::RegroupPanel::Rows rowsOf(const RegroupPreview& preview)
{
    auto rows = std::make_shared<std::vector<widgets::RegroupFlowRow>>();
    for (const analysis::GroupFlow& flow : preview.change.flows) {
        rows->push_back({qt::toQString(domain::toText(flow.from)),
                         nameOf(preview.before, flow.from), qt::toQString(domain::toText(flow.to)),
                         nameOf(preview.after, flow.to), flow.occurrences});
    }
    return rows;
}

/// What would change, and by which source maps.
QString sentenceOf(const RegroupPreview& preview)
{
    const QString maps =
        qt::sourceMapsText(preview.mapsUsed, preview.mapsOfKnownBuild, preview.mapsRefused);
    const QString change = qt::groupChangeText(preview.change);
    return maps.isEmpty() ? change : change + QLatin1Char(' ') + maps;
}

/// Grouping anew by the user's rules or, where a folder is given, with its source maps those errors
/// that are of this version; of an empty one: all.
notebook::Question regroupQuestion(const std::filesystem::path& maps, const QString& version)
{
    notebook::Question question;
    question.kind = notebook::QuestionKind::Regroup;
    question.maps = maps.string();
    question.version = qt::toStdString(version);
    return question;
}

/// A field with its values, the most frequent first, as far as a line has room.
widgets::SplitOffer offerOf(const workflow::SplitChoice& choice)
{
    constexpr std::size_t kShown = 3;
    QStringList values;
    for (std::size_t i = 0; i < std::min(kShown, choice.values.size()); ++i) {
        const std::string& text = choice.values[i].text;
        values.append(text.empty() ? GroupController::tr("none")
                                   : qt::toQString(text).left(40).simplified());
    }
    if (choice.values.size() > kShown) {
        values.append(QStringLiteral("\u2026"));
    }
    const QString field = choice.field == "fingerprint" ? GroupController::tr("what was merged")
                                                        : qt::toQString(choice.field);
    return {qt::toQString(choice.field),
            GroupController::tr("%1: %2 values (%3)")
                .arg(field, widgets::formatCount(choice.values.size()),
                     values.join(QStringLiteral(", ")))};
}

} // namespace

GroupController::GroupController(widgets::ErrorList& list, widgets::RegroupPanel& panel,
                                 const WindowServices& services)
    : QObject(&list)
    , m_list(list)
    , m_panel(panel)
    , m_services(services)
{
    m_panel.hide();
    connectList();
    connect(&m_services.session, &qt::WorkspaceSession::storeChanged, this,
            &GroupController::readHistory);
    connect(&m_services.session, &qt::WorkspaceSession::storeReplaced, this, [this] {
        m_list.bar().dismiss();
        closePreview();
    });
}

void GroupController::connectList()
{
    using widgets::ErrorList;
    connect(&m_list, &ErrorList::decided, this, &GroupController::decide);
    connect(&m_list, &ErrorList::splitRequested, this, &GroupController::askSplit);
    connect(&m_list, &ErrorList::whyRequested, this, &GroupController::askWhy);
    connect(&m_list, &ErrorList::undoRequested, this,
            [this] { run(workflow::undoGroupRule, true); });
    connect(&m_list, &ErrorList::redoRequested, this,
            [this] { run(workflow::redoGroupRule, false); });
    connect(&m_list, &ErrorList::regroupRequested, this, &GroupController::previewRules);
    connect(&m_list, &ErrorList::sourceMapsRequested, this, &GroupController::chooseMaps);
    connect(&m_panel, &widgets::RegroupPanel::versionChosen, this,
            [this](const QString& version) { previewMaps(m_maps, version); });
    connect(&m_panel, &widgets::RegroupPanel::closed, this, &GroupController::closePreview);
    connect(&m_panel, &widgets::RegroupPanel::applyRequested, this, [this] {
        if (m_apply) {
            run(std::exchange(m_apply, {}), false);
            closePreview();
        }
    });
}

void GroupController::decide(domain::GroupRule rule)
{
    rule.created = qt::currentTime();
    run(
        [rule](const workflow::Workspace& workspace, const std::stop_token& stop) {
            return workflow::decideGroup(workspace, rule, stop);
        },
        false);
}

void GroupController::run(const Decide& work, bool takesBack)
{
    const qt::OpenStorePointer store = m_services.session.store();
    if (store == nullptr || m_services.session.jobs().busy(decideSlot())) {
        return; // a decision that is being written is not stopped half-way
    }
    m_list.actions().setBusy(true);
    m_services.session.jobs().run<RuleOutcome>(
        {.slot = decideSlot(),
         .context = this,
         .job = [store, work](
                    const qt::JobControl& control) { return work(store->workspace, control.stop); },
         .deliver = [this,
                     takesBack](const Result<RuleOutcome>& result) { finish(result, takesBack); }});
}

void GroupController::finish(const Result<RuleOutcome>& result, bool takesBack)
{
    m_list.actions().setBusy(false);
    if (!result.ok()) {
        m_list.bar().say(qt::toQString(describe(result.error())), false);
        return;
    }
    const RuleOutcome& outcome = result.value();
    const QString rule = qt::groupRuleText(outcome.rule);
    QString sentence = takesBack ? tr("Taken back: %1.").arg(rule) : rule + QLatin1Char('.');
    if (!outcome.change.empty()) {
        sentence += QLatin1Char(' ') + qt::groupChangeText(outcome.change);
    }
    m_list.bar().say(sentence, !takesBack && outcome.rule.id != 0);
    follow(outcome.change);
    m_services.session.reload();
}

/// The selection goes where the occurrences of a group went that is no more.
void GroupController::follow(const analysis::RegroupChange& change)
{
    const domain::ErrorGroupId selected = m_services.context.selection().errorGroup;
    if (std::find(change.gone.begin(), change.gone.end(), selected) == change.gone.end()) {
        return;
    }
    for (const analysis::GroupFlow& flow : change.flows) {
        if (flow.from == selected) {
            m_services.context.adjustSelection(
                qt::withErrorGroup(m_services.context.selection(), flow.to));
            return;
        }
    }
}

void GroupController::readHistory()
{
    using Rules = std::vector<domain::GroupRule>;
    m_services.session.ask<Rules>(
        {.slot = QStringLiteral("groups.rules"),
         .context = this,
         .ask = [](const qt::OpenStore& store,
                   const std::stop_token&) { return workflow::listGroupRules(store.workspace); },
         .deliver =
             [this](const Rules& rules) {
                 const auto undone =
                     std::find_if(rules.begin(), rules.end(),
                                  [](const domain::GroupRule& rule) { return rule.undone; });
                 m_list.actions().setHistory(
                     undone == rules.begin() ? QString() : qt::groupRuleText(*std::prev(undone)),
                     undone == rules.end() ? QString() : qt::groupRuleText(*undone));
             }});
}

void GroupController::askSplit(domain::ErrorGroupId group)
{
    using Choices = std::vector<workflow::SplitChoice>;
    m_services.session.ask<Choices>(
        {.slot = QStringLiteral("groups.split"),
         .context = this,
         .ask =
             [group](const qt::OpenStore& store, const std::stop_token& stop) {
                 return workflow::splitChoices(store.workspace, group, stop);
             },
         .deliver =
             [this, group](const Choices& choices) {
                 std::vector<widgets::SplitOffer> offers;
                 for (const workflow::SplitChoice& choice : choices) {
                     offers.push_back(offerOf(choice));
                 }
                 m_list.bar().askSplit(group, offers);
             }});
}

void GroupController::askWhy(domain::ErrorGroupId first, domain::ErrorGroupId second)
{
    m_services.session.ask<workflow::GroupsApart>(
        {.slot = QStringLiteral("groups.why"),
         .context = this,
         .ask =
             [first, second](const qt::OpenStore& store, const std::stop_token&) {
                 return workflow::whyApart(store.workspace, first, second);
             },
         .deliver =
             [this](const workflow::GroupsApart& apart) {
                 m_list.bar().say(qt::groupsApartText(apart.first, apart.second, apart.together,
                                                      apart.difference),
                                  false);
             }});
}

void GroupController::previewRules()
{
    m_previewed = regroupQuestion({}, {});
    m_panel.offerVersions({});
    preview(
        tr("Working out what your rules would change\u2026"),
        [](const workflow::Workspace& workspace, const std::stop_token& stop) {
            return workflow::previewRegroup(workspace, {}, stop);
        },
        [now = qt::currentTime()](const workflow::Workspace& workspace,
                                  const std::stop_token& stop) {
            return workflow::regroup(workspace, {}, now, stop);
        });
}

void GroupController::chooseMaps()
{
    auto* dialog = new QFileDialog(m_list.window(), tr("Folder with source maps"));
    dialog->setObjectName(QStringLiteral("sourceMapDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& folder) {
        m_maps = qt::toPath(folder);
        m_panel.offerVersions(versions());
        previewMaps(m_maps, {});
    });
    dialog->open();
}

void GroupController::previewMaps(const std::filesystem::path& folder, const QString& version)
{
    const workflow::SourceMapRequest request {folder, qt::toStdString(version)};
    m_previewed = regroupQuestion(folder, version);
    preview(
        tr("Reading source maps\u2026"),
        [request](const workflow::Workspace& workspace, const std::stop_token& stop) {
            return workflow::previewSourceMaps(workspace, request, stop);
        },
        [request, now = qt::currentTime()](const workflow::Workspace& workspace,
                                           const std::stop_token& stop) {
            return workflow::applySourceMaps(workspace, request, now, stop);
        });
}

QStringList GroupController::versions() const
{
    QStringList versions;
    const auto facts = m_services.facts.facts();
    if (facts == nullptr) {
        return versions;
    }
    for (const workflow::FieldValues& field : facts->fields) {
        if (field.field == domain::key::kServiceVersion) {
            for (const std::string& version : field.values) {
                versions.append(qt::toQString(version));
            }
        }
    }
    return versions;
}

void GroupController::preview(const QString& waiting, const Preview& ask, const Decide& apply)
{
    m_apply = apply;
    m_panel.showWaiting(waiting);
    m_panel.show();
    m_services.session.ask<RegroupPreview>(
        {.slot = QStringLiteral("groups.preview"),
         .context = this,
         .ask = [ask](const qt::OpenStore& store,
                      const std::stop_token& stop) { return ask(store.workspace, stop); },
         .deliver =
             [this](const RegroupPreview& found) {
                 const QString before = qt::toQString(found.ruleSetBefore);
                 const QString after = qt::toQString(found.ruleSetAfter);
                 m_panel.showPreview(before == after ? tr("by %1").arg(before)
                                                     : tr("%1 becomes %2").arg(before, after),
                                     sentenceOf(found), rowsOf(found), !found.empty());
             },
         .refuse =
             [this](const Error& error) {
                 m_panel.showPreview({}, qt::toQString(describe(error)), nullptr, false);
             }});
}

void GroupController::closePreview()
{
    m_services.session.jobs().drop(QStringLiteral("groups.preview"));
    m_previewed.reset();
    m_panel.hide();
}

} // namespace throughline::app
