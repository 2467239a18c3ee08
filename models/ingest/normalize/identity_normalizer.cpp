#include "models/ingest/normalize/identity_normalizer.h"

#include "models/base/text.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace throughline::ingest {

namespace {

constexpr std::array<std::string_view, 32> kPlaceholders {
    "null",      "(null)",    "<null>",    "nil",
    "none",      "(none)",    "undefined", "(undefined)",
    "guest",     "anonymous", "anon",      "unknown",
    "(unknown)", "n/a",       "not set",   "(not set)",
    "not_set",   "nan",       "false",     "true",
    "-1",        "-",         "--",        "?",
    "{}",        "[]",        "\"\"",      "''",
    "empty",     "(empty)",   "{{auto}}",  "[object object]"};

constexpr std::size_t kLongestWord = 15;

constexpr unsigned bitOf(char c)
{
    return static_cast<unsigned char>(c) & 31U; // the same for a letter's two cases
}

/// The first letters that placeholders of each size have, one bit each.
constexpr std::array<std::uint32_t, kLongestWord + 1> kFirstLetters = [] {
    std::array<std::uint32_t, kLongestWord + 1> letters {};
    for (const std::string_view placeholder : kPlaceholders) {
        letters[placeholder.size()] |= std::uint32_t {1} << bitOf(placeholder.front());
    }
    return letters;
}();
constexpr std::size_t kLongestZero = 36; ///< a UUID of zeros

/// 0, 0000, 00000000-0000-0000-0000-000000000000.
bool isZero(std::string_view id)
{
    const bool begins = id.front() == '0' || id.front() == '-';
    return begins && id.find_first_not_of("0-") == std::string_view::npos
        && id.find('0') != std::string_view::npos;
}

} // namespace

IdentityReading normalizeIdentity(std::string_view raw)
{
    const std::string_view id = trim(raw);
    if (id.empty()) {
        return {};
    }
    const bool word =
        id.size() <= kLongestWord && (kFirstLetters[id.size()] >> bitOf(id.front()) & 1U) != 0
        && std::ranges::any_of(kPlaceholders, [id](std::string_view placeholder) {
               return placeholder.size() == id.size() && equalsIgnoringAsciiCase(placeholder, id);
           });
    if (word || (id.size() <= kLongestZero && isZero(id))) {
        return {{}, true};
    }
    return {id, false};
}

} // namespace throughline::ingest
