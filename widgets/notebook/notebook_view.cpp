#include "widgets/notebook/notebook_view.h"

#include "models/notebook/notebook_edit.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/plain_label.h"
#include "widgets/shared/text.h"

#include <QApplication>
#include <QDragMoveEvent>
#include <QHBoxLayout>
#include <QMimeData>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTimer>
#include <QUndoStack>
#include <QVBoxLayout>

#include <algorithm>

namespace throughline::widgets {

using notebook::Cell;
using notebook::CellKind;

namespace {

constexpr int kSettleMs = 60;
constexpr int kTextWidth = 940; ///< lines longer than this are hard to read

} // namespace

NotebookView::NotebookView(QWidget* parent)
    : Panel(tr("Notebook"), parent)
    , m_stack(new QStackedWidget(this))
    , m_empty(makeEmpty())
    , m_scroll(new QScrollArea(this))
    , m_page(new QWidget(this))
    , m_column(new QVBoxLayout(m_page))
    , m_hint(new PlainLabel(TextTone::Muted, m_page))
    , m_mark(makeRule("drop-mark", m_page))
{
    setObjectName(QStringLiteral("notebookView"));
    makeHeader();
    m_page->setObjectName(QStringLiteral("notebookCells"));
    m_page->setAccessibleName(tr("Cells"));
    m_page->setMaximumWidth(kTextWidth);
    m_page->setAcceptDrops(true);
    m_page->installEventFilter(this);
    setLook(m_page, "surface");
    m_page->setAttribute(Qt::WA_StyledBackground);
    m_column->setContentsMargins(4, 4, 4, 24);
    m_column->setSpacing(2);
    m_hint->setObjectName(QStringLiteral("notebookHint"));
    m_hint->setWordWrap(true);
    m_hint->setContentsMargins(14, 8, 14, 8);
    m_hint->setText(
        tr("Nothing here yet. Write text, ask in SQL, or pin a result: *Pin to notebook* is in the "
           "menu of every table and chart (Ctrl+P pins what is selected).")
            .remove(QLatin1Char('*')));
    m_column->addWidget(m_hint);
    m_column->addStretch(1);
    m_mark->hide();
    m_scroll->setObjectName(QStringLiteral("notebookScroll"));
    m_scroll->setAccessibleName(tr("Cells of the notebook"));
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* ground = new QWidget(m_scroll);
    setLook(ground, "surface");
    ground->setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(ground);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_page, 1);
    row->addStretch(0);
    m_scroll->setWidget(ground);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_scroll);
    setBody(m_stack);
    setNotebook(nullptr, false);
}

void NotebookView::makeHeader()
{
    const auto add = [this](const QString& text, const char* name, auto action) {
        QPushButton* button = makeButton(text, "flat", QString::fromLatin1(name), this);
        connect(button, &QPushButton::clicked, this, action);
        addToHeader(button);
        m_whileOpen.push_back(button);
        return button;
    };
    m_undo = add(tr("Undo"), "notebookUndo", [this] { m_steps->undo(); });
    m_undo->setShortcut(QKeySequence::Undo);
    m_redo = add(tr("Redo"), "notebookRedo", [this] { m_steps->redo(); });
    m_redo->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z));
    add(tr("+ Text"), "notebookAddText", [this] {
        this->add(CellKind::Text, focusedCell());
    })->setAccessibleName(tr("Add text"));
    add(tr("+ SQL"), "notebookAddSql", [this] {
        this->add(CellKind::Result, focusedCell());
    })->setAccessibleName(tr("Add a question in SQL"));
    add(tr("+ Finding"), "notebookAddFinding", [this] {
        this->add(CellKind::Finding, focusedCell());
    })->setAccessibleName(tr("Add a finding"));
    m_rerun = add(tr("Ask all again"), "notebookRerun", &NotebookView::rerunRequested);
    m_rerun->setToolTip(tr("Asks every pinned question again; shows what moved and whether the "
                           "findings still stand"));
    add(tr("Export\u2026"), "notebookExport", &NotebookView::exportRequested);
}

