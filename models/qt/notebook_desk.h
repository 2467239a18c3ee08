#pragma once

#include "models/notebook/notebook.h"
#include "models/qt/notebook_writer.h"
#include "models/qt/workspace_session.h"
#include "models/workflow/notebook_workflow.h"
#include "models/workflow/template_workflow.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <cstdint>
#include <memory>
#include <vector>

class QUndoStack;

namespace throughline::qt {

using CellNumbers = notebook::CellNumbers;
using NotebookPointer = std::shared_ptr<const notebook::Notebook>;

/// The notebooks of the open store as the window works on them. Every change is a step that can be
/// undone and is in the store a moment after it was made, whatever becomes of the window. What
/// other programs write into a notebook meanwhile is joined with it (notebook_merge) and told.
/// Answers are asked by jobs. Lives in the window's thread.
class NotebookDesk : public QObject
{
    Q_OBJECT

public:
    NotebookDesk(WorkspaceSession& session, NotebookWriter& writer, QObject* parent = nullptr);
    ~NotebookDesk() override;

    /// The store's notebooks by name; empty until they are read.
    [[nodiscard]] const std::vector<workflow::NotebookSummary>& list() const { return m_list; }

    /// The store's notebooks are known, if only that there are none.
    [[nodiscard]] bool isListed() const { return m_listed; }

    /// The one on the desk, or null.
    [[nodiscard]] NotebookPointer notebook() const;
    /// Its steps, or null.
    [[nodiscard]] QUndoStack* steps() const;

    /// Nothing is on its way to the store.
    [[nodiscard]] bool isSaved() const { return !m_unsaved; }

    /// A name that no notebook has yet.
    [[nodiscard]] QString freshName(const QString& wish) const;

    void open(const QString& name);
    /// Looks whether another program changed the list or the open notebook.
    void lookAgain();
    void create(const QString& name);
    void rename(const QString& from, const QString& to);
    void remove(const QString& name);
    /// Brings back the one removed last.
    void restoreRemoved();

    /// Puts `after` in place of the open notebook. Changes of one `typing` (the id of a cell) are
    /// one step until endTyping().
    void edit(const QString& what, notebook::Notebook after, std::int64_t typing = 0);
    void endTyping();

    /// Asks a question and puts its answer at the end of the open notebook; a new one if none is.
    void pin(const notebook::Question& question);
    /// Asks a result cell's question, which may be another than it was.
    void askCell(std::int64_t cell, const notebook::Question& question);
    /// Asks everything again; what moved and which findings stand is in the cells then.
    void rerun();
    /// A notebook of this name from a template, all of it filled in.
    void createFrom(const QString& name, const workflow::TemplateUse& use);

Q_SIGNALS:
    void listChanged();
    /// Another notebook, or other cells.
    void notebookChanged();
    void savedChanged(bool saved);
    /// Cells of the open notebook have other numbers from now on; told before notebookChanged().
    void cellsRenumbered(const throughline::qt::CellNumbers& numbers);
    void rerunningChanged(bool rerunning);
    void removed(const QString& name);
    void pinned(const QString& notebook);
    void noted(const QString& text);
    void cellFailed(qint64 cell, const throughline::Error& error);
    void failed(const throughline::Error& error);

private:
    class Step;

    /// What of a notebook is in the store. After the first save it belongs to the writer's thread.
    struct Kept
    {
        notebook::Notebook sent; ///< as it was given to be saved last
        notebook::MergedNotebook stored; ///< what became of it
        int merges = 0; ///< how often others had written meanwhile
    };

    /// One notebook with its steps.
    struct Desk
    {
        NotebookPointer notebook;
        std::shared_ptr<QUndoStack> steps;
        std::shared_ptr<Kept> kept;
        std::vector<CellNumbers> renumbered; ///< in order; older steps still use the old numbers
        int merges = 0; ///< of those in `kept`, how many came into `notebook`
        bool saving = false;
    };

    /// A save on its way.
    struct Saving
    {
        QString name;
        NotebookPointer sent;
        std::shared_ptr<Kept> kept;
        workflow::SavedNotebook saved;
        int merges = 0;
    };

    void readStore();
    void readList();
    void put(const NotebookPointer& notebook, bool show, bool isStored);
    void adopt(const QString& name, const NotebookPointer& notebook);
    void takeBack(const QString& name, const Step& step, bool undo);
    void change(const QString& name, const QString& what, notebook::Notebook after,
                std::int64_t typing);
    void takeAnswer(const QString& name, std::int64_t cell, notebook::PinnedResult answer);
    /// A cell's number, given the one it had when there were `since` renumberings.
    [[nodiscard]] std::int64_t numberNow(const QString& name, std::int64_t cell,
                                         std::size_t since) const;
    void markUnsaved();
    void needSave(const QString& name);
    void save();
    void saveAll();
    void startSave(const QString& name, Desk& desk);
    static Result<void> keep(Saving& saving, const OpenStore& store, Timestamp now);
    void finishSave(const Saving& saving, const Result<void>& result);
    void joinTheirs(Desk& desk, const Saving& saving);
    void tellTheirs(const workflow::SavedNotebook& saved);
    void compareWithStore(const QString& name, const notebook::Notebook& stored);
    void leaveRemoved(const QString& name, const NotebookPointer& content);
    void write(NotebookWriter::Change change, const QString& opened = {});
    void adoptRerun(const workflow::Rerun& rerun);
    void tellRerun(const workflow::Rerun& rerun);

    WorkspaceSession& m_session;
    NotebookWriter& m_writer;
    OpenStorePointer m_store; ///< whose notebooks these are
    std::vector<workflow::NotebookSummary> m_list;
    bool m_listed = false;
    QHash<QString, Desk> m_desks;
    QString m_current;
    NotebookPointer m_removed;
    QTimer m_soon;
    QStringList m_toSave;
    int m_saving = 0;
    bool m_unsaved = false;
    int m_typingRun = 1;
};

} // namespace throughline::qt
