#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>

namespace throughline::workflow {

/// Looks for values in the lines of blocks, which are JSON without blanks, without parsing them: a
/// value begins behind a quote and a colon, and most differ in their first three bytes. Some
/// 100 ns a line, whatever the number of values.
class TokenSearch
{
public:
    /// The values must outlive this.
    explicit TokenSearch(const std::set<std::string>& values);

    /// False: no field of the record has one of the values. True: one may have.
    [[nodiscard]] bool mayHold(std::string_view line) const;

    /// The value is one of them.
    [[nodiscard]] bool holds(std::string_view value) const { return m_values.contains(value); }

private:
    static std::uint16_t keyOf(const char* bytes);
    [[nodiscard]] bool isAt(std::string_view line, std::size_t begin) const;

    std::unordered_set<std::string_view> m_values;
    std::set<std::string> m_written; ///< as they stand in JSON, where that differs
    std::bitset<65'536> m_keys; ///< of first bytes
    bool m_anything = false; ///< a value too short to be told from others
};

} // namespace throughline::workflow
