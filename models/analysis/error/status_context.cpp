#include "models/analysis/error/status_context.h"

#include "models/base/text.h"

#include <algorithm>
#include <array>

namespace throughline::analysis {

void StatusContext::word(std::string_view word)
{
    static constexpr auto kBetween = std::to_array<std::string_view>(
        {"code", "error", "is", "of", "response", "returned", "was", "with"});
    const auto starts = [word](std::string_view start) {
        return equalsIgnoringAsciiCase(word.substr(0, start.size()), start);
    };
    const auto ends = [word](std::string_view end) {
        return word.size() >= end.size()
            && equalsIgnoringAsciiCase(word.substr(word.size() - end.size()), end);
    };
    if (starts("status") || starts("http") || ends("status") || ends("statuscode")
        || ends("status_code")) {
        m_armed = true;
    } else if (m_armed) {
        m_armed = std::any_of(kBetween.begin(), kBetween.end(), [word](std::string_view between) {
            return equalsIgnoringAsciiCase(word, between);
        });
    }
}

void StatusContext::mark(char c)
{
    m_afterSlash = c == '/';
    m_armed = m_armed && std::string_view(" :=#/\"'(-").find(c) != std::string_view::npos;
}

bool StatusContext::takes(std::string_view number)
{
    if (m_armed && m_afterSlash) {
        return false;
    }
    const bool status = m_armed && number.size() == 3 && number[0] >= '1' && number[0] <= '5'
        && std::all_of(number.begin(), number.end(), isAsciiDigit);
    m_armed = false;
    return status;
}

} // namespace throughline::analysis
