#include "widgets/notebook/cell_view.h"

#include "models/notebook/markdown_blocks.h"
#include "models/notebook/notebook_document.h"
#include "widgets/notebook/block_view.h"
#include "widgets/notebook/sql_editor.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/plain_label.h"
#include "widgets/shared/text.h"

#include <QApplication>
#include <QDrag>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

namespace throughline::widgets {

using notebook::Cell;
using notebook::CellKind;

namespace {

constexpr int kEdge = 14; ///< the part it is dragged by

std::vector<notebook::Block> blocksOf(const Cell& cell)
{
    if (cell.kind == CellKind::Finding) {
        return notebook::findingBlocks(cell.finding);
    }
    std::vector<notebook::Block> blocks = notebook::markdownBlocks(cell.text);
    if (cell.kind == CellKind::Result) {
        for (notebook::Block& block : notebook::resultBlocks(cell.pinned)) {
            blocks.push_back(std::move(block));
        }
    } else if (blocks.empty()) {
        blocks.emplace_back(
            notebook::Paragraph {notebook::plain(toStdString(CellView::tr("Write here."))),
                                 notebook::ParagraphKind::Note});
    }
    return blocks;
}

} // namespace

QString cellMimeType()
{
    return QStringLiteral("application/x-throughline-cell");
}

CellView::CellView(const Cell& cell, QWidget* parent)
    : QFrame(parent)
    , m_cell(cell)
    , m_title(new PlainLabel(TextTone::SmallMuted, this))
    , m_state(new PlainLabel(TextTone::SmallMuted, this))
    , m_edit(makeButton(tr("Edit"), "flat", QStringLiteral("cellEdit"), this))
    , m_ask(makeButton(tr("Ask again"), "flat", QStringLiteral("cellAsk"), this))
    , m_more(makeButton(withMenuMark(tr("More")), "flat", QStringLiteral("cellMore"), this))
    , m_menu(new QMenu(this))
    , m_blocks(new BlockView(this))
    , m_text(cell.kind == CellKind::Finding ? nullptr : new CellEditor(this))
{
    setObjectName(QStringLiteral("cell%1").arg(cell.id));
    setLook(this, "cell");
    setFocusPolicy(Qt::StrongFocus);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kEdge, 4, 14, 8);
    column->setSpacing(4);
    makeHeader(column);
    makeEditors(column);
    makeMenu();
    m_blocks->setObjectName(QStringLiteral("cellBlocks%1").arg(cell.id));
    column->addWidget(m_blocks);
    connect(m_blocks, &BlockView::activated, this, &CellView::edit);
    connect(qApp, &QApplication::focusChanged, this,
            [this](QWidget*, QWidget* now) { leaveWhenFocusGoes(now); });
    showContent();
    arrange();
}

void CellView::makeHeader(QVBoxLayout* column)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(2);
    row->addWidget(m_title, 1);
    row->addWidget(m_state);
    row->addWidget(m_edit);
    row->addWidget(m_ask);
    row->addWidget(m_more);
    m_more->setAccessibleName(tr("More about this cell"));
    m_more->setMenu(m_menu);
    m_edit->setToolTip(tr("Enter"));
    m_title->setAttribute(Qt::WA_TransparentForMouseEvents);
    column->addLayout(row);
    connect(m_edit, &QPushButton::clicked, this, [this] { m_editing ? read() : edit(); });
    connect(m_ask, &QPushButton::clicked, this, &CellView::ask);
}

