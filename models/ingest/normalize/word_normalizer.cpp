#include "models/ingest/normalize/word_normalizer.h"

#include "models/base/text.h"
#include "models/ingest/normalize/country_words.h"
#include "models/ingest/normalize/identity_normalizer.h"

#include <algorithm>
#include <array>

namespace throughline::ingest {

namespace {

struct Word
{
    std::string_view word;
    std::string_view meaning;
};

constexpr std::array<std::string_view, 8> kDeviceTypes {"desktop", "mobile",  "tablet", "tv",
                                                        "watch",   "console", "bot",    "other"};

constexpr std::array kDeviceWords {
    Word {"pc", "desktop"},
    Word {"computer", "desktop"},
    Word {"laptop", "desktop"},
    Word {"notebook", "desktop"},
    Word {"personal computer", "desktop"},
    Word {"phone", "mobile"},
    Word {"smartphone", "mobile"},
    Word {"mobile phone", "mobile"},
    Word {"feature phone", "mobile"},
    Word {"handset", "mobile"},
    Word {"iphone", "mobile"},
    Word {"ipad", "tablet"},
    Word {"phablet", "mobile"},
    Word {"smart tv", "tv"},
    Word {"smarttv", "tv"},
    Word {"television", "tv"},
    Word {"connected tv", "tv"},
    Word {"ctv", "tv"},
    Word {"ott", "tv"},
    Word {"wearable", "watch"},
    Word {"smartwatch", "watch"},
    Word {"smart watch", "watch"},
    Word {"game console", "console"},
    Word {"gaming console", "console"},
    Word {"robot", "bot"},
    Word {"crawler", "bot"},
    Word {"spider", "bot"},
};

struct Level
{
    std::string_view word;
    int severity;
};

constexpr std::array kLevels {
    Level {"trace", 1},      Level {"trc", 1},         Level {"verbose", 1},
    Level {"finest", 1},     Level {"silly", 1},       Level {"t", 1},
    Level {"v", 1},          Level {"vrb", 1},         Level {"finer", 3},
    Level {"debug", 5},      Level {"dbg", 5},         Level {"dbug", 5},
    Level {"fine", 5},       Level {"d", 5},           Level {"info", 9},
    Level {"inf", 9},        Level {"information", 9}, Level {"informational", 9},
    Level {"log", 9},        Level {"i", 9},           Level {"success", 9},
    Level {"http", 9},       Level {"config", 9},      Level {"default", 9},
    Level {"notice", 10},    Level {"n", 10},          Level {"warn", 13},
    Level {"warning", 13},   Level {"wrn", 13},        Level {"w", 13},
    Level {"error", 17},     Level {"err", 17},        Level {"eror", 17},
    Level {"e", 17},         Level {"severe", 17},     Level {"failure", 17},
    Level {"critical", 18},  Level {"crit", 18},       Level {"c", 18},
    Level {"dpanic", 18},    Level {"alert", 19},      Level {"fatal", 21},
    Level {"ftl", 21},       Level {"f", 21},          Level {"panic", 21},
    Level {"emergency", 21}, Level {"emerg", 21},
};

/// Appendix B of the log data model, by syslog's number.
constexpr std::array<int, 8> kSyslog {21, 19, 18, 17, 13, 10, 9, 5};

std::optional<int> ofTens(std::int64_t level, int lowest)
{
    static constexpr std::array<int, 6> kSteps {1, 5, 9, 13, 17, 21};
    const std::int64_t step = level / 10 - 1 + lowest;
    if (level % 10 != 0 || step < lowest || step >= static_cast<std::int64_t>(kSteps.size())) {
        return std::nullopt;
    }
    return kSteps[static_cast<std::size_t>(step)];
}

std::optional<int> ofNumber(std::int64_t level, LevelScale scale)
{
    switch (scale) {
    case LevelScale::Bunyan:
        return ofTens(level, 0);
    case LevelScale::Python:
        return ofTens(level, 1);
    case LevelScale::Syslog:
        return level >= 0 && level < 8 ? std::optional(kSyslog[static_cast<std::size_t>(level)])
                                       : std::nullopt;
    case LevelScale::Guess:
        if (const auto tens = ofTens(level, 0)) {
            return tens;
        }
        [[fallthrough]];
    case LevelScale::OpenTelemetry:
        return level >= 1 && level <= 24 ? std::optional(static_cast<int>(level)) : std::nullopt;
    }
    return std::nullopt;
}

std::optional<int> ofWord(std::string_view word)
{
    const std::string lower = toLowerAscii(word);
    const auto* found = std::ranges::find(kLevels, std::string_view(lower), &Level::word);
    return found != kLevels.end() ? std::optional(found->severity) : std::nullopt;
}

/// "ERROR3" and its like: the second to fourth step of a range.
std::optional<int> ofShortName(std::string_view word)
{
    static constexpr std::array<std::string_view, 6> kRanges {"trace", "debug", "info",
                                                              "warn",  "error", "fatal"};
    if (word.size() < 2 || word.back() < '1' || word.back() > '4') {
        return std::nullopt;
    }
    const std::string lower = toLowerAscii(word.substr(0, word.size() - 1));
    const auto* found = std::ranges::find(kRanges, std::string_view(lower));
    if (found == kRanges.end()) {
        return std::nullopt;
    }
    return static_cast<int>(found - kRanges.begin()) * 4 + (word.back() - '0');
}

/// Programs that colour what they write for a terminal colour it in files, too: "\x1b[32m" before
/// the word, "\x1b[39m" behind it.
std::string_view withoutColour(std::string_view text)
{
    constexpr std::string_view kEscape = "\x1b[";
    while (text.starts_with(kEscape) && text.find('m') != std::string_view::npos) {
        text.remove_prefix(text.find('m') + 1);
    }
    return text.substr(0, text.find(kEscape));
}

std::string_view withoutBrackets(std::string_view text)
{
    static constexpr std::string_view kAround = " \t[](){}<>:\"'|";
    const std::size_t from = text.find_first_not_of(kAround);
    if (from == std::string_view::npos) {
        return {};
    }
    return text.substr(from, text.find_last_not_of(kAround) - from + 1);
}

} // namespace

std::string_view normalizeDeviceType(std::string_view raw)
{
    if (const auto* known = std::ranges::find(kDeviceTypes, raw); known != kDeviceTypes.end()) {
        return *known;
    }
    const std::string_view named = normalizeIdentity(raw).id;
    if (named.empty()) {
        return {};
    }
    const std::string word =
        toLowerAscii(replaceAll(replaceAll(std::string(named), "_", " "), "-", " "));
    if (const auto* known = std::ranges::find(kDeviceTypes, std::string_view(word));
        known != kDeviceTypes.end()) {
        return *known;
    }
    const auto* other = std::ranges::find(kDeviceWords, std::string_view(word), &Word::word);
    return other != kDeviceWords.end() ? other->meaning : "other";
}

std::optional<int> severityNumber(std::string_view level, LevelScale scale)
{
    const std::string_view word = withoutBrackets(withoutColour(trim(level)));
    if (word.empty()) {
        return std::nullopt;
    }
    if (const auto number = parseInteger(word)) {
        return ofNumber(*number, scale);
    }
    const auto known = ofWord(word);
    return known ? known : ofShortName(word);
}

std::string normalizeCountry(std::string_view raw)
{
    const std::string_view text = normalizeIdentity(raw).id;
    if (text.size() != 2 || !isAsciiLetter(text[0]) || !isAsciiLetter(text[1])) {
        const std::string_view named = countryOfName(toLowerAscii(text));
        return std::string(named.empty() ? text : named);
    }
    const std::string code = toUpperAscii(text);
    return code == "UK" ? "GB" : code;
}

} // namespace throughline::ingest
