#pragma once

#include "models/codec/json_record.h"
#include "models/domain/import_issue.h"

#include <string>
#include <string_view>
#include <vector>

namespace throughline::ingest {

/// What the first bytes of a JSON file look like, told once for all formats.
struct JsonHead
{
    enum class Shape : std::uint8_t
    {
        NotJson,
        Lines, ///< the first line that is not empty is one whole object
        Document, ///< an object over several lines, or one too long to see its end
        Array ///< an array at the top
    };

    Shape shape = Shape::NotJson;
    /// Keys of the first object (of the document, the first line, the first element) in order, as
    /// far as they can be seen, with the dotted keys of objects inside it.
    std::vector<std::string> keys;
    /// Text values of keys that tell what a record is ("kind", "type").
    std::string kind;

    [[nodiscard]] bool has(std::string_view key) const;
};

/// Looks at the first bytes; never more than 64 KiB of them are parsed.
[[nodiscard]] JsonHead lookAtJson(std::string_view head, bool whole);

/// The issue a JSON problem is.
[[nodiscard]] domain::IssueCode issueOf(codec::JsonProblem problem);

} // namespace throughline::ingest
