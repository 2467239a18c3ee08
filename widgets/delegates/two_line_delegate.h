#pragma once

#include <QStyledItemDelegate>

namespace throughline::widgets {

/// Tone of the small label after a first line.
enum class BadgeTone : std::uint8_t
{
    Neutral,
    Good,
    Bad
};

/// Paints DisplayRole strong with an optional badge and an aside at the right, DetailRole muted
/// below. The selected row has a coloured edge, so that it is not told by colour alone.
class TwoLineDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit TwoLineDelegate(QObject* parent = nullptr);

    void setPadding(int pixels);
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override;

private:
    int m_padding = 12;
};

/// Background of an item as every view paints it: selected, hovered or plain, with the rule below.
void paintRowBackground(QPainter& painter, const QStyleOptionViewItem& option);

/// The coloured edge of a selected row; painted by the delegate of its first column.
void paintSelectionEdge(QPainter& painter, const QStyleOptionViewItem& option);

} // namespace throughline::widgets
