#pragma once

#include "models/codec/json_record.h"
#include "models/notebook/report_document.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::notebook {

/// How a number of a result is written.
enum class NumberShape : std::uint8_t
{
    Text,
    Count,
    Share, ///< a fraction as percent
    Points, ///< a fraction as points, with a sign
    Number
};

/// A column of a table made of a list of objects: a member of each.
struct ResultColumn
{
    std::string_view member;
    std::string_view title;
    NumberShape shape = NumberShape::Text;
};

/// Reads the figures of one stored result, JSON in a shape of the command line. A node is a place
/// in it; 0 is the whole, and where a member is asked for, none.
class ResultReader
{
public:
    explicit ResultReader(const std::string& result);

    [[nodiscard]] bool good() const { return m_good; }

    [[nodiscard]] std::uint32_t child(std::uint32_t object, std::string_view key) const;
    [[nodiscard]] std::vector<std::uint32_t> childrenOf(std::uint32_t list) const;
    [[nodiscard]] std::string text(std::uint32_t object, std::string_view key) const;
    /// Of a member, or of a node itself; none where it is no finite number.
    [[nodiscard]] std::optional<double> number(std::uint32_t object, std::string_view key) const;
    [[nodiscard]] std::optional<double> number(std::uint32_t node) const;
    /// A value as people read it; a dash where there is none.
    [[nodiscard]] std::string shown(std::uint32_t node, NumberShape shape) const;
    /// A list of objects as a table; entries beyond the first hundreds are counted.
    [[nodiscard]] TableBlock table(std::uint32_t list, const std::string& caption,
                                   const std::vector<ResultColumn>& columns) const;
    /// "-6.1 to -2.0" of a member that holds two bounds.
    [[nodiscard]] std::string interval(std::uint32_t object, std::string_view key) const;
    /// The value is a number, by how it is written.
    [[nodiscard]] bool isNumber(std::uint32_t node) const;

private:
    codec::JsonRecordReader m_json;
    bool m_good = false;
};

} // namespace throughline::notebook
