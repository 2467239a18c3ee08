#include "widgets/delegates/ticket_delegate.h"

#include "widgets/delegates/two_line_delegate.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/theme.h"

#include <QAbstractItemView>
#include <QPainter>

#include <algorithm>

namespace throughline::widgets {

namespace {

constexpr int kPadding = 12;
constexpr int kLineGap = 2;

double evidenceHeight(const QFont& base, const QString& evidence, double width)
{
    if (evidence.isEmpty()) {
        return 0;
    }
    const QFontMetricsF metrics(smallFont(base));
    const double whole =
        metrics.boundingRect(QRectF(0, 0, width, 1000), Qt::TextWordWrap, evidence).height();
    return std::min(whole, metrics.lineSpacing() * 2 + 1);
}

} // namespace

TicketDelegate::TicketDelegate(QObject* parent)
    : QStyledItemDelegate(parent)
{
}

void TicketDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                           const QModelIndex& index) const
{
    const Theme& theme = Theme::current();
    painter->save();
    paintRowBackground(*painter, option);
    paintSelectionEdge(*painter, option);
    const QFont strong = strongFont(option.font);
    QRectF line(option.rect.left() + kPadding, option.rect.top() + 8,
                option.rect.width() - 2 * kPadding, QFontMetricsF(strong).height());
    painter->setFont(strong);
    painter->setPen(theme.colour(Role::Text));
    painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                      index.data(Qt::DisplayRole).toString());
    painter->setFont(option.font);
    painter->setPen(
        theme.colour(index.data(CertainRole).toBool() ? Role::GoodText : Role::WarningText));
    drawFigures(*painter, line, Qt::AlignRight | Qt::AlignVCenter,
                index.data(AsideRole).toString());
    line.moveTop(line.bottom() + kLineGap);
    painter->setPen(theme.colour(Role::Text));
    painter->drawText(
        line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        QFontMetricsF(option.font)
            .elidedText(index.data(DetailRole).toString(), Qt::ElideRight, line.width()));
    const QString evidence = index.data(EvidenceRole).toString();
    line.moveTop(line.bottom() + kLineGap);
    line.setHeight(evidenceHeight(option.font, evidence, line.width()));
    painter->setFont(smallFont(option.font));
    painter->setPen(theme.colour(Role::Muted));
    painter->drawText(line, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, evidence);
    painter->restore();
}

QSize TicketDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
    const double width = (view == nullptr ? 240 : view->viewport()->width()) - 2 * kPadding;
    const double lines = QFontMetricsF(strongFont(option.font)).height() * 2 + 2 * kLineGap;
    const double evidence = evidenceHeight(option.font, index.data(EvidenceRole).toString(), width);
    return {120, static_cast<int>(lines + evidence) + 18};
}

} // namespace throughline::widgets
