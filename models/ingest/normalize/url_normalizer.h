#pragma once

#include <string>
#include <string_view>

namespace throughline::ingest {

/// The parts of an address as they stand in it; views into the text.
struct UrlParts
{
    std::string_view scheme; ///< without ://; empty for a path alone
    std::string_view userInfo; ///< without @
    std::string_view host; ///< with brackets around an IPv6 address
    std::string_view port; ///< digits
    std::string_view path; ///< from / on; empty where there is none
    std::string_view query; ///< without ?
    std::string_view fragment; ///< without #

    bool operator==(const UrlParts&) const = default;
};

/// Splits an address, or a path with query; never fails.
[[nodiscard]] UrlParts splitUrl(std::string_view text);

/// The path of an address or of a path with query; "/" where the address has none.
[[nodiscard]] std::string_view urlPath(std::string_view text);

/// The address with scheme and host in lower case, without its default port and without user
/// information; path, query and fragment as they are.
[[nodiscard]] std::string normalizeUrl(std::string_view text);

/// The path with every part that looks like an id as {id}: digits, UUIDs, hexadecimal from eight
/// digits on, long mixed tokens, prefix_123. /orders/4711/items becomes /orders/{id}/items.
[[nodiscard]] std::string pathTemplate(std::string_view path);

} // namespace throughline::ingest
