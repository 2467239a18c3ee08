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

using NotebookPointer = std::shared_ptr<const notebook::Notebook>;

/// The notebooks of the open store as the window works on them. Every change is a step that can be
/// undone and is in the store a moment after it was made, whatever becomes of the window. Answers
/// are asked by jobs. Lives in the window's thread.
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
    void rerunningChanged(bool rerunning);
    void removed(const QString& name);
    void pinned(const QString& notebook);
    void noted(const QString& text);
    void cellFailed(qint64 cell, const throughline::Error& error);
    void failed(const throughline::Error& error);

private:
    class Step;

    /// One notebook with its steps.
    struct Desk
    {
        NotebookPointer notebook;
        std::shared_ptr<QUndoStack> steps;
    };

    void readStore();
    void readList();
    void put(const NotebookPointer& notebook, bool show);
    void adopt(const QString& name, const NotebookPointer& notebook);
    void markUnsaved();
    void save();
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
