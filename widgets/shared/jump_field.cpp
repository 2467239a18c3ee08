#include "widgets/shared/jump_field.h"

#include "widgets/delegates/two_line_delegate.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/roles.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/theme.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QPainter>
#include <QShortcut>
#include <QStandardItemModel>

namespace throughline::widgets {

JumpField::JumpField(QWidget* parent)
    : QLineEdit(parent)
    , m_model(new QStandardItemModel(this))
    , m_completer(new QCompleter(m_model, this))
{
    setObjectName(QStringLiteral("jumpField"));
    setAccessibleName(tr("Search or jump to"));
    setPlaceholderText(tr("Search or jump to an error, session, trace, ticket, user\u2026"));
    setMinimumWidth(240);
    setMaximumWidth(420);
    setClearButtonEnabled(false);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setWidget(this);
    m_completer->setMaxVisibleItems(9);
    m_completer->popup()->setItemDelegate(new TwoLineDelegate(m_completer->popup()));
    m_completer->popup()->setAccessibleName(tr("Suggestions"));
    setLook(m_completer->popup(), "popup");
    auto* shortcut = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_K), this);
    shortcut->setContext(Qt::WindowShortcut);
    connect(shortcut, &QShortcut::activated, this, [this] {
        setFocus(Qt::ShortcutFocusReason);
        selectAll();
    });
    connect(this, &QLineEdit::textEdited, this, &JumpField::edited);
    connect(this, &QLineEdit::returnPressed, this, &JumpField::submit);
    connect(m_completer, qOverload<const QModelIndex&>(&QCompleter::activated), this,
            &JumpField::choose);
}

void JumpField::setSuggestions(const std::vector<JumpSuggestion>& suggestions)
{
    m_model->clear();
    for (const JumpSuggestion& suggestion : suggestions) {
        auto* item = new QStandardItem(suggestion.title);
        item->setData(suggestion.id, IdRole);
        item->setData(suggestion.detail, DetailRole);
        item->setData(suggestion.kind, AsideRole);
        item->setEditable(false);
        m_model->appendRow(item);
    }
    if (suggestions.empty() || text().isEmpty() || !hasFocus()) {
        m_completer->popup()->hide();
    } else {
        m_completer->complete();
    }
}

void JumpField::submit()
{
    const QString wanted = text().trimmed();
    if (!wanted.isEmpty()) {
        m_completer->popup()->hide();
        Q_EMIT submitted(wanted);
    }
}

void JumpField::choose(const QModelIndex& index)
{
    const QString id = index.data(IdRole).toString();
    clear();
    Q_EMIT chosen(id);
}

void JumpField::keyPressEvent(QKeyEvent* event)
{
    QAbstractItemView* popup = m_completer->popup();
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && popup->isVisible() && popup->currentIndex().isValid()) {
        event->ignore(); // the completer chooses the suggestion
        return;
    }
    if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
        if (popup->isVisible()) {
            popup->hide();
        } else {
            clear();
        }
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void JumpField::paintEvent(QPaintEvent* event)
{
    QLineEdit::paintEvent(event);
    const QString keys = QKeySequence(Qt::CTRL | Qt::Key_K).toString(QKeySequence::NativeText);
    const double room = QFontMetricsF(font()).horizontalAdvance(placeholderText()) + 90;
    if (!text().isEmpty() || hasFocus() || room > width() + 24) {
        return;
    }
    QPainter painter(this);
    painter.setPen(Theme::current().colour(Role::Muted));
    painter.setFont(smallFont(font()));
    painter.drawText(rect().adjusted(0, 0, -10, 0), Qt::AlignRight | Qt::AlignVCenter, keys);
}

} // namespace throughline::widgets
