#pragma once

#include <QtCore/qnamespace.h>

namespace throughline::widgets {

/// Item data roles that the panels' models and delegates share.
enum ItemRole : int
{
    IdRole = Qt::UserRole + 1, ///< what activating the row opens
    SortRole, ///< a number or text to sort by
    FieldRole, ///< canonical field name, where a cell can be filtered for
    ValueRole, ///< the cell's value in that field
    DetailRole, ///< second line
    BadgeRole, ///< text of a small label after the first line
    BadgeToneRole, ///< BadgeTone
    AsideRole, ///< at the right of the first line
    SeriesRole, ///< QVariant of std::vector<std::uint32_t>: a sparkline
    IntervalRole ///< QVariant of IntervalMark
};

} // namespace throughline::widgets
