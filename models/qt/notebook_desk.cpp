#include "models/qt/notebook_desk.h"

#include "models/notebook/notebook_edit.h"
#include "models/notebook/notebook_merge.h"
#include "models/notebook/result_diff.h"
#include "models/qt/qt_text.h"
#include "models/qt/system_clock.h"
#include "models/workflow/notebook_answer.h"

#include <QUndoCommand>
#include <QUndoStack>

#include <algorithm>
#include <optional>
#include <utility>

namespace throughline::qt {

using notebook::Cell;
using notebook::CellKind;
using notebook::Notebook;

namespace {

/// So long after a change it goes to the store, whether or not more follow.
constexpr int kSaveAfterMs = 400;

const workflow::NotebookSummary* newestOf(const std::vector<workflow::NotebookSummary>& list)
{
    const auto newest =
        std::max_element(list.begin(), list.end(), [](const auto& left, const auto& right) {
            return left.changed < right.changed;
        });
    return newest == list.end() ? nullptr : &*newest;
}

} // namespace

/// A change of one notebook as what it was and what it is.
class NotebookDesk::Step : public QUndoCommand
{
public:
    Step(NotebookDesk& desk, const QString& name, const QString& what, NotebookPointer before,
         NotebookPointer after)
        : QUndoCommand(what)
        , m_desk(desk)
        , m_name(name)
        , m_before(std::move(before))
        , m_after(std::move(after))
        , m_numbers(desk.m_desks.value(name).renumbered.size())
    {
    }

    void setTyping(std::int64_t cell, int run)
    {
        m_cell = cell;
        m_run = run;
    }

    [[nodiscard]] const NotebookPointer& before() const { return m_before; }

    [[nodiscard]] const NotebookPointer& after() const { return m_after; }

    /// How many of the desk's new numbers its cells have.
    [[nodiscard]] std::size_t numbers() const { return m_numbers; }

    void undo() override { m_desk.takeBack(m_name, *this, true); }

    void redo() override { m_desk.takeBack(m_name, *this, false); }

    [[nodiscard]] int id() const override { return m_cell == 0 ? -1 : 1; }

