#include "models/link/content_words.h"

#include "models/base/text.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace throughline::link {

namespace {

/// Ascending, for a binary search.
constexpr std::array<std::string_view, 56> kCommonWords {
    "about", "after",  "again", "all",    "also",  "and",   "any",  "are",   "been",   "but",
    "can",   "cannot", "could", "did",    "does",  "each",  "for",  "from",  "get",    "got",
    "had",   "has",    "have",  "hello",  "her",   "his",   "how",  "its",   "just",   "not",
    "now",   "our",    "out",   "please", "she",   "since", "some", "thank", "thanks", "that",
    "the",   "their",  "them",  "then",   "there", "they",  "this", "was",   "were",   "what",
    "when",  "which",  "will",  "with",   "you",   "your"};

static_assert(std::is_sorted(kCommonWords.begin(), kCommonWords.end()));

bool isWordByte(char c)
{
    return isAsciiLetter(c) || isAsciiDigit(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool tellsSomething(std::string_view word)
{
    return word.size() > 2 && word.find_first_not_of('_') != std::string_view::npos
        && !std::binary_search(kCommonWords.begin(), kCommonWords.end(), word);
}

/// The end of a placeholder such as "<number>" that begins at `at`, or `at` where none does.
std::size_t placeholderEnd(std::string_view text, std::size_t at)
{
    if (text[at] != '<') {
        return at;
    }
    std::size_t end = at + 1;
    while (end < text.size() && (isWordByte(text[end]) || text[end] == '-')) {
        ++end;
    }
    return end < text.size() && text[end] == '>' ? end + 1 : at;
}

bool isCode(std::string_view word)
{
    return std::any_of(word.begin(), word.end(),
                       [](char c) { return isAsciiDigit(c) || c == '_'; });
}

} // namespace

std::vector<std::string> contentWords(std::string_view text)
{
    std::vector<std::string> words;
    for (std::size_t at = 0; at < text.size();) {
        if (const std::size_t end = placeholderEnd(text, at); end != at) {
            at = end;
            continue;
        }
        std::size_t end = at;
        while (end < text.size() && isWordByte(text[end])) {
            ++end;
        }
        if (std::string word = toLowerAscii(text.substr(at, end - at)); tellsSomething(word)) {
            words.push_back(std::move(word));
        }
        at = std::max(end, at + 1);
    }
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    return words;
}

std::size_t commonWords(const std::vector<std::string>& part, const std::vector<std::string>& whole)
{
    std::size_t common = 0;
    auto other = whole.begin();
    for (const std::string& word : part) {
        other = std::lower_bound(other, whole.end(), word);
        common += other != whole.end() && *other == word ? 1U : 0U;
    }
    return common;
}

double quotedShare(const std::vector<std::string>& part, const std::vector<std::string>& whole)
{
    std::vector<std::string> common;
    std::set_intersection(part.begin(), part.end(), whole.begin(), whole.end(),
                          std::back_inserter(common));
    if (common.empty() || (common.size() == 1 && !isCode(common.front()))) {
        return 0;
    }
    return static_cast<double>(common.size()) / static_cast<double>(part.size());
}

} // namespace throughline::link
