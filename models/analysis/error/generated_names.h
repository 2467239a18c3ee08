#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace throughline::analysis {

/// Whether letters and digits alternate as they do in random ids, not in words: at least one digit
/// and a change of kind at every fourth character. "V2ClientFactory" is a word.
[[nodiscard]] bool looksRandom(std::string_view token);

/// How often an upper-case letter follows a lower-case one.
[[nodiscard]] std::size_t risingCase(std::string_view token);

/// All characters hexadecimal digits, at least one of them a decimal digit.
[[nodiscard]] bool looksHexadecimal(std::string_view token);

/// Whether the text has the form 8-4-4-4-12.
[[nodiscard]] bool isUuid(std::string_view token);

/// A file's path without what changes with machine, host, release or build: scheme, host, query
/// and drive are cut, version-like segments are cut, segments that look generated become "*".
/// "https://cdn.example/v/1.4.2/main.8a7b6c5d.js?x" is "v/main.*.js".
[[nodiscard]] std::string cleanPath(std::string_view file);

/// A route or operation without its ids: "GET /users/42?x=1" is "GET /users/*".
[[nodiscard]] std::string cleanRoute(std::string_view route);

} // namespace throughline::analysis