    bool mergeWith(const QUndoCommand* other) override
    {
        const auto* later = dynamic_cast<const Step*>(other);
        if (later == nullptr || later->m_cell != m_cell || later->m_run != m_run
            || later->m_numbers != m_numbers || *later->m_before != *m_after) {
            return false;
        }
        m_after = later->m_after;
        return true;
    }

private:
    NotebookDesk& m_desk;
    QString m_name;
    NotebookPointer m_before;
    NotebookPointer m_after;
    std::size_t m_numbers;
    std::int64_t m_cell = 0;
    int m_run = 0;
};

NotebookDesk::NotebookDesk(WorkspaceSession& session, NotebookWriter& writer, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_writer(writer)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(kSaveAfterMs);
    connect(&m_soon, &QTimer::timeout, this, &NotebookDesk::save);
    connect(&session, &WorkspaceSession::storeReplaced, this, [this] {
        saveAll();
        m_desks.clear();
        m_current.clear();
        m_removed = nullptr;
        m_list.clear();
        Q_EMIT rerunningChanged(false);
        m_listed = false;
        Q_EMIT listChanged();
        Q_EMIT notebookChanged();
    });
    connect(&session, &WorkspaceSession::storeChanged, this, &NotebookDesk::readStore);
}

NotebookDesk::~NotebookDesk()
{
    saveAll();
}

NotebookPointer NotebookDesk::notebook() const
{
    return m_desks.value(m_current).notebook;
}

QUndoStack* NotebookDesk::steps() const
{
    return m_desks.value(m_current).steps.get();
}

QString NotebookDesk::freshName(const QString& wish) const
{
    const auto taken = [this](const QString& name) {
        return m_desks.contains(name)
            || std::any_of(m_list.begin(), m_list.end(),
                           [&](const auto& each) { return toQString(each.name) == name; });
    };
    QString name = wish;
    for (int i = 2; taken(name); ++i) {
        name = QStringLiteral("%1 %2").arg(wish).arg(i);
    }
    return name;
}

void NotebookDesk::readStore()
{
    m_store = m_session.store();
    lookAgain();
}

void NotebookDesk::lookAgain()
{
    if (m_store == nullptr) {
        return;
    }
    readList();
    if (notebook() == nullptr) {
        return;
    }
    // Empty: there is none of this name any more.
    using Stored = std::optional<Notebook>;
    m_session.ask<Stored>(
        {.slot = QStringLiteral("notebook.look"),
         .context = this,
         .ask = [name = toStdString(m_current)](const OpenStore& store,
                                                const std::stop_token&) -> Result<Stored> {
             auto stored = workflow::openNotebook(store.workspace, name);
             if (!stored.ok() && stored.error().code == ErrorCode::Usage) {
                 return Stored();
             }
             TL_TRY(stored);
             return Stored(*std::move(stored));
         },
         .deliver =
             [this, name = m_current](const Stored& stored) {
                 if (stored) {
                     compareWithStore(name, *stored);
                 } else if (m_desks.contains(name) && isSaved()) {
                     leaveRemoved(name, m_desks.value(name).notebook);
                 }
             }});
}

void NotebookDesk::compareWithStore(const QString& name, const Notebook& stored)
{
    const Desk desk = m_desks.value(name);
    // What is on its way meets the others' changes by itself.
    if (desk.notebook != nullptr && isSaved() && *desk.notebook != stored) {
        needSave(name);
        save();
    }
}

void NotebookDesk::readList()
{
    using List = std::vector<workflow::NotebookSummary>;
    m_session.ask<List>({.slot = QStringLiteral("notebook.list"),
                         .context = this,
                         .ask = [](const OpenStore& store, const std::stop_token&) -> Result<List> {
                             return workflow::listNotebooks(store.workspace);
                         },
                         .deliver =
                             [this](List list) {
                                 m_list = std::move(list);
                                 m_listed = true;
                                 Q_EMIT listChanged();
                                 const auto* newest = newestOf(m_list);
                                 if (m_current.isEmpty() && newest != nullptr) {
                                     open(toQString(newest->name));
                                 }
                             }});
}

void NotebookDesk::open(const QString& name)
{
    if (m_desks.contains(name)) {
        if (m_current != name) {
            m_current = name;
            Q_EMIT notebookChanged();
        }
        return;
    }
    m_session.ask<Notebook>(
        {.slot = QStringLiteral("notebook.open"),
         .context = this,
         .ask = [name = toStdString(name)](const OpenStore& store, const std::stop_token&)
             -> Result<Notebook> { return workflow::openNotebook(store.workspace, name); },
         .deliver =
             [this](Notebook opened) {
                 put(std::make_shared<const Notebook>(std::move(opened)), true, true);
             },
         .refuse = [this](const Error& error) { Q_EMIT failed(error); }});
}

void NotebookDesk::put(const NotebookPointer& notebook, bool show, bool isStored)
{
    const QString name = toQString(notebook->name);
    Desk desk;
    desk.notebook = notebook;
    desk.steps = std::make_shared<QUndoStack>();
    desk.kept = std::make_shared<Kept>();
    if (isStored) {
        desk.kept->sent = *notebook;
        desk.kept->stored.notebook = *notebook;
    }
    m_desks.insert(name, desk);
    if (show) {
        m_current = name;
        Q_EMIT notebookChanged();
    }
}

void NotebookDesk::adopt(const QString& name, const NotebookPointer& notebook)
{
    const auto desk = m_desks.find(name);
    if (desk == m_desks.end() || desk->notebook == notebook) {
        return;
    }
    desk->notebook = notebook;
    needSave(name);
    if (name == m_current) {
        Q_EMIT notebookChanged();
    }
}

void NotebookDesk::takeBack(const QString& name, const Step& step, bool undo)
{
    const Desk desk = m_desks.value(name);
    const NotebookPointer& from = undo ? step.after() : step.before();
    const NotebookPointer& to = undo ? step.before() : step.after();
    if (desk.notebook == nullptr || desk.notebook == from || *desk.notebook == *from) {
        adopt(name, to);
        return;
    }
    // Others wrote since: only what this step did is taken back, in the numbers of today.
    Notebook base = *from;
    Notebook mine = *to;
    for (std::size_t i = step.numbers(); i < desk.renumbered.size(); ++i) {
        notebook::renumberCells(base, desk.renumbered[i]);
        notebook::renumberCells(mine, desk.renumbered[i]);
    }
    auto merged = notebook::mergeNotebooks(base, mine, *desk.notebook);
    adopt(name, std::make_shared<const Notebook>(std::move(merged.notebook)));
}

void NotebookDesk::markUnsaved()
{
    if (!m_soon.isActive()) {
        m_soon.start();
    }
    if (!m_unsaved) {
        m_unsaved = true;
        Q_EMIT savedChanged(false);
    }
}

void NotebookDesk::needSave(const QString& name)
{
    if (!m_toSave.contains(name)) {
        m_toSave.append(name);
    }
    markUnsaved();
}

void NotebookDesk::save()
{
    m_soon.stop();
    QStringList later;
    for (const QString& name : std::exchange(m_toSave, {})) {
        const auto desk = m_desks.find(name);
        if (desk == m_desks.end() || m_store == nullptr) {
            continue;
        }
        if (desk->saving) {
            later.append(name); // it has to be known what the last save met
        } else {
            startSave(name, *desk);
        }
    }
    m_toSave = later;
}

void NotebookDesk::saveAll()
{
    m_soon.stop();
    for (const QString& name : std::exchange(m_toSave, {})) {
        const auto desk = m_desks.find(name);
        if (desk != m_desks.end() && m_store != nullptr) {
            startSave(name, *desk);
        }
    }
}

void NotebookDesk::startSave(const QString& name, Desk& desk)
{
    auto saving = std::make_shared<Saving>();
    saving->name = name;
    saving->sent = desk.notebook;
    saving->kept = desk.kept;
    saving->merges = desk.merges;
    desk.saving = true;
    ++m_saving;
    m_writer.write(
        this, [store = m_store, saving, now = currentTime()] { return keep(*saving, *store, now); },
        [this, saving](const Result<void>& result) { finishSave(*saving, result); });
}

Result<void> NotebookDesk::keep(Saving& saving, const OpenStore& store, Timestamp now)
{
    Kept& kept = *saving.kept;
    Notebook mine = *saving.sent;
    if (kept.merges > saving.merges) {
        // The window went before it heard of the others' changes.
        mine = notebook::rebaseNotebook(kept.sent, kept.stored, mine).notebook;
    }
    TL_ASSIGN(saving.saved,
              workflow::saveNotebook(store.workspace, kept.stored.notebook, mine, now));
    kept.sent = *saving.sent;
    kept.stored = saving.saved.merged;
    kept.merges += kept.stored.tookTheirs ? 1 : 0;
    return {};
}

void NotebookDesk::finishSave(const Saving& saving, const Result<void>& result)
{
    --m_saving;
    const auto desk = m_desks.find(saving.name);
    if (desk != m_desks.end() && desk->kept == saving.kept) {
        desk->saving = false;
        if (result.ok() && saving.saved.merged.tookTheirs) {
            joinTheirs(*desk, saving);
        }
    }
    if (!result.ok()) {
        Q_EMIT failed(result.error());
    } else {
        tellTheirs(saving.saved);
    }
    if (!m_toSave.isEmpty()) {
        markUnsaved();
    } else if (m_saving == 0) {
        m_unsaved = false;
        Q_EMIT savedChanged(true);
    }
    readList();
}

void NotebookDesk::joinTheirs(Desk& desk, const Saving& saving)
{
    const notebook::MergedNotebook& stored = saving.saved.merged;
    auto joined = notebook::rebaseNotebook(*saving.sent, stored, *desk.notebook);
    ++desk.merges;
    desk.renumbered.push_back(joined.renumbered);
    const bool more = joined.notebook != stored.notebook;
    desk.notebook = std::make_shared<const Notebook>(std::move(joined.notebook));
    if (more) {
        needSave(saving.name);
    }
    if (saving.name == m_current) {
        endTyping();
        if (!joined.renumbered.empty()) {
            Q_EMIT cellsRenumbered(joined.renumbered);
        }
        Q_EMIT notebookChanged();
    }
}

void NotebookDesk::tellTheirs(const workflow::SavedNotebook& saved)
{
    QStringList facts;
    const QString name = toQString(saved.merged.notebook.name);
    if (saved.wasGone) {
        facts.append(tr("%1 was deleted or renamed by another program; with what you changed it is "
                        "kept under this name.")
                         .arg(name));
    } else if (saved.merged.tookTheirs) {
        facts.append(
            tr("%1 was changed by another program; it holds those changes and yours.").arg(name));
    }
    if (!saved.merged.doubled.empty()) {
        facts.append(tr("What both wrote in is there twice, yours below the other."));
    }
    if (!facts.isEmpty()) {
        Q_EMIT noted(facts.join(QLatin1Char(' ')));
    }
}

void NotebookDesk::write(NotebookWriter::Change change, const QString& opened)
{
    ++m_saving;
    m_writer.write(this, std::move(change), [this, opened](const Result<void>& result) {
        --m_saving;
        if (!result.ok()) {
            Q_EMIT failed(result.error());
        } else if (!opened.isEmpty()) {
            open(opened);
        }
        if (m_saving == 0 && m_toSave.isEmpty()) {
            m_unsaved = false;
            Q_EMIT savedChanged(true);
        }
        readList();
    });
}

void NotebookDesk::create(const QString& name)
{
    if (m_store != nullptr) {
        write(
            [store = m_store, name = toStdString(name), now = currentTime()]() -> Result<void> {
                TL_TRY(workflow::newNotebook(store->workspace, name, now));
                return {};
            },
            name);
    }
}

void NotebookDesk::rename(const QString& from, const QString& to)
{
    if (m_store == nullptr || from == to) {
        return;
    }
    saveAll(); // under its old name, before it has another
    if (m_current == from) {
        m_current.clear();
    }
    m_desks.remove(from);
    const bool free = freshName(to) == to;
    write([store = m_store, from = toStdString(from),
           to = toStdString(to)] { return workflow::renameNotebook(store->workspace, from, to); },
          to);
    if (!free) {
        open(from);
    }
}

void NotebookDesk::remove(const QString& name)
{
    if (m_store == nullptr) {
        return;
    }
    saveAll();
    auto content = std::make_shared<Notebook>();
    ++m_saving;
    m_writer.write(
        this,
        [store = m_store, name = toStdString(name), content]() -> Result<void> {
            TL_ASSIGN(*content, workflow::openNotebook(store->workspace, name));
            return workflow::deleteNotebook(store->workspace, name);
        },
        [this, name, content](const Result<void>& result) {
            --m_saving;
            if (!result.ok()) {
                Q_EMIT failed(result.error());
                return;
            }
            m_unsaved = m_saving > 0 || !m_toSave.isEmpty();
            leaveRemoved(name, content);
        });
}

void NotebookDesk::leaveRemoved(const QString& name, const NotebookPointer& content)
{
    m_removed = content;
    m_desks.remove(name);
    if (m_current == name) {
        m_current.clear();
        Q_EMIT notebookChanged();
    }
    readList();
    Q_EMIT removed(name);
}

void NotebookDesk::restoreRemoved()
{
    if (m_removed == nullptr || m_store == nullptr) {
        return;
    }
    auto notebook = *m_removed;
    notebook.name = toStdString(freshName(toQString(notebook.name)));
    const QString name = toQString(notebook.name);
    m_removed = nullptr;
    write(
        [store = m_store, notebook = std::move(notebook), now = currentTime()]() -> Result<void> {
            TL_TRY(workflow::saveNotebook(store->workspace, {}, notebook, now));
            return {};
        },
        name);
}

void NotebookDesk::edit(const QString& what, Notebook after, std::int64_t typing)
{
    change(m_current, what, std::move(after), typing);
}

void NotebookDesk::change(const QString& name, const QString& what, Notebook after,
                          std::int64_t typing)
{
    const Desk desk = m_desks.value(name);
    if (desk.notebook == nullptr || *desk.notebook == after) {
        return;
    }
    auto step = std::make_unique<Step>(*this, name, what, desk.notebook,
                                       std::make_shared<const Notebook>(std::move(after)));
    step->setTyping(typing, m_typingRun);
    if (typing == 0) {
        endTyping();
    }
    desk.steps->push(step.release());
}

void NotebookDesk::endTyping()
{
    ++m_typingRun;
}

void NotebookDesk::pin(const notebook::Question& question)
{
    m_session.ask<notebook::PinnedResult>(
        {.slot = QStringLiteral("notebook.pin"),
         .context = this,
         .ask =
             [question, now = currentTime()](const OpenStore& store, const std::stop_token& stop) {
                 return workflow::pinnedAnswer(store.workspace, store.snapshot, question, now,
                                               stop);
             },
         .deliver =
             [this](notebook::PinnedResult answer) {
                 if (notebook() == nullptr) {
                     Notebook fresh;
                     fresh.name = toStdString(freshName(tr("Findings")));
                     put(std::make_shared<const Notebook>(std::move(fresh)), true, false);
                 }
                 Notebook after = *notebook();
                 Cell cell;
                 cell.kind = CellKind::Result;
                 cell.pinned = std::move(answer);
                 notebook::append(after, std::move(cell));
                 edit(tr("Pin"), std::move(after));
                 Q_EMIT pinned(m_current);
             },
         .refuse = [this](const Error& error) { Q_EMIT failed(error); }});
}

void NotebookDesk::askCell(std::int64_t cell, const notebook::Question& question)
{
    const std::size_t numbers = m_desks.value(m_current).renumbered.size();
    m_session.ask<notebook::PinnedResult>(
        {.slot = QStringLiteral("notebook.cell.%1.%2").arg(m_current).arg(cell),
         .context = this,
         .ask =
             [question, now = currentTime()](const OpenStore& store, const std::stop_token& stop) {
                 return workflow::pinnedAnswer(store.workspace, store.snapshot, question, now,
                                               stop);
             },
         .deliver =
             [this, name = m_current, cell, numbers](notebook::PinnedResult answer) {
                 takeAnswer(name, numberNow(name, cell, numbers), std::move(answer));
             },
         .refuse =
             [this, name = m_current, cell, numbers](const Error& error) {
                 if (name == m_current) {
                     Q_EMIT cellFailed(numberNow(name, cell, numbers), error);
                 }
             }});
}

std::int64_t NotebookDesk::numberNow(const QString& name, std::int64_t cell,
                                     std::size_t since) const
{
    const std::vector<CellNumbers> renumbered = m_desks.value(name).renumbered;
    for (std::size_t i = since; i < renumbered.size(); ++i) {
        const auto found = renumbered[i].find(cell);
        cell = found == renumbered[i].end() ? cell : found->second;
    }
    return cell;
}

void NotebookDesk::takeAnswer(const QString& name, std::int64_t cell, notebook::PinnedResult answer)
{
    const NotebookPointer asked = m_desks.value(name).notebook;
    if (asked == nullptr) {
        return;
    }
    Notebook after = *asked;
    Cell* place = notebook::findCell(after, cell);
    if (place == nullptr) {
        return;
    }
    if (place->pinned.question == answer.question && !place->pinned.result.empty()) {
        answer.moved = notebook::movedFigures(place->pinned.result, answer.result);
    }
    place->pinned = std::move(answer);
    change(name, tr("Ask"), std::move(after), 0);
}

void NotebookDesk::rerun()
{
    const NotebookPointer asked = notebook();
    if (asked == nullptr) {
        return;
    }
    Q_EMIT rerunningChanged(true);
    m_session.ask<workflow::Rerun>(
        {.slot = QStringLiteral("notebook.rerun"),
         .context = this,
         .ask =
             [asked, now = currentTime()](const OpenStore& store, const std::stop_token& stop) {
                 return workflow::rerunNotebook(store.workspace, store.snapshot, *asked, now, stop);
             },
         .deliver =
             [this, name = m_current](const workflow::Rerun& rerun) {
                 Q_EMIT rerunningChanged(false);
                 if (name == m_current) {
                     adoptRerun(rerun);
                     tellRerun(rerun);
                 }
             },
         .refuse =
             [this](const Error& error) {
                 Q_EMIT rerunningChanged(false);
                 Q_EMIT failed(error);
             }});
}

void NotebookDesk::adoptRerun(const workflow::Rerun& rerun)
{
    // What was written meanwhile stays; only answers to the same questions come in.
    Notebook after = *notebook();
    for (Cell& cell : after.cells) {
        const Cell* again = notebook::findCell(rerun.notebook, cell.id);
        if (again == nullptr || again->kind != cell.kind) {
            continue;
        }
        if (cell.kind == CellKind::Result && again->pinned.question == cell.pinned.question) {
            cell.pinned = again->pinned;
        } else if (cell.kind == CellKind::Finding
                   && again->finding.evidence == cell.finding.evidence) {
            cell.finding.standing = again->finding.standing;
        }
    }
    edit(tr("Ask everything again"), std::move(after));
}

void NotebookDesk::tellRerun(const workflow::Rerun& rerun)
{
    const auto& changes = rerun.changes;
    const auto moved = std::count_if(changes.begin(), changes.end(),
                                     [](const auto& change) { return !change.moved.empty(); });
    const auto& cells = rerun.notebook.cells;
    const auto fallen = std::count_if(cells.begin(), cells.end(), [](const Cell& cell) {
        return cell.kind == CellKind::Finding
            && cell.finding.standing == notebook::Standing::Overturned;
    });
    QStringList facts {moved == 0
                           ? tr("Everything was asked again: no figure moved.")
                           : tr("Everything was asked again: figures of %1 of %2 results moved.")
                                 .arg(moved)
                                 .arg(changes.size())};
    if (fallen > 0) {
        facts.append(fallen == 1 ? tr("One finding no longer stands.")
                                 : tr("%1 findings no longer stand.").arg(fallen));
    }
    for (const workflow::Rerun::Change& change : changes) {
        if (!change.problem.empty()) {
            facts.append(tr("Cell %1 could not be asked: %2")
                             .arg(change.cell)
                             .arg(toQString(change.problem)));
        }
    }
    Q_EMIT noted(facts.join(QLatin1Char(' ')));
}

void NotebookDesk::createFrom(const QString& name, const workflow::TemplateUse& use)
{
    m_session.ask<Notebook>(
        {.slot = QStringLiteral("notebook.template"),
         .context = this,
         .ask =
             [name = toStdString(name), use, now = currentTime()](const OpenStore& store,
                                                                  const std::stop_token& stop) {
                 Notebook fresh;
                 fresh.name = name;
                 return workflow::applyTemplate(store.workspace, store.snapshot, std::move(fresh),
                                                use, now, stop);
             },
         .deliver =
             [this](Notebook made) {
                 const QString called = toQString(made.name);
                 put(std::make_shared<const Notebook>(std::move(made)), true, false);
                 needSave(called);
                 save();
                 Q_EMIT noted(tr("Every question is answered."));
             },
         .refuse = [this](const Error& error) { Q_EMIT failed(error); }});
}

} // namespace throughline::qt
