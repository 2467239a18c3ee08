#pragma once

#include "models/notebook/notebook.h"
#include "models/notebook/notebook_merge.h"
#include "widgets/notebook/cell_view.h"
#include "widgets/shared/panel.h"

#include <memory>
#include <vector>

class QPushButton;
class QScrollArea;
class QStackedWidget;
class QUndoStack;
class QVBoxLayout;

namespace throughline::widgets {

class PlainLabel;

/// A notebook: its cells in order, and what can be done with them.
class NotebookView : public Panel
{
    Q_OBJECT

public:
    using Notebook = std::shared_ptr<const notebook::Notebook>;

    explicit NotebookView(QWidget* parent = nullptr);

    /// Null: none is open. `any`: the store has some.
    void setNotebook(const Notebook& notebook, bool any);
    /// Before setNotebook(): the same cells under other numbers keep the keyboard.
    void renumber(const notebook::CellNumbers& numbers);
    /// The steps that *Undo* and *Redo* go through; may be null.
    void setSteps(QUndoStack* steps);
    void setSaved(bool saved);
    void setRunning(bool running);
    void setSqlWords(const QStringList& words);
    void setFailure(std::int64_t cell, const Error& error);
    /// Gives it the keyboard, and its editor when wanted.
    void showCell(std::int64_t cell, bool edit);

    [[nodiscard]] CellView* cell(std::int64_t id) const;

Q_SIGNALS:
    void notebookEdited(const QString& what, const throughline::notebook::Notebook& after,
                        qint64 typing);
    void typingEnded();
    void askRequested(qint64 cell, const throughline::notebook::Question& question);
    void rerunRequested();
    void exportRequested();
    void newRequested();
    void templateRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void makeHeader();
    QWidget* makeEmpty();
    CellView* makeCell(const notebook::Cell& cell);
    void connectCell(CellView* view);
    void arrangeCells();
    void add(notebook::CellKind kind, std::int64_t behind);
    void change(const notebook::Cell& cell, bool typing);
    void move(std::int64_t cell, int by);
    void moveTo(std::int64_t cell, std::size_t place);
    void remove(std::int64_t cell);
    void goToNeighbour(std::int64_t cell, int by);
    void dragOver(int y);
    [[nodiscard]] std::size_t placeAt(int y) const;
    [[nodiscard]] std::size_t placeOf(std::int64_t cell) const;
    [[nodiscard]] std::int64_t focusedCell() const;

    Notebook m_notebook;
    QUndoStack* m_steps = nullptr;
    QStringList m_words;
    std::vector<CellView*> m_cells;
    QStackedWidget* m_stack;
    QWidget* m_empty;
    PlainLabel* m_emptyText;
    QScrollArea* m_scroll;
    QWidget* m_page;
    QVBoxLayout* m_column;
    PlainLabel* m_hint;
    QFrame* m_mark; ///< where a dragged cell would go
    QPushButton* m_undo;
    QPushButton* m_redo;
    QPushButton* m_rerun;
    std::vector<QPushButton*> m_whileOpen;
};

} // namespace throughline::widgets
