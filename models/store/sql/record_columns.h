#pragma once

#include "models/domain/signal.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace throughline::store {

/// Where a column of the tables event, log, span and metric takes its value from: what the columns
/// of blocks hold costs no reading of records.
enum class RecordFact : std::uint8_t
{
    Id, ///< "block:index"
    TimeNs,
    Time, ///< RFC 3339
    Name,
    Session, ///< sessions cut by us included
    User,
    Account,
    Trace, ///< 32 hexadecimal digits
    File,
    Line,
    Record, ///< the canonical line
    Field ///< a field of the record
};

/// One column, the same in SQL, CSV and in exported databases.
struct RecordColumn
{
    std::string_view name;
    std::string_view type; ///< TEXT, INTEGER or REAL
    RecordFact fact = RecordFact::Field;
    std::string_view field {}; ///< canonical name, for RecordFact::Field
    std::string_view description;
};

/// The columns of a signal's table; none for tickets, which lie in rows. Their names are part of
/// the contract with scripts: add, never rename.
[[nodiscard]] std::span<const RecordColumn> recordColumns(domain::Signal signal);

/// What the table of a signal holds, in one line.
[[nodiscard]] std::string_view recordTableDescription(domain::Signal signal);

} // namespace throughline::store
