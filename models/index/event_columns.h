#pragma once

#include <cstdint>
#include <span>

namespace throughline::index {

/// Events as a block keeps them: one entry per row, all spans of equal length. `user`, `account`,
/// `context` and `marks` may be empty, which means none.
struct EventColumns
{
    std::span<const std::uint32_t> session {}; ///< ordinal of the session; kNone: left out
    std::span<const std::uint32_t> user {}; ///< ordinal or kNone
    std::span<const std::uint32_t> account {}; ///< ordinal or kNone
    std::span<const std::int64_t> timeNs {};
    std::span<const std::uint32_t> name {}; ///< place in IndexDictionaries::names
    std::span<const std::uint32_t> context {}; ///< place in IndexDictionaries::contexts, or kNone
    /// Answers of up to eight conditions per event, a bit each, carried along.
    std::span<const std::uint8_t> marks {};
    /// Money, for the rows that carry some, ascending by row.
    std::span<const std::uint32_t> revenueRow {};
    std::span<const std::int64_t> revenueMicros {};
    std::span<const std::uint32_t> revenueCurrency {}; ///< place in IndexDictionaries::currencies

    /// Whether all columns are as long as they have to be.
    [[nodiscard]] bool fit() const
    {
        const std::size_t rows = session.size();
        const auto fits = [rows](const auto& column) {
            return column.empty() || column.size() == rows;
        };
        return timeNs.size() == rows && name.size() == rows && fits(user) && fits(account)
            && fits(context) && fits(marks) && revenueRow.size() == revenueMicros.size()
            && revenueRow.size() == revenueCurrency.size();
    }
};

} // namespace throughline::index
