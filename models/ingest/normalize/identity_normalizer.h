#pragma once

#include <string_view>

namespace throughline::ingest {

/// What stands in a field of a person's, account's or session's id.
struct IdentityReading
{
    std::string_view id; ///< without white space at both ends, else untouched; empty: nobody
    bool placeholder = false; ///< a word such as null or guest stood there: IdentityPlaceholder

    bool operator==(const IdentityReading&) const = default;
};

/// Refuses texts that programs write where they know nobody: null, undefined, guest, anonymous,
/// 0, -1, a UUID of zeros. Case does not matter here; ids keep theirs (U-1 is not u-1).
[[nodiscard]] IdentityReading normalizeIdentity(std::string_view raw);

} // namespace throughline::ingest
