#pragma once

#include "models/base/random.h"

#include <array>
#include <string>
#include <string_view>

namespace throughline::codec::test {

/// Random JSON text with blanks and line ends in all places where they may stand, and with
/// brackets, quotes and backslashes in its strings.
class RandomJson
{
public:
    explicit RandomJson(std::uint64_t seed)
        : m_random(seed)
    {
    }

    std::string value(int depth = 0)
    {
        const std::uint32_t kind = m_random.below(depth < 5 ? 7 : 5);
        switch (kind) {
        case 0:
            return "null";
        case 1:
            return m_random.chance(0.5) ? "true" : "false";
        case 2:
            return std::to_string(m_random.below(100'000));
        case 3:
            return "-1." + std::to_string(m_random.below(1000)) + "e3";
        case 4:
            return string();
        case 5:
            return object(depth);
        default:
            return array(depth);
        }
    }

    std::string object(int depth = 0)
    {
        std::string text = "{" + space();
        const std::uint32_t count = m_random.below(5);
        for (std::uint32_t i = 0; i < count; ++i) {
            text += i > 0 ? "," + space() : "";
            text += "\"k" + std::to_string(i) + string().substr(1) + space() + ":" + space();
            text += value(depth + 1) + space();
        }
        return text + "}";
    }

    std::string array(int depth = 0)
    {
        std::string text = "[" + space();
        const std::uint32_t count = m_random.below(5);
        for (std::uint32_t i = 0; i < count; ++i) {
            text += i > 0 ? "," + space() : "";
            text += value(depth + 1) + space();
        }
        return text + "]";
    }

    std::string string()
    {
        static constexpr const char* kPieces[] = {"a",       "{",   "}",    "[",    "]",
                                                  ",",       ":",   "\\\"", "\\\\", " ",
                                                  "\\u005d", "\\n", "bcd",  "/",    "\xC3\xA9"};
        std::string text = "\"";
        for (std::uint32_t i = m_random.below(8); i > 0; --i) {
            text += kPieces[m_random.below(15)];
        }
        return text + '"';
    }

    std::string space()
    {
        static constexpr const char* kSpaces[] = {"", "", " ", "\n", "\r\n", "\t", "\n  "};
        return kSpaces[m_random.below(7)];
    }

    Random& random() { return m_random; }

private:
    Random m_random;
};

/// One change of the kind that tells whether everything was looked at.
inline void damage(std::string& json, Random& random)
{
    static constexpr std::array<std::string_view, 26> kPieces {
        "\"", "\\", "\\\"", "\\u0041", "\\ud800", "\n",   "\t",        "\xC3\xA9",    "\xFF",
        "0",  "-",  ".",    "e5",      "1e999",   ",",    "}",         "{",           "[",
        "]",  ":",  "null", "true",    " ",       "\x7F", "\"id\":1,", "\"rows\":[],"};
    const auto at = static_cast<std::size_t>(random.below(static_cast<std::uint32_t>(json.size())));
    switch (random.below(4)) {
    case 0:
        json.erase(at, 1 + random.below(3));
        break;
    case 1:
        json.resize(at);
        break;
    default:
        json.insert(at, kPieces[random.below(kPieces.size())]);
        break;
    }
}

} // namespace throughline::codec::test