void CellView::makeEditors(QVBoxLayout* column)
{
    if (m_text != nullptr) {
        m_text->setObjectName(QStringLiteral("cellText"));
        m_text->setAccessibleName(tr("Text of the cell, in Markdown"));
        m_text->setPlaceholderText(m_cell.kind == CellKind::Text
                                       ? tr("Text: # heading, **strong**, - list, tables")
                                       : tr("Words above the result"));
        column->addWidget(m_text);
        connect(m_text, &CellEditor::textTyped, this, &CellView::tellText);
        connect(m_text, &CellEditor::left, this, &CellView::read);
        connect(m_text, &CellEditor::submitted, this, &CellView::read);
    }
    if (isSql()) {
        m_sql = new SqlEditor(this);
        m_sql->setObjectName(QStringLiteral("cellSql"));
        m_sql->setAccessibleName(tr("Question in SQL"));
        m_sql->setPlaceholderText(
            tr("select name, count(*) from event group by name order by 2 desc"));
        column->addWidget(m_sql);
        connect(m_sql, &CellEditor::textTyped, this, [this](const QString& text) {
            // What it answered belongs to another question now.
            m_cell.pinned.question.sql = toStdString(text);
            m_cell.pinned.result.clear();
            m_cell.pinned.moved.clear();
            Q_EMIT cellChanged(m_cell, true);
        });
        connect(m_sql, &CellEditor::submitted, this, &CellView::ask);
        connect(m_sql, &CellEditor::left, this, &CellView::read);
    }
    if (m_cell.kind == CellKind::Finding) {
        m_form = new FindingForm(this);
        column->addWidget(m_form);
        connect(m_form, &FindingForm::findingChanged, this,
                [this](const notebook::Finding& finding) {
                    m_cell.finding = finding;
                    Q_EMIT cellChanged(m_cell, true);
                });
        connect(m_form, &FindingForm::left, this, &CellView::read);
    }
}

void CellView::makeMenu()
{
    const auto add = [this](const QString& text, const char* name, auto action) {
        QAction* made = m_menu->addAction(text, this, action);
        made->setObjectName(QString::fromLatin1(name));
        return made;
    };
    m_menu->setObjectName(QStringLiteral("cellMenu"));
    add(tr("Move up"), "cellUp", [this] {
        Q_EMIT moveRequested(m_cell.id, -1);
    })->setShortcut(QKeySequence(Qt::ALT | Qt::Key_Up));
    add(tr("Move down"), "cellDown", [this] {
        Q_EMIT moveRequested(m_cell.id, 1);
    })->setShortcut(QKeySequence(Qt::ALT | Qt::Key_Down));
    for (QAction* action : m_menu->actions()) {
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        addAction(action);
    }
    m_menu->addSeparator();
    add(tr("Add text below"), "cellAddText",
        [this] { Q_EMIT addRequested(CellKind::Text, m_cell.id); });
    add(tr("Add SQL below"), "cellAddSql",
        [this] { Q_EMIT addRequested(CellKind::Result, m_cell.id); });
    add(tr("Add finding below"), "cellAddFinding",
        [this] { Q_EMIT addRequested(CellKind::Finding, m_cell.id); });
    m_menu->addSeparator();
    add(tr("Remove"), "cellRemove", [this] { Q_EMIT removeRequested(m_cell.id); });
}

bool CellView::isSql() const
{
    return m_cell.kind == CellKind::Result
        && m_cell.pinned.question.kind == notebook::QuestionKind::Sql;
}

QString CellView::title() const
{
    switch (m_cell.kind) {
    case CellKind::Text:
        return tr("Text");
    case CellKind::Finding:
        return tr("Finding");
    case CellKind::Result:
        break;
    }
    return isSql() ? tr("SQL") : toQString(notebook::questionText(m_cell.pinned.question));
}

void CellView::setCell(const Cell& cell)
{
    if (cell == m_cell && m_shownOnce) {
        return;
    }
    const bool answered = cell.pinned.taken != m_cell.pinned.taken;
    m_cell = cell;
    if (answered) {
        m_state->setText({});
    }
    showContent();
    arrange();
}

void CellView::setPlace(int place, int of)
{
    const QString name = tr("Cell %1 of %2, %3").arg(place).arg(of).arg(title());
    setAccessibleName(name);
    m_blocks->setAccessibleName(tr("Content of cell %1").arg(place));
}

void CellView::setChoices(const std::vector<EvidenceChoice>& choices)
{
    if (m_form != nullptr) {
        m_form->setChoices(choices);
    }
}

void CellView::setSqlWords(const QStringList& words)
{
    if (m_sql != nullptr) {
        m_sql->setWords(words);
    }
}

