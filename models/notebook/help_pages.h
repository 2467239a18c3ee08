#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::notebook {

/// One page of the help: a file of resources/help, compiled in.
struct HelpPage
{
    std::string_view name; ///< of the file, without its ending; what `throughline help` takes
    std::string_view title; ///< its first heading
    std::string_view summary; ///< its first sentence, as Markdown
    std::string_view text; ///< Markdown, the heading included
};

/// All pages in the order of the index; the first is where a reader starts. Any thread.
[[nodiscard]] std::span<const HelpPage> helpPages();

/// nullptr where no page has this name.
[[nodiscard]] const HelpPage* findHelpPage(std::string_view name);

/// A page in which all words of a search occur.
struct HelpHit
{
    std::string_view page;
    std::string excerpt; ///< the first line of text that holds the first word
    std::size_t occurrences = 0; ///< of all words

    bool operator==(const HelpHit&) const = default;
};

/// Pages that hold every word, ASCII case apart: those with a word in their title first, then by
/// occurrences. No words: no hits. Linear in the size of the help.
[[nodiscard]] std::vector<HelpHit> searchHelp(std::string_view words);

} // namespace throughline::notebook
