#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::filter {

/// Which keys an expression may name besides the canonical fields and their aliases.
struct KnownKeys
{
    std::vector<std::string> attributes; ///< attribute keys seen in the data
    /// Also any key with a dot inside. Off where `attributes` is complete, so that a mistyped
    /// dotted key is an error, too.
    bool anyDotted = true;
};

/// The canonical key behind what was written: `event` is event.name, `view` is url.path, an alias
/// is its field, a known attribute is itself; nullopt for an unknown key.
[[nodiscard]] std::optional<std::string> resolveKey(std::string_view written,
                                                    const KnownKeys& keys);

/// How the language writes a canonical key: event.name as `event`, url.path as `view`.
[[nodiscard]] std::string_view writtenKey(std::string_view canonical);

/// Every key that can be named, as written; for completion.
[[nodiscard]] std::vector<std::string> allKeys(const KnownKeys& keys);

/// At most three keys that look like this one, best first.
[[nodiscard]] std::vector<std::string> nearestKeys(std::string_view written, const KnownKeys& keys);

} // namespace throughline::filter
