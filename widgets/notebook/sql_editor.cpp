#include "widgets/notebook/sql_editor.h"

#include "widgets/shared/buttons.h"
#include "widgets/theme/fonts.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QStringListModel>
#include <QTextBlock>

#include <algorithm>
#include <cmath>

namespace throughline::widgets {

namespace {

constexpr int kFewestLines = 2;
constexpr int kMostLines = 30;
constexpr int kAround = 14; ///< frame and margins of the text
constexpr int kShortestWord = 2;

} // namespace

CellEditor::CellEditor(QWidget* parent)
    : QPlainTextEdit(parent)
{
    setLook(this, "field");
    setUndoRedoEnabled(false);
    setTabChangesFocus(true);
    setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(this, &QPlainTextEdit::textChanged, this, [this] {
        fit();
        if (!m_showing) {
            Q_EMIT textTyped(toPlainText());
        }
    });
    fit();
}

void CellEditor::showText(const QString& text)
{
    if (text == toPlainText()) {
        return;
    }
    m_showing = true;
    const int caret = textCursor().position();
    setPlainText(text);
    QTextCursor cursor = textCursor();
    cursor.setPosition(std::min(caret, static_cast<int>(text.size())));
    setTextCursor(cursor);
    m_showing = false;
}

QSize CellEditor::sizeHint() const
{
    return {400, minimumHeight()};
}

QSize CellEditor::minimumSizeHint() const
{
    return {120, minimumHeight()};
}

void CellEditor::fit()
{
    int lines = 0;
    for (QTextBlock block = document()->begin(); block.isValid() && lines < kMostLines;
         block = block.next()) {
        lines += std::max(1, block.lineCount());
    }
    const int shown = std::clamp(lines, kFewestLines, kMostLines);
    setFixedHeight(static_cast<int>(std::ceil(QFontMetricsF(font()).lineSpacing() * shown))
                   + kAround);
}

void CellEditor::resizeEvent(QResizeEvent* event)
{
    QPlainTextEdit::resizeEvent(event);
    fit();
}

bool CellEditor::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            event->ignore();
            return false;
        }
    }
    return QPlainTextEdit::event(event);
}

void CellEditor::keyPressEvent(QKeyEvent* event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT left();
    } else if (enter && event->modifiers().testFlag(Qt::ControlModifier)) {
        Q_EMIT submitted();
    } else {
        QPlainTextEdit::keyPressEvent(event);
    }
}

void CellEditor::wheelEvent(QWheelEvent* event)
{
    if (verticalScrollBar()->maximum() > 0) {
        QPlainTextEdit::wheelEvent(event);
    } else {
        event->ignore();
    }
}

SqlEditor::SqlEditor(QWidget* parent)
    : CellEditor(parent)
    , m_completer(new QCompleter(this))
{
    setFont(codeFont(font()));
    m_completer->setWidget(this);
    m_completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_completer->setModelSorting(QCompleter::CaseInsensitivelySortedModel);
    m_completer->setCompletionMode(QCompleter::PopupCompletion);
    m_completer->popup()->setObjectName(QStringLiteral("sqlCompletions"));
    m_completer->popup()->setAccessibleName(tr("Tables, columns and keywords"));
    connect(m_completer, qOverload<const QString&>(&QCompleter::activated), this,
            &SqlEditor::complete);
}

void SqlEditor::setWords(const QStringList& words)
{
    QStringList sorted = words;
    sorted.removeDuplicates();
    sorted.sort(Qt::CaseInsensitive);
    m_completer->setModel(new QStringListModel(sorted, m_completer));
}

QString SqlEditor::wordBeforeCaret() const
{
    const QString line = textCursor().block().text().left(textCursor().positionInBlock());
    qsizetype from = line.size();
    while (from > 0 && (line[from - 1].isLetterOrNumber() || line[from - 1] == QLatin1Char('_'))) {
        --from;
    }
    return line.mid(from);
}

void SqlEditor::complete(const QString& word)
{
    QTextCursor cursor = textCursor();
    cursor.movePosition(QTextCursor::Left, QTextCursor::KeepAnchor,
                        static_cast<int>(wordBeforeCaret().size()));
    cursor.insertText(word);
    setTextCursor(cursor);
}

void SqlEditor::offer(bool always)
{
    const QString word = wordBeforeCaret();
    m_completer->setCompletionPrefix(word);
    const bool whole = m_completer->completionCount() == 1
        && m_completer->currentCompletion().compare(word, Qt::CaseInsensitive) == 0;
    if ((!always && word.size() < kShortestWord) || m_completer->completionCount() == 0 || whole) {
        m_completer->popup()->hide();
        return;
    }
    QRect box = cursorRect();
    box.setWidth(m_completer->popup()->sizeHintForColumn(0) + 40);
    m_completer->complete(box);
}

void SqlEditor::keyPressEvent(QKeyEvent* event)
{
    QAbstractItemView* popup = m_completer->popup();
    if (popup->isVisible()) {
        switch (event->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Tab:
            if (popup->currentIndex().isValid()) {
                event->ignore(); // the completer's
                return;
            }
            popup->hide();
            break;
        case Qt::Key_Escape:
            popup->hide();
            return;
        default:
            break;
        }
    }
    const bool asked =
        event->key() == Qt::Key_Space && event->modifiers().testFlag(Qt::ControlModifier);
    if (!asked) {
        CellEditor::keyPressEvent(event);
    }
    const bool wrote = !event->text().isEmpty() && event->text().front().isPrint();
    if (asked || wrote || event->key() == Qt::Key_Backspace) {
        offer(asked);
    }
}

} // namespace throughline::widgets
