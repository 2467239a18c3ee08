#pragma once

#include "models/base/time.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace throughline::domain {

/// One value of an answer in SQL: missing, whole number, number or text. Bytes come as hexadecimal
/// text.
using SqlValue = std::variant<std::monostate, std::int64_t, double, std::string>;

/// How much a question in SQL may take.
struct SqlLimits
{
    Duration time = Duration::seconds(30);
    std::uint64_t rows = 10'000;
    std::uint64_t bytes = 64ULL << 20; ///< of the answer
    std::uint64_t memory = 512ULL << 20; ///< of sorting and grouping on the way

    bool operator==(const SqlLimits&) const = default;
};

/// Which limit ended an answer early.
enum class SqlCut : std::uint8_t
{
    None,
    Rows,
    Bytes,
    Time,
    Memory
};

/// "rows", "bytes", "time", "memory"; empty for None.
[[nodiscard]] constexpr const char* toText(SqlCut cut)
{
    switch (cut) {
    case SqlCut::None:
        return "";
    case SqlCut::Rows:
        return "rows";
    case SqlCut::Bytes:
        return "bytes";
    case SqlCut::Time:
        return "time";
    case SqlCut::Memory:
        return "memory";
    }
    return "";
}

/// What a question in SQL came to; each row has as many values as there are columns.
struct SqlAnswer
{
    std::vector<std::string> columns;
    std::vector<std::vector<SqlValue>> rows;
    SqlCut cut = SqlCut::None; ///< not None: there may be more than these rows

    bool operator==(const SqlAnswer&) const = default;
};

/// A table that can be asked, for completion and help.
struct SqlTable
{
    struct Column
    {
        std::string name;
        std::string type; ///< TEXT, INTEGER or REAL
        std::string description;

        bool operator==(const Column&) const = default;
    };

    std::string name;
    std::string description;
    std::vector<Column> columns;

    bool operator==(const SqlTable&) const = default;
};

} // namespace throughline::domain
