#include "models/ingest/redact/number_context.h"

#include "models/base/text.h"

#include <algorithm>

namespace throughline::ingest::detail {

bool isWordChar(char c)
{
    return isAsciiLetter(c) || isAsciiDigit(c) || c == '_';
}

bool startsNumber(std::string_view text, std::size_t at)
{
    return isAsciiDigit(text[at]) && (at == 0 || !isWordChar(text[at - 1]));
}

std::string contextBefore(std::string_view text, std::size_t at)
{
    constexpr std::size_t kReach = 30;
    const std::size_t from = at > kReach ? at - kReach : 0;
    std::string_view reach = text.substr(from, at - from);
    // A token is shorter than what it replaced: looking past it would find more the second time.
    if (const std::size_t mask = reach.rfind(kMask); mask != std::string_view::npos) {
        reach.remove_prefix(mask);
    }
    return (from == 0 ? " " : "") + toLowerAscii(reach);
}

bool hasAnyWord(std::string_view context, std::initializer_list<std::string_view> words)
{
    return std::ranges::any_of(words, [context](std::string_view word) {
        return context.find(word) != std::string_view::npos;
    });
}

bool hasWholeWord(std::string_view context, std::string_view word)
{
    for (std::size_t at = context.find(word); at != std::string_view::npos;
         at = context.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        // At 0 the word may be the tail of a longer one.
        if (at > 0 && !isWordChar(context[at - 1])
            && (end == context.size() || !isWordChar(context[end]))) {
            return true;
        }
    }
    return false;
}

} // namespace throughline::ingest::detail
