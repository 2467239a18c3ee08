#pragma once

#include "widgets/shared/roles.h"

#include <QStyledItemDelegate>

namespace throughline::widgets {

/// Roles of a ticket's row beyond the shared ones.
enum TicketItemRole : int
{
    EvidenceRole = IntervalRole + 1, ///< why it belongs here
    CertainRole ///< bool
};

/// Number and confidence, the words of the ticket, the evidence in up to two lines.
class TicketDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit TicketDelegate(QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override;
};

} // namespace throughline::widgets
