#pragma once

#include <QStyledItemDelegate>

namespace throughline::widgets {

/// A table cell: padded text in tabular figures, a hairline below the row, the selected row marked
/// at its left edge.
class CellDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit CellDelegate(QObject* parent = nullptr);

    /// Rows as high as their text plus this above and below, and no lines between them.
    void setMargin(int pixels);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override;

protected:
    /// What is inside of the cell, after the background.
    virtual void paintContent(QPainter& painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const;

private:
    [[nodiscard]] QRectF contentBox(const QStyleOptionViewItem& option,
                                    const QModelIndex& index) const;

    int m_margin = -1;
};

/// Room between a cell's edge and its content; the first and last column keep the panel's margin.
[[nodiscard]] QRectF cellContentBox(const QStyleOptionViewItem& option, const QModelIndex& index);

} // namespace throughline::widgets
