#include "widgets/shared/filter_bar.h"

#include "widgets/shared/buttons.h"
#include "widgets/shared/flow_layout.h"
#include "widgets/shared/format.h"
#include "widgets/shared/plain_label.h"
#include "widgets/shared/time_range_edit.h"
#include "widgets/theme/icons.h"

#include <QAction>
#include <QCompleter>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QShortcut>
#include <QStringListModel>
#include <QVBoxLayout>

#include <array>
#include <functional>
#include <utility>

namespace throughline::widgets {

namespace {

struct Preset
{
    const char* text;
    Duration length;
};

constexpr std::array kPresets {
    Preset {QT_TRANSLATE_NOOP("throughline::widgets::FilterBar", "Last hour of the data"),
            Duration::hours(1)},
    Preset {QT_TRANSLATE_NOOP("throughline::widgets::FilterBar", "Last day of the data"),
            Duration::days(1)},
    Preset {QT_TRANSLATE_NOOP("throughline::widgets::FilterBar", "Last 7 days of the data"),
            Duration::days(7)},
    Preset {QT_TRANSLATE_NOOP("throughline::widgets::FilterBar", "Last 30 days of the data"),
            Duration::days(30)},
};

/// Esc in a text field that opened for a moment.
void onEscape(QLineEdit* edit, std::function<void()> close)
{
    auto* shortcut = new QShortcut(QKeySequence(Qt::Key_Escape), edit);
    shortcut->setContext(Qt::WidgetShortcut);
    QObject::connect(shortcut, &QShortcut::activated, edit, std::move(close));
}

} // namespace

FilterBar::FilterBar(QWidget* parent)
    : QFrame(parent)
    , m_time(makeButton(withMenuMark(tr("All time")), "", QStringLiteral("filterTime"), this))
    , m_flow(new FlowLayout(8))
    , m_add(makeButton(tr("+ Add filter"), "flat", QStringLiteral("filterAdd"), this))
    , m_addEdit(new QLineEdit(this))
    , m_basis(new PlainLabel(TextTone::Muted, this))
    , m_expression(new QLineEdit(this))
    , m_error(new PlainLabel(TextTone::Normal, this))
{
    setObjectName(QStringLiteral("filterBar"));
    setAccessibleName(tr("Filter"));
    setLook(this, "surface");
    m_time->setMenu(new QMenu(m_time));
    m_add->setAccessibleName(tr("Add filter"));
    m_addEdit->setObjectName(QStringLiteral("filterAddEdit"));
    m_addEdit->setAccessibleName(tr("Filter to add"));
    m_addEdit->setPlaceholderText(tr("field:value"));
    m_addEdit->setFixedWidth(260);
    m_expression->setObjectName(QStringLiteral("filterExpression"));
    m_expression->setAccessibleName(tr("Filter as text"));
    m_expression->setPlaceholderText(tr("plan.tier:pro and not device.type:mobile"));
    m_error->setColourRole(Role::ErrorText);
    m_error->setWordWrap(true);
    for (QWidget* hidden : {static_cast<QWidget*>(m_addEdit), static_cast<QWidget*>(m_expression),
                            static_cast<QWidget*>(m_error)}) {
        hidden->hide();
    }
    auto* row = new QHBoxLayout;
    row->setSpacing(10);
    row->addWidget(m_time, 0, Qt::AlignTop);
    row->addLayout(m_flow, 1);
    row->addWidget(m_basis, 0, Qt::AlignTop | Qt::AlignRight);
    m_basis->setMinimumHeight(28);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 5, 12, 5);
    column->setSpacing(4);
    column->addLayout(row);
    column->addWidget(m_expression);
    column->addWidget(m_error);
    m_flow->addWidget(m_add);
    m_flow->addWidget(m_addEdit);
    auto* text = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_L), this);
    connect(text, &QShortcut::activated, this, &FilterBar::editExpression);
    connect(m_add, &QPushButton::clicked, this, &FilterBar::openAddFilter);
    connect(m_addEdit, &QLineEdit::returnPressed, this, &FilterBar::addFilter);
    connect(m_expression, &QLineEdit::returnPressed, this,
            [this] { Q_EMIT expressionSubmitted(m_expression->text().trimmed()); });
    onEscape(m_expression, [this] { closeExpression(); });
    onEscape(m_addEdit, [this] {
        m_addEdit->hide();
        m_add->show();
        m_add->setFocus();
    });
    fillTimeMenu();
}

void FilterBar::setTimeRange(const TimeRange& range, const TimeRange& whole)
{
    m_range = range;
    m_data = whole;
    const QString text = formatTimeRange(range);
    m_time->setText(withMenuMark(text));
    m_time->setAccessibleName(tr("Time range: %1").arg(text));
    fillTimeMenu();
}

