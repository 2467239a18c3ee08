#pragma once

#include "models/base/text.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

/// Small steps over a text that the recognisers of message_tokens.h share. Any offset is allowed.
namespace throughline::analysis::scan {

/// An ASCII letter or digit.
inline bool isAlphanumeric(char c)
{
    return isAsciiLetter(c) || isAsciiDigit(c);
}

/// Letters, digits and underscore.
inline bool isWordCharacter(char c)
{
    return isAlphanumeric(c) || c == '_';
}

/// Whether a digit stands here.
inline bool digitAt(std::string_view text, std::size_t at)
{
    return at < text.size() && isAsciiDigit(text[at]);
}

/// Whether a word character stands here.
inline bool wordAt(std::string_view text, std::size_t at)
{
    return at < text.size() && isWordCharacter(text[at]);
}

/// The character before an offset; a blank at the beginning.
inline char before(std::string_view text, std::size_t at)
{
    return at > 0 ? text[at - 1] : ' ';
}

/// Behind the digits that start here.
inline std::size_t digitsEnd(std::string_view text, std::size_t at)
{
    while (digitAt(text, at)) {
        ++at;
    }
    return at;
}

/// Behind the characters that pass the test, at most `limit` of them.
template<typename Test>
std::size_t runEnd(std::string_view text, std::size_t at, std::size_t limit, Test test)
{
    const std::size_t end = std::min(text.size(), at + limit);
    while (at < end && test(text[at])) {
        ++at;
    }
    return at;
}

/// Behind the word characters that start here.
inline std::size_t wordEnd(std::string_view text, std::size_t at)
{
    return runEnd(text, at, text.size(), isWordCharacter);
}

} // namespace throughline::analysis::scan
