#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace throughline::link {

/// The words and codes of a text that can tell one text from another: in lower case (ASCII),
/// sorted, each once.
///
/// A word is a run of letters, digits, underscores and bytes above ASCII. Words of one or two
/// characters, numbers of one or two digits and the commonest English words are left out, and so is
/// what stands in angle brackets, the placeholders of a masked message. camelCase is one word.
[[nodiscard]] std::vector<std::string> contentWords(std::string_view text);

/// How many words of `part` are in `whole`; both as contentWords gives them. O(n).
[[nodiscard]] std::size_t commonWords(const std::vector<std::string>& part,
                                      const std::vector<std::string>& whole);

/// How much of `part` is quoted in `whole`, 0 to 1. A single common word says nothing unless it is
/// a code (holds a digit or an underscore), so less than that is 0.
[[nodiscard]] double quotedShare(const std::vector<std::string>& part,
                                 const std::vector<std::string>& whole);

} // namespace throughline::link
