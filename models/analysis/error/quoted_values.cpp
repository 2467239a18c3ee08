#include "models/analysis/error/quoted_values.h"

#include "models/analysis/error/message_scan.h"
#include "models/base/text.h"

namespace throughline::analysis {

using namespace scan;

namespace {

constexpr std::size_t kLongQuote = 24;

/// Whether quoted text is a value rather than a word of the message.
bool isValue(std::string_view quoted)
{
    if (quoted.size() > kLongQuote) {
        return true;
    }
    for (std::size_t i = 0; i < quoted.size(); ++i) {
        const char c = quoted[i];
        const bool placeholder = c == '<' && i + 1 < quoted.size() && isAsciiLetter(quoted[i + 1]);
        if (isAsciiDigit(c) || c == '/' || c == '\\' || placeholder) {
            return true;
        }
    }
    return false;
}

/// The closing quote for the one at `open`; an apostrophe inside a word closes nothing.
std::size_t closingQuote(std::string_view text, std::size_t open)
{
    const char quote = text[open];
    if (quote == '\'' && open > 0 && (isWordCharacter(text[open - 1]) || text[open - 1] == '>')) {
        return std::string_view::npos;
    }
    std::size_t close = text.find(quote, open + 1);
    while (close != std::string_view::npos && quote == '\'' && close + 1 < text.size()
           && isWordCharacter(text[close + 1])) {
        close = text.find(quote, close + 1);
    }
    return close;
}

} // namespace

std::string withoutQuotedValues(std::string_view text)
{
    if (text.find_first_of("'\"`") == std::string_view::npos) {
        return std::string(text);
    }
    std::string result;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool quote = text[at] == '\'' || text[at] == '"' || text[at] == '`';
        const std::size_t close = quote ? closingQuote(text, at) : std::string_view::npos;
        if (close == std::string_view::npos) {
            result += text[at];
        } else if (isValue(text.substr(at + 1, close - at - 1))) {
            result += "<quoted>";
            at = close;
        } else {
            result += text.substr(at, close - at + 1);
            at = close;
        }
    }
    return result;
}

} // namespace throughline::analysis
