#include "widgets/delegates/cell_delegate.h"

#include "widgets/delegates/two_line_delegate.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/theme.h"

#include <QPainter>
#include <QTableView>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

namespace throughline::widgets {

namespace {

constexpr int kPadding = 8;
constexpr int kEdgePadding = 12;

bool isFirstShown(const QStyleOptionViewItem& option)
{
    return option.rect.left() <= 0;
}

QColor textColour(const QModelIndex& index)
{
    const QVariant own = index.data(Qt::ForegroundRole);
    return own.canConvert<QColor>() ? own.value<QColor>() : Theme::current().colour(Role::Text);
}

Qt::Alignment alignmentOf(const QModelIndex& index)
{
    const int value = index.data(Qt::TextAlignmentRole).toInt();
    return value == 0 ? Qt::AlignLeft | Qt::AlignVCenter : Qt::Alignment(value);
}

/// Breaks between words, inside of them only where one is too long.
QTextOption wrapOption()
{
    QTextOption option(Qt::AlignLeft | Qt::AlignTop);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    return option;
}

/// With places to break behind the signs that join names, such as http.response.status_code.
QString withBreaks(const QString& text)
{
    constexpr char16_t kZeroWidthSpace = 0x200B;
    QString broken;
    broken.reserve(text.size() + 8);
    for (qsizetype i = 0; i < text.size(); ++i) {
        broken += text[i];
        const bool joins = text[i] == u'.' || text[i] == u'_' || text[i] == u'/';
        if (joins && i + 1 < text.size() && text[i + 1].isLetter()) {
            broken += QChar(kZeroWidthSpace);
        }
    }
    return broken;
}

double wrappedHeight(const QFont& font, const QString& text, double width)
{
    QTextLayout layout(withBreaks(text), font);
    layout.setTextOption(wrapOption());
    double height = 0;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        height += line.height();
    }
    layout.endLayout();
    return std::max(height, QFontMetricsF(font).height());
}

} // namespace

QRectF cellContentBox(const QStyleOptionViewItem& option, const QModelIndex& index)
{
    const bool last = index.column() + 1 == index.model()->columnCount();
    return QRectF(option.rect)
        .adjusted(index.column() == 0 ? kEdgePadding : kPadding, 0,
                  last ? -kEdgePadding : -kPadding, 0);
}

CellDelegate::CellDelegate(QObject* parent)
    : QStyledItemDelegate(parent)
{
}

void CellDelegate::setMargin(int pixels)
{
    m_margin = pixels;
}

QRectF CellDelegate::contentBox(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const int margin = std::max(0, m_margin);
    return cellContentBox(option, index).adjusted(0, margin, 0, -margin);
}

void CellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setClipRect(option.rect);
    if (m_margin < 0) {
        paintRowBackground(*painter, option);
    } else if (option.state & QStyle::State_Selected) {
        painter->fillRect(option.rect, Theme::current().colour(Role::Selection));
    }
    if (isFirstShown(option)) {
        paintSelectionEdge(*painter, option);
    }
    paintContent(*painter, option, index);
    painter->restore();
}

void CellDelegate::paintContent(QPainter& painter, const QStyleOptionViewItem& option,
                                const QModelIndex& index) const
{
    const QRectF box = contentBox(option, index);
    const QString text = index.data(Qt::DisplayRole).toString();
    painter.setFont(option.font);
    painter.setPen(textColour(index));
    if (m_margin >= 0) {
        painter.drawText(box, withBreaks(text), wrapOption());
        return;
    }
    drawFigures(painter, box, alignmentOf(index),
                QFontMetricsF(option.font).elidedText(text, Qt::ElideRight, box.width() + 1));
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QFontMetricsF metrics(option.font);
    const QString text = index.data(Qt::DisplayRole).toString();
    if (m_margin < 0) {
        return {static_cast<int>(metrics.horizontalAdvance(text)) + 2 * kEdgePadding,
                static_cast<int>(metrics.height()) + 14};
    }
    const auto* table = qobject_cast<const QTableView*>(option.widget);
    QStyleOptionViewItem sized(option);
    sized.rect.setWidth(table == nullptr ? 120 : table->columnWidth(index.column()));
    const double width = cellContentBox(sized, index).width();
    return {static_cast<int>(width),
            static_cast<int>(std::ceil(wrappedHeight(option.font, text, width))) + 2 * m_margin};
}

} // namespace throughline::widgets
