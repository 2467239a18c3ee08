#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace throughline::store {

struct PublicColumn
{
    std::string_view name;
    std::string_view type; ///< TEXT, INTEGER or REAL
    std::string_view description;
};

/// A table of what lies in rows, as people and tools see it: visible sources only, ids as they are
/// shown elsewhere, missing values NULL.
struct PublicTable
{
    std::string_view name;
    std::string_view description;
    std::vector<PublicColumn> columns;
    /// Gives two columns, then those above: the number of the session a row belongs to and its
    /// moment in nanoseconds, NULL where it has none, so that a part of a store can be cut out.
    std::string_view sql;
    std::vector<std::string_view> indices; ///< columns that are looked up
};

/// All of them, in the order in which they are listed. Their names and columns are part of the
/// contract with scripts: add, never rename.
[[nodiscard]] std::span<const PublicTable> publicTables();

} // namespace throughline::store