QWidget* NotebookView::makeEmpty()
{
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->addStretch(1);
    m_emptyText = new PlainLabel(TextTone::Muted, page);
    m_emptyText->setObjectName(QStringLiteral("notebookEmptyText"));
    m_emptyText->setWordWrap(true);
    m_emptyText->setAlignment(Qt::AlignCenter);
    m_emptyText->setMaximumWidth(520);
    // In a row of its own: aligned in the column, its height would not follow its width.
    auto* words = new QHBoxLayout;
    words->addStretch(1);
    words->addWidget(m_emptyText, 4);
    words->addStretch(1);
    column->addLayout(words);
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    QPushButton* form =
        makeButton(tr("From template\u2026"), "primary", QStringLiteral("emptyTemplate"), page);
    QPushButton* fresh = makeButton(tr("Empty notebook"), "", QStringLiteral("emptyNew"), page);
    row->addWidget(form);
    row->addWidget(fresh);
    row->addStretch(1);
    column->addSpacing(8);
    column->addLayout(row);
    column->addStretch(2);
    connect(form, &QPushButton::clicked, this, &NotebookView::templateRequested);
    connect(fresh, &QPushButton::clicked, this, &NotebookView::newRequested);
    return page;
}

void NotebookView::setNotebook(const Notebook& notebook, bool any)
{
    const bool other =
        notebook == nullptr || m_notebook == nullptr || notebook->name != m_notebook->name;
    m_notebook = notebook;
    setTitle(notebook == nullptr ? tr("Notebook") : toQString(notebook->name));
    setSubtitle(notebook == nullptr || notebook->templateName.empty()
                    ? QString()
                    : tr("from template %1").arg(toQString(notebook->templateName)));
    for (QPushButton* button : m_whileOpen) {
        button->setVisible(notebook != nullptr);
    }
    if (notebook == nullptr) {
        setAside({});
    }
    m_emptyText->setText(
        any ? tr("Choose a notebook at the left, or make another.")
            : tr("A notebook keeps what you find: text, results with the question they answer, and "
                 "findings that rest on them. It can be asked again after the next import and "
                 "exported as a report. A template is filled in for you."));
    m_stack->setCurrentWidget(notebook == nullptr ? m_empty : static_cast<QWidget*>(m_scroll));
    if (other) {
        for (CellView* view : m_cells) {
            view->hide();
            view->deleteLater();
        }
        m_cells.clear();
    }
    arrangeCells();
}

void NotebookView::renumber(const notebook::CellNumbers& numbers)
{
    for (CellView* view : m_cells) {
        const auto found = numbers.find(view->cellId());
        if (found != numbers.end()) {
            view->setCellId(found->second);
        }
    }
}

void NotebookView::arrangeCells()
{
    static const std::vector<Cell> none;
    const std::vector<Cell>& cells = m_notebook == nullptr ? none : m_notebook->cells;
    std::vector<CellView*> views;
    for (const Cell& each : cells) {
        CellView* view = cell(each.id);
        if (view == nullptr) {
            view = makeCell(each);
        } else {
            view->setCell(each);
        }
        views.push_back(view);
    }
    for (CellView* view : m_cells) {
        if (std::find(views.begin(), views.end(), view) == views.end()) {
            view->hide();
            view->deleteLater();
        }
    }
    std::vector<EvidenceChoice> choices;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (cells[i].kind == CellKind::Result) {
            choices.push_back(
                {cells[i].id,
                 tr("%1: %2").arg(i + 1).arg(toQString(notebook::summaryOf(cells[i])))});
        }
    }
    QWidget* before = nullptr;
    for (std::size_t i = 0; i < views.size(); ++i) {
        // Only what moved is taken out: a cell that is written in keeps the keyboard.
        if (m_column->indexOf(views[i]) != static_cast<int>(i)) {
            m_column->removeWidget(views[i]);
            m_column->insertWidget(static_cast<int>(i), views[i]);
        }
        views[i]->setPlace(static_cast<int>(i) + 1, static_cast<int>(views.size()));
        views[i]->setChoices(choices);
        if (before != nullptr) {
            QWidget::setTabOrder(before, views[i]);
        }
        before = views[i];
    }
    m_cells = std::move(views);
    m_hint->setVisible(m_cells.empty());
}

