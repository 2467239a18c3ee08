#include "widgets/delegates/two_line_delegate.h"

#include "widgets/shared/roles.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/theme.h"

#include <QPainter>

namespace throughline::widgets {

namespace {

constexpr int kGap = 8;

struct BadgeColours
{
    Role fill;
    Role text;
};

BadgeColours coloursOf(int tone)
{
    if (tone == static_cast<int>(BadgeTone::Bad)) {
        return {Role::BadgeBad, Role::BadgeBadText};
    }
    return tone == static_cast<int>(BadgeTone::Good)
        ? BadgeColours {Role::BadgeGood, Role::BadgeGoodText}
        : BadgeColours {Role::BadgeNeutral, Role::BadgeNeutralText};
}

/// Paints the label with its left edge at `left`, within the line's box.
void paintBadge(QPainter& painter, double left, const QRectF& line, const QString& text, int tone)
{
    const BadgeColours colours = coloursOf(tone);
    painter.setFont(smallFont(painter.font()));
    const QFontMetricsF metrics(painter.font());
    const QRectF box(left, line.center().y() - metrics.height() / 2 - 1,
                     metrics.horizontalAdvance(text) + 10, metrics.height() + 2);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::current().colour(colours.fill));
    painter.drawRoundedRect(box, 3, 3);
    painter.setPen(Theme::current().colour(colours.text));
    painter.drawText(box, Qt::AlignCenter, text);
}

double badgeWidth(const QFont& base, const QString& text)
{
    return text.isEmpty() ? 0 : QFontMetricsF(smallFont(base)).horizontalAdvance(text) + 10 + kGap;
}

/// Returns the badge that found no room beside the whole title: it goes to the second line.
QString paintFirstLine(QPainter& painter, QRectF line, const QStyleOptionViewItem& option,
                       const QModelIndex& index)
{
    const Theme& theme = Theme::current();
    const QString aside = index.data(AsideRole).toString();
    if (!aside.isEmpty()) {
        const QFont small = smallFont(option.font);
        const double width = figuresWidth(small, aside);
        painter.setFont(small);
        painter.setPen(theme.colour(Role::Muted));
        drawFigures(painter, line, Qt::AlignRight | Qt::AlignVCenter, aside);
        line.setRight(line.right() - width - kGap);
    }
    const QString badge = index.data(BadgeRole).toString();
    const QFont strong = strongFont(option.font);
    const QFontMetricsF metrics(strong);
    const QString whole = index.data(Qt::DisplayRole).toString();
    const bool beside =
        metrics.horizontalAdvance(whole) + badgeWidth(option.font, badge) <= line.width();
    const QString title = metrics.elidedText(whole, Qt::ElideRight, line.width() + 1);
    painter.setFont(strong);
    painter.setPen(theme.colour(Role::Text));
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, title);
    if (badge.isEmpty() || !beside) {
        return badge;
    }
    painter.setFont(option.font);
    paintBadge(painter, line.left() + metrics.horizontalAdvance(title) + kGap, line, badge,
               index.data(BadgeToneRole).toInt());
    return {};
}

} // namespace

void paintRowBackground(QPainter& painter, const QStyleOptionViewItem& option)
{
    const Theme& theme = Theme::current();
    const bool selected = option.state & QStyle::State_Selected;
    const bool hovered = option.state & QStyle::State_MouseOver;
    if (selected || hovered) {
        painter.fillRect(option.rect, theme.colour(selected ? Role::Selection : Role::Hover));
    }
    painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                     theme.colour(Role::Rule));
}

void paintSelectionEdge(QPainter& painter, const QStyleOptionViewItem& option)
{
    if (option.state & QStyle::State_Selected) {
        painter.fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()),
                         Theme::current().colour(Role::SelectionMark));
    }
}

TwoLineDelegate::TwoLineDelegate(QObject* parent)
    : QStyledItemDelegate(parent)
{
}

void TwoLineDelegate::setPadding(int pixels)
{
    m_padding = pixels;
}

void TwoLineDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    paintRowBackground(*painter, option);
    paintSelectionEdge(*painter, option);
    const QFont small = smallFont(option.font);
    const double first = QFontMetricsF(strongFont(option.font)).height();
    const double second = QFontMetricsF(small).height();
    const QString detail = index.data(DetailRole).toString();
    const double whole = detail.isEmpty() ? first : first + second + 2;
    QRectF line(option.rect.left() + m_padding, option.rect.center().y() - whole / 2,
                option.rect.width() - 2 * m_padding, first);
    const QString badge = paintFirstLine(*painter, line, option, index);
    line.moveTop(line.bottom() + 2);
    line.setHeight(second);
    if (!badge.isEmpty()) {
        painter->setFont(option.font);
        paintBadge(*painter, line.left(), line, badge, index.data(BadgeToneRole).toInt());
        line.setLeft(line.left() + badgeWidth(option.font, badge));
    }
    painter->setFont(small);
    painter->setPen(Theme::current().colour(Role::Muted));
    drawFigures(*painter, line, Qt::AlignLeft | Qt::AlignVCenter,
                QFontMetricsF(small).elidedText(detail, Qt::ElideRight, line.width() + 1));
    painter->restore();
}

QSize TwoLineDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    const int first = QFontMetrics(strongFont(option.font)).height();
    const int second = QFontMetrics(smallFont(option.font)).height();
    return {200, first + second + 2 + 16};
}

} // namespace throughline::widgets
