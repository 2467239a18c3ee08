#pragma once

#include "models/base/error.h"
#include "models/notebook/notebook.h"
#include "widgets/notebook/finding_form.h"

#include <QFrame>

#include <vector>

class QHBoxLayout;
class QMenu;
class QPushButton;
class QVBoxLayout;

namespace throughline::widgets {

class BlockView;
class CellEditor;
class PlainLabel;
class SqlEditor;

/// One cell of a notebook: read, written in place, moved by keys or dragged by its left edge. It
/// keeps nothing: what the user does is told, and shown when it comes back.
class CellView : public QFrame
{
    Q_OBJECT

public:
    explicit CellView(const notebook::Cell& cell, QWidget* parent = nullptr);

    [[nodiscard]] std::int64_t cellId() const { return m_cell.id; }

    /// It shows the same cell, which has another number now.
    void setCellId(std::int64_t id) { m_cell.id = id; }

    void setCell(const notebook::Cell& cell);
    /// Where it stands, from 1: said before what it holds.
    void setPlace(int place, int of);
    void setChoices(const std::vector<EvidenceChoice>& choices);
    void setSqlWords(const QStringList& words);
    /// Until the next answer.
    void setFailure(const Error& error);
    void setAsking();
    void edit();
    void read();

    [[nodiscard]] bool isEditing() const { return m_editing; }

Q_SIGNALS:
    /// A new content; `typing` while keys are pressed.
    void cellChanged(const throughline::notebook::Cell& cell, bool typing);
    void typingEnded();
    void askRequested(const throughline::notebook::Question& question);
    void moveRequested(qint64 cell, int by);
    void removeRequested(qint64 cell);
    void addRequested(throughline::notebook::CellKind kind, qint64 behind);
    /// The keyboard wants the cell before (-1) or behind (1).
    void neighbourRequested(qint64 cell, int by);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;

private:
    void makeHeader(QVBoxLayout* column);
    void makeEditors(QVBoxLayout* column);
    void makeMenu();
    void arrange();
    void showContent();
    void tellText(const QString& text);
    void ask();
    void leaveWhenFocusGoes(QWidget* now);
    [[nodiscard]] bool isSql() const;
    [[nodiscard]] QString title() const;

    notebook::Cell m_cell;
    PlainLabel* m_title;
    PlainLabel* m_state;
    QPushButton* m_edit;
    QPushButton* m_ask;
    QPushButton* m_more;
    QMenu* m_menu;
    BlockView* m_blocks;
    CellEditor* m_text;
    SqlEditor* m_sql = nullptr;
    FindingForm* m_form = nullptr;
    QPoint m_pressed;
    bool m_editing = false;
    bool m_shownOnce = false;
};

/// What is dragged: the id of a cell of this program's window.
[[nodiscard]] QString cellMimeType();

} // namespace throughline::widgets