CellView* NotebookView::makeCell(const Cell& cell)
{
    auto* view = new CellView(cell, m_page);
    view->setSqlWords(m_words);
    connectCell(view);
    return view;
}

void NotebookView::connectCell(CellView* view)
{
    connect(view, &CellView::cellChanged, this, &NotebookView::change);
    connect(view, &CellView::typingEnded, this, &NotebookView::typingEnded);
    connect(view, &CellView::askRequested, this, [this, view](const notebook::Question& question) {
        Q_EMIT askRequested(view->cellId(), question);
    });
    connect(view, &CellView::moveRequested, this, &NotebookView::move);
    connect(view, &CellView::removeRequested, this, &NotebookView::remove);
    connect(view, &CellView::addRequested, this, &NotebookView::add);
    connect(view, &CellView::neighbourRequested, this, &NotebookView::goToNeighbour);
}

CellView* NotebookView::cell(std::int64_t id) const
{
    const auto found = std::find_if(m_cells.begin(), m_cells.end(),
                                    [id](const CellView* view) { return view->cellId() == id; });
    return found == m_cells.end() ? nullptr : *found;
}

void NotebookView::setSteps(QUndoStack* steps)
{
    if (m_steps == steps) {
        return;
    }
    if (m_steps != nullptr) {
        m_steps->disconnect(this);
    }
    m_steps = steps;
    m_undo->setEnabled(steps != nullptr && steps->canUndo());
    m_redo->setEnabled(steps != nullptr && steps->canRedo());
    if (steps == nullptr) {
        return;
    }
    connect(steps, &QUndoStack::canUndoChanged, m_undo, &QWidget::setEnabled);
    connect(steps, &QUndoStack::canRedoChanged, m_redo, &QWidget::setEnabled);
    connect(steps, &QUndoStack::undoTextChanged, m_undo, &QWidget::setToolTip);
    connect(steps, &QUndoStack::redoTextChanged, m_redo, &QWidget::setToolTip);
    connect(steps, &QObject::destroyed, this, [this, steps] {
        if (m_steps == steps) {
            m_steps = nullptr;
        }
    });
}

void NotebookView::setSaved(bool saved)
{
    setAside(m_notebook == nullptr ? QString() : saved ? tr("saved") : tr("saving\u2026"));
}

void NotebookView::setRunning(bool running)
{
    m_rerun->setEnabled(!running);
    m_rerun->setText(running ? tr("Asking\u2026") : tr("Ask all again"));
}

void NotebookView::setSqlWords(const QStringList& words)
{
    m_words = words;
    for (CellView* view : m_cells) {
        view->setSqlWords(words);
    }
}

void NotebookView::setFailure(std::int64_t id, const Error& error)
{
    if (CellView* view = cell(id)) {
        view->setFailure(error);
    }
}

void NotebookView::showCell(std::int64_t id, bool edit)
{
    CellView* view = cell(id);
    if (view == nullptr) {
        return;
    }
    view->setFocus(Qt::OtherFocusReason);
    if (edit) {
        view->edit();
    }
    // Its height is known after the next layout.
    QTimer::singleShot(kSettleMs, view,
                       [this, view] { m_scroll->ensureWidgetVisible(view, 0, 40); });
}

std::int64_t NotebookView::focusedCell() const
{
    const QWidget* focus = m_page->focusWidget();
    for (const CellView* view : m_cells) {
        if (view == focus || view->isAncestorOf(focus)) {
            return view->cellId();
        }
    }
    return m_cells.empty() ? 0 : m_cells.back()->cellId();
}

std::size_t NotebookView::placeOf(std::int64_t id) const
{
    const auto found = std::find_if(m_cells.begin(), m_cells.end(),
                                    [id](const CellView* view) { return view->cellId() == id; });
    return static_cast<std::size_t>(found - m_cells.begin());
}

