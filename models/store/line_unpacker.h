#pragma once

#include "models/store/block_columns.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::store {

/// Lines that were packed (LinePacker), or stand as they are, as stores before version 5 hold them.
class LineUnpacker
{
public:
    /// What columns of their block tell of lines. Read where needsLink() and needsIndex() say so.
    struct Columns
    {
        IndexColumns index;
        LinkColumns link;
    };

    /// Whether ids and durations of these lines stand in the block's link column.
    [[nodiscard]] static bool needsLink(std::string_view plain);

    /// Whether times and ordinals of these lines stand in the block's index column.
    [[nodiscard]] static bool needsIndex(std::string_view plain);

    /// The lines, without line ends; the views live until the next call. nullptr: damaged, or more
    /// than `limit` bytes.
    const std::vector<std::string_view>* unpack(std::string_view plain, const Columns& columns,
                                                std::size_t limit);

private:
    bool cut(std::string_view text);
    bool unpackColumns(std::string_view plain, const Columns& columns, std::size_t limit);

    std::string m_text;
    std::vector<std::uint32_t> m_ends;
    std::vector<std::string_view> m_lines;
};

} // namespace throughline::store
