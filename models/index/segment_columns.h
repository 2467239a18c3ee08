#pragma once

#include "models/index/session_index.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::index {

/// The value of one field per session: that of the session's first event that has one.
struct SegmentColumn
{
    std::string field; ///< canonical
    std::vector<std::string> labels; ///< labels[0] is "": no value
    std::vector<std::uint32_t> valueOf; ///< per session: place in labels

    bool operator==(const SegmentColumn&) const = default;

    [[nodiscard]] const std::string& label(std::uint32_t session) const
    {
        return labels[valueOf[session]];
    }
};

/// Per value of the index the one that stands for it: spellings of a word that differ in case only
/// share the most frequent one, the first in byte order among equals. `uses`: per value how many
/// sessions have it; values without use stand for themselves.
[[nodiscard]] std::vector<std::uint32_t> commonSpellings(const SessionIndex& index,
                                                         std::string_view field,
                                                         const std::vector<std::uint64_t>& uses);

/// The column of a field, without values where the index does not know it. Spellings of a word
/// that differ in case only are one label, the most frequent of them. Linear in the sessions;
/// kept by the caller.
[[nodiscard]] SegmentColumn segmentColumn(const SessionIndex& index, std::string_view field);

} // namespace throughline::index
