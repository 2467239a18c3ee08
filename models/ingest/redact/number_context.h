#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

/// What the detectors of numbers share.
namespace throughline::ingest::detail {

/// A letter, digit or underscore; not a byte of another script, where words lean against numbers.
[[nodiscard]] bool isWordChar(char c);

/// Digits begin here that are not the tail of a word or number.
[[nodiscard]] bool startsNumber(std::string_view text, std::size_t at);

/// The 30 bytes before `at` in lower case, but nothing from before a token; a blank stands for the
/// beginning of the text.
[[nodiscard]] std::string contextBefore(std::string_view text, std::size_t at);

/// One of the words stands in the context, alone or in a longer word.
[[nodiscard]] bool hasAnyWord(std::string_view context,
                              std::initializer_list<std::string_view> words);

/// The word stands alone: "pan" in "pan: 4", not in "span 4"; "cc" not in a hexadecimal id.
[[nodiscard]] bool hasWholeWord(std::string_view context, std::string_view word);

/// What stands for a token while the detectors look: no class of characters holds it.
inline constexpr char kMask = '\x01';

} // namespace throughline::ingest::detail