void NotebookView::add(CellKind kind, std::int64_t behind)
{
    if (m_notebook == nullptr) {
        return;
    }
    notebook::Notebook after = *m_notebook;
    Cell fresh;
    fresh.kind = kind;
    if (kind == CellKind::Result) {
        fresh.pinned.question.kind = notebook::QuestionKind::Sql;
    }
    const std::int64_t id = notebook::insertBehind(after, behind, std::move(fresh));
    if (Cell* made = notebook::findCell(after, id); kind == CellKind::Finding) {
        // It rests on the results above it, until told otherwise.
        notebook::Notebook above = after;
        above.cells.resize(static_cast<std::size_t>(made - after.cells.data()));
        made->finding.evidence = notebook::evidenceAtEnd(above);
        made->finding.standing = made->finding.evidence.empty() ? notebook::Standing::Unknown
                                                                : notebook::Standing::Stands;
    }
    Q_EMIT notebookEdited(tr("Add a cell"), after, 0);
    showCell(id, true);
}

void NotebookView::change(const Cell& changed, bool typing)
{
    if (m_notebook == nullptr) {
        return;
    }
    notebook::Notebook after = *m_notebook;
    if (Cell* place = notebook::findCell(after, changed.id)) {
        *place = changed;
        Q_EMIT notebookEdited(tr("Typing"), after, typing ? changed.id : 0);
    }
}

void NotebookView::move(std::int64_t id, int by)
{
    const std::size_t place = placeOf(id);
    if ((by < 0 && place == 0) || (by > 0 && place + 1 >= m_cells.size())) {
        return;
    }
    moveTo(id, by < 0 ? place - 1 : place + 1);
}

void NotebookView::moveTo(std::int64_t id, std::size_t place)
{
    if (m_notebook == nullptr) {
        return;
    }
    notebook::Notebook after = *m_notebook;
    if (notebook::moveCell(after, id, place)) {
        Q_EMIT notebookEdited(tr("Move a cell"), after, 0);
        showCell(id, false);
    }
}

void NotebookView::remove(std::int64_t id)
{
    if (m_notebook == nullptr) {
        return;
    }
    const std::size_t place = placeOf(id);
    notebook::Notebook after = *m_notebook;
    if (notebook::removeCell(after, id)) {
        Q_EMIT notebookEdited(tr("Remove a cell"), after, 0);
        if (!m_cells.empty()) {
            showCell(m_cells[std::min(place, m_cells.size() - 1)]->cellId(), false);
        }
    }
}

void NotebookView::goToNeighbour(std::int64_t id, int by)
{
    const std::size_t place = placeOf(id);
    if (by < 0 ? place > 0 : place + 1 < m_cells.size()) {
        showCell(m_cells[by < 0 ? place - 1 : place + 1]->cellId(), false);
    }
}

std::size_t NotebookView::placeAt(int y) const
{
    std::size_t place = 0;
    while (place < m_cells.size() && y > m_cells[place]->geometry().center().y()) {
        ++place;
    }
    return place;
}

void NotebookView::dragOver(int y)
{
    const std::size_t place = placeAt(y);
    const int top = place < m_cells.size() ? m_cells[place]->geometry().top()
        : m_cells.empty()                  ? 0
                                           : m_cells.back()->geometry().bottom() + 2;
    m_mark->setGeometry(4, top - 2, m_page->width() - 8, 2);
    m_mark->raise();
    m_mark->show();
}

bool NotebookView::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::DragEnter:
    case QEvent::DragMove: {
        auto* drag = static_cast<QDragMoveEvent*>(event);
        if (!drag->mimeData()->hasFormat(cellMimeType())) {
            break;
        }
        drag->acceptProposedAction();
        dragOver(drag->position().toPoint().y());
        return true;
    }
    case QEvent::DragLeave:
        m_mark->hide();
        break;
    case QEvent::Drop: {
        auto* drop = static_cast<QDropEvent*>(event);
        m_mark->hide();
        if (!drop->mimeData()->hasFormat(cellMimeType())) {
            break;
        }
        drop->acceptProposedAction();
        const std::int64_t id = drop->mimeData()->data(cellMimeType()).toLongLong();
        const std::size_t place = placeAt(drop->position().toPoint().y());
        moveTo(id, place > placeOf(id) ? place - 1 : place);
        return true;
    }
    default:
        break;
    }
    return Panel::eventFilter(watched, event);
}

} // namespace throughline::widgets
