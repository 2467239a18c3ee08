#include "models/qt/notebook_desk.h"

#include "models/notebook/notebook_edit.h"
#include "models/notebook/result_diff.h"
#include "models/qt/qt_text.h"
#include "models/qt/system_clock.h"
#include "models/workflow/notebook_answer.h"

#include <QUndoCommand>
#include <QUndoStack>

#include <algorithm>
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
    {
    }

    void setTyping(std::int64_t cell, int run)
    {
        m_cell = cell;
        m_run = run;
    }

    void undo() override { m_desk.adopt(m_name, m_before); }

    void redo() override { m_desk.adopt(m_name, m_after); }

    [[nodiscard]] int id() const override { return m_cell == 0 ? -1 : 1; }

    bool mergeWith(const QUndoCommand* other) override
    {
        const auto* later = dynamic_cast<const Step*>(other);
        if (later == nullptr || later->m_cell != m_cell || later->m_run != m_run) {
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
        save();
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
    save();
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
    readList();
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
                 put(std::make_shared<const Notebook>(std::move(opened)), true);
             },
         .refuse = [this](const Error& error) { Q_EMIT failed(error); }});
}

void NotebookDesk::put(const NotebookPointer& notebook, bool show)
{
    const QString name = toQString(notebook->name);
    m_desks.insert(name, {notebook, std::make_shared<QUndoStack>()});
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
    if (!m_toSave.contains(name)) {
        m_toSave.append(name);
    }
    markUnsaved();
    if (name == m_current) {
        Q_EMIT notebookChanged();
    }
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

void NotebookDesk::save()
{
    m_soon.stop();
    for (const QString& name : std::exchange(m_toSave, {})) {
        const NotebookPointer notebook = m_desks.value(name).notebook;
        if (notebook != nullptr && m_store != nullptr) {
            write([store = m_store, notebook, now = currentTime()] {
                return workflow::saveNotebook(store->workspace, *notebook, now);
            });
        }
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
    save(); // under its old name, before it has another
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
    save();
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
            m_removed = content;
            m_desks.remove(name);
            if (m_current == name) {
                m_current.clear();
                Q_EMIT notebookChanged();
            }
            readList();
            Q_EMIT removed(name);
        });
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
    write([store = m_store, notebook = std::move(notebook),
           now = currentTime()] { return workflow::saveNotebook(store->workspace, notebook, now); },
          name);
}

void NotebookDesk::edit(const QString& what, Notebook after, std::int64_t typing)
{
    const Desk desk = m_desks.value(m_current);
    if (desk.notebook == nullptr || *desk.notebook == after) {
        return;
    }
    auto step = std::make_unique<Step>(*this, m_current, what, desk.notebook,
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
                     put(std::make_shared<const Notebook>(std::move(fresh)), true);
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
    m_session.ask<notebook::PinnedResult>(
        {.slot = QStringLiteral("notebook.cell.%1").arg(cell),
         .context = this,
         .ask =
             [question, now = currentTime()](const OpenStore& store, const std::stop_token& stop) {
                 return workflow::pinnedAnswer(store.workspace, store.snapshot, question, now,
                                               stop);
             },
         .deliver =
             [this, cell](notebook::PinnedResult answer) {
                 if (notebook() == nullptr) {
                     return;
                 }
                 Notebook after = *notebook();
                 Cell* place = notebook::findCell(after, cell);
                 if (place == nullptr) {
                     return;
                 }
                 if (place->pinned.question == answer.question && !place->pinned.result.empty()) {
                     answer.moved = notebook::movedFigures(place->pinned.result, answer.result);
                 }
                 place->pinned = std::move(answer);
                 edit(tr("Ask"), std::move(after));
             },
         .refuse = [this, cell](const Error& error) { Q_EMIT cellFailed(cell, error); }});
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
    m_session.ask<Notebook>({.slot = QStringLiteral("notebook.template"),
                             .context = this,
                             .ask =
                                 [name = toStdString(name), use, now = currentTime()](
                                     const OpenStore& store, const std::stop_token& stop) {
                                     Notebook fresh;
                                     fresh.name = name;
                                     return workflow::applyTemplate(store.workspace, store.snapshot,
                                                                    std::move(fresh), use, now,
                                                                    stop);
                                 },
                             .deliver =
                                 [this](Notebook made) {
                                     const QString called = toQString(made.name);
                                     put(std::make_shared<const Notebook>(std::move(made)), true);
                                     m_toSave.append(called);
                                     markUnsaved();
                                     save();
                                     Q_EMIT noted(tr("Every question is answered."));
                                 },
                             .refuse = [this](const Error& error) { Q_EMIT failed(error); }});
}

} // namespace throughline::qt