void FilterBar::fillTimeMenu()
{
    QMenu* menu = m_time->menu();
    menu->clear();
    menu->addAction(tr("All time"), this, [this] { Q_EMIT timeRangeChosen({}); });
    for (const Preset& preset : kPresets) {
        const TimeRange wanted {m_data.to - preset.length, m_data.to};
        QAction* action = menu->addAction(tr(preset.text), this,
                                          [this, wanted] { Q_EMIT timeRangeChosen(wanted); });
        action->setEnabled(!m_data.empty() && preset.length < m_data.length());
    }
    menu->addSeparator();
    menu->addAction(tr("Choose\u2026"), this, &FilterBar::openCustomRange);
}

void FilterBar::openCustomRange()
{
    auto* popup = new TimeRangeEdit(m_range.empty() ? m_data : m_range, this);
    popup->setAttribute(Qt::WA_DeleteOnClose);
    connect(popup, &TimeRangeEdit::chosen, this, &FilterBar::timeRangeChosen);
    popup->move(m_time->mapToGlobal(QPoint(0, m_time->height() + 2)));
    popup->show();
}

void FilterBar::setChips(const std::vector<FilterChip>& chips)
{
    if (chips == m_chips) {
        return;
    }
    m_chips = chips;
    while (m_flow->count() > 0) {
        QLayoutItem* item = m_flow->takeAt(0);
        if (QWidget* widget = item->widget(); widget != m_add && widget != m_addEdit) {
            widget->hide();
            widget->deleteLater();
        }
        delete item;
    }
    for (std::size_t i = 0; i < chips.size(); ++i) {
        m_flow->addWidget(makeChip(chips[i], static_cast<int>(i)));
    }
    m_flow->addWidget(m_add);
    m_flow->addWidget(m_addEdit);
}

QWidget* FilterBar::makeChip(const FilterChip& chip, int place)
{
    auto* frame = new QFrame(this);
    frame->setObjectName(QStringLiteral("filterChip%1").arg(place));
    setLook(frame, chip.enabled ? "chip" : "chip-off");
    const QString whole =
        QStringList {chip.field, chip.relation, chip.value}.join(QLatin1Char(' '));
    auto* row = new QHBoxLayout(frame);
    row->setContentsMargins(10, 1, 4, 1);
    row->setSpacing(2);
    auto* field =
        new PlainLabel(chip.field, chip.enabled ? TextTone::Strong : TextTone::Muted, frame);
    row->addWidget(field);
    QPushButton* relation =
        makeButton(chip.relation, "", QStringLiteral("filterFlip%1").arg(place), frame);
    relation->setAccessibleName(tr("%1: turn into its opposite").arg(whole));
    relation->setToolTip(tr("Click to turn into its opposite"));
    row->addWidget(relation);
    auto* value =
        new PlainLabel(chip.value, chip.enabled ? TextTone::Normal : TextTone::Muted, frame);
    value->setMaximumWidth(260);
    row->addWidget(value);
    QPushButton* remove = makeButton({}, "", QStringLiteral("filterRemove%1").arg(place), frame);
    remove->setIcon(icon(Icon::Close));
    remove->setIconSize({10, 10});
    remove->setAccessibleName(tr("Remove filter %1").arg(whole));
    row->addWidget(remove);
    frame->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* toggle = new QAction(chip.enabled ? tr("Switch off") : tr("Switch on"), frame);
    frame->addAction(toggle);
    connect(toggle, &QAction::triggered, this, [this, place] { Q_EMIT chipToggled(place); });
    connect(relation, &QPushButton::clicked, this, [this, place] { Q_EMIT chipFlipped(place); });
    connect(remove, &QPushButton::clicked, this, [this, place] { Q_EMIT chipRemoved(place); });
    return frame;
}

void FilterBar::setExpression(const QString& expression)
{
    if (m_expression->text() != expression) {
        m_expression->setText(expression);
    }
    setExpressionError({});
}

void FilterBar::setExpressionError(const QString& message)
{
    m_error->setText(message);
    m_error->setVisible(!message.isEmpty());
}

void FilterBar::setFields(const QStringList& fields)
{
    QStringList starts;
    for (const QString& field : fields) {
        starts.append(field + QLatin1Char(':'));
    }
    auto* completer = new QCompleter(starts, m_addEdit);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    m_addEdit->setCompleter(completer);
}

void FilterBar::setBasis(const QString& text)
{
    m_basis->setText(text);
}

void FilterBar::editExpression()
{
    m_expression->show();
    m_expression->setFocus(Qt::ShortcutFocusReason);
    m_expression->selectAll();
}

void FilterBar::closeExpression()
{
    m_expression->hide();
    setExpressionError({});
}

void FilterBar::openAddFilter()
{
    m_add->hide();
    m_addEdit->clear();
    m_addEdit->show();
    m_addEdit->setFocus(Qt::OtherFocusReason);
}

void FilterBar::addFilter()
{
    const QString text = m_addEdit->text().trimmed();
    m_addEdit->hide();
    m_add->show();
    if (!text.isEmpty()) {
        Q_EMIT filterAdded(text);
    }
}

} // namespace throughline::widgets