void CellView::setFailure(const Error& error)
{
    m_state->setColourRole(Role::ErrorText);
    m_state->setText(toQString(error.message));
    m_state->setToolTip(asToolTip(toQString(error.message + "\n" + error.hint)));
}

void CellView::setAsking()
{
    m_state->setColourRole(Role::Muted);
    m_state->setText(tr("asking\u2026"));
}

void CellView::showContent()
{
    m_title->setText(title());
    if (m_text != nullptr) {
        m_text->showText(toQString(m_cell.text));
    }
    if (m_sql != nullptr) {
        m_sql->showText(toQString(m_cell.pinned.question.sql));
    }
    if (m_form != nullptr) {
        m_form->setFinding(m_cell.finding);
    }
    if (!m_editing || m_cell.kind == CellKind::Result) {
        m_blocks->setBlocks(blocksOf(m_cell));
    }
    m_shownOnce = true;
}

void CellView::arrange()
{
    if (m_text != nullptr) {
        m_text->setVisible(m_editing && !isSql());
    }
    if (m_sql != nullptr) {
        m_sql->setVisible(m_editing);
    }
    if (m_form != nullptr) {
        m_form->setVisible(m_editing);
    }
    m_blocks->setVisible(!m_editing || m_cell.kind == CellKind::Result);
    m_edit->setText(m_editing ? tr("Done") : tr("Edit"));
    m_ask->setVisible(m_cell.kind == CellKind::Result);
    m_ask->setText(isSql() ? tr("Run") : tr("Ask again"));
    m_ask->setToolTip(isSql() ? tr("Ctrl+Enter") : QString());
}

void CellView::edit()
{
    if (m_editing) {
        return;
    }
    m_editing = true;
    arrange();
    if (m_form != nullptr) {
        m_form->focusClaim();
    } else if (m_sql != nullptr) {
        m_sql->setFocus(Qt::OtherFocusReason);
    } else {
        m_text->setFocus(Qt::OtherFocusReason);
        m_text->moveCursor(QTextCursor::End);
    }
}

void CellView::read()
{
    if (!m_editing) {
        return;
    }
    m_editing = false;
    const bool hadFocus = isAncestorOf(QApplication::focusWidget());
    showContent();
    arrange();
    if (hadFocus) {
        setFocus(Qt::OtherFocusReason);
    }
    Q_EMIT typingEnded();
}

void CellView::leaveWhenFocusGoes(QWidget* now)
{
    // A menu or a list of completions has the keyboard for a moment only.
    if (m_editing && now != nullptr && now->window() == window() && now != this
        && !isAncestorOf(now)) {
        read();
    }
}

void CellView::tellText(const QString& text)
{
    m_cell.text = toStdString(text);
    Q_EMIT cellChanged(m_cell, true);
}

void CellView::ask()
{
    setAsking();
    Q_EMIT askRequested(m_cell.pinned.question);
}

void CellView::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        edit();
        break;
    case Qt::Key_Up:
        Q_EMIT neighbourRequested(m_cell.id, -1);
        break;
    case Qt::Key_Down:
        Q_EMIT neighbourRequested(m_cell.id, 1);
        break;
    case Qt::Key_Delete:
        Q_EMIT removeRequested(m_cell.id);
        break;
    default:
        QFrame::keyPressEvent(event);
    }
}

void CellView::mousePressEvent(QMouseEvent* event)
{
    m_pressed = event->pos();
    QFrame::mousePressEvent(event);
}

void CellView::mouseMoveEvent(QMouseEvent* event)
{
    if (!event->buttons().testFlag(Qt::LeftButton)
        || (event->pos() - m_pressed).manhattanLength() < QApplication::startDragDistance()) {
        return;
    }
    auto* carried = new QMimeData;
    carried->setData(cellMimeType(), QByteArray::number(static_cast<qlonglong>(m_cell.id)));
    auto* drag = new QDrag(this);
    drag->setMimeData(carried);
    drag->setPixmap(grab(QRect(0, 0, width(), std::min(height(), 120))));
    drag->setHotSpot(m_pressed);
    drag->exec(Qt::MoveAction);
}

void CellView::mouseDoubleClickEvent(QMouseEvent*)
{
    edit();
}

} // namespace throughline::widgets
