// What the cells of the desk ask of the store.

#include "models/notebook/notebook_edit.h"
#include "models/notebook/result_diff.h"
#include "models/qt/notebook_desk.h"
#include "models/qt/qt_text.h"
#include "models/qt/system_clock.h"
#include "models/workflow/notebook_answer.h"

#include <algorithm>
#include <utility>

namespace throughline::qt {

using notebook::Cell;
using notebook::CellKind;
using notebook::Notebook;

namespace {

/// Answers the question as of now, on the worker's thread.
auto asking(const notebook::Question& question)
{
    return [question, now = currentTime()](const OpenStore& store, const std::stop_token& stop) {
        return workflow::pinnedAnswer(store.workspace, store.snapshot, question, now, stop);
    };
}

} // namespace

void NotebookDesk::pin(const notebook::Question& question)
{
    m_session.ask<notebook::PinnedResult>(
        {.slot = QStringLiteral("notebook.pin"),
         .context = this,
         .ask = asking(question),
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
         .ask = asking(question),
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
