#pragma once

#include "models/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::codec {

/// Where a place of generated code was written.
struct OriginalPlace
{
    std::string_view source; ///< as the map names it, with its source root
    std::uint32_t line = 0; ///< from 1
    std::uint32_t column = 0; ///< from 1
    std::string_view name; ///< of what stands there; empty: the map does not say

    bool operator==(const OriginalPlace&) const = default;
};

/// A source map, revision 3 (ECMA-426): the places of generated code with the places where they
/// were written. Maps in sections are read as one. Immutable; views into it live as long as it.
class SourceMap
{
public:
    /// BadInput: it is no source map, or its mappings are broken. Linear.
    static Result<SourceMap> parse(std::string_view json);

    /// Of the last place at or before this one in its line, both from 1. nullopt: before the first,
    /// or a place that was not written by anyone. O(log n).
    [[nodiscard]] std::optional<OriginalPlace> find(std::uint32_t line, std::uint32_t column) const;

    /// The generated file as the map names it; may be empty.
    [[nodiscard]] const std::string& file() const { return m_file; }

    /// The debug id of the build it came with, as debugIdOf writes it; empty: the map has none.
    [[nodiscard]] const std::string& debugId() const { return m_debugId; }

    [[nodiscard]] std::size_t placeCount() const { return m_segments.size(); }

private:
    struct Segment
    {
        std::uint32_t line = 0; ///< generated, from 0
        std::uint32_t column = 0;
        std::int32_t source = -1; ///< negative: written by nobody
        std::uint32_t sourceLine = 0;
        std::uint32_t sourceColumn = 0;
        std::int32_t name = -1;
    };

    friend class SourceMapReader;

    std::string m_file;
    std::string m_debugId;
    std::vector<std::string> m_sources;
    std::vector<std::string> m_names;
    std::vector<Segment> m_segments; ///< by generated place
};

/// The same map as JSON without the text of its sources, which are nobody's business here.
/// BadInput: it is no source map.
[[nodiscard]] Result<std::string> withoutSourceText(std::string_view json);

/// A debug id as 32 hexadecimal digits in lower case, however it was written: in capitals, with
/// hyphens or without. Empty: it is none.
[[nodiscard]] std::string debugIdOf(std::string_view text);

/// The debug id that a script names in its last comment `//# debugId=` (ECMA-426, Debug IDs).
/// Empty: it names none.
[[nodiscard]] std::string debugIdOfScript(std::string_view script);

} // namespace throughline::codec
