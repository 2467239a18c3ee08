#include "models/analysis/error/version_order.h"

#include "models/base/text.h"

#include <algorithm>
#include <vector>

namespace throughline::analysis {

namespace {

struct Version
{
    std::vector<std::string_view> numbers; ///< without the zeros in front
    std::vector<std::string_view> before; ///< parts behind "-": of a version that is not out yet
};

bool isNumber(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), isAsciiDigit);
}

std::string_view withoutZeros(std::string_view number)
{
    while (number.size() > 1 && number.front() == '0') {
        number.remove_prefix(1);
    }
    return number;
}

std::optional<Version> read(std::string_view text)
{
    text = trim(text);
    if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
        text.remove_prefix(at + 1);
    }
    if (text.size() > 1 && (text[0] == 'v' || text[0] == 'V')) {
        text.remove_prefix(1);
    }
    text = text.substr(0, text.find('+'));
    const std::size_t dash = text.find('-');
    Version version;
    for (const std::string_view part : split(text.substr(0, dash), '.')) {
        if (!isNumber(part)) {
            return std::nullopt;
        }
        version.numbers.push_back(withoutZeros(part));
    }
    while (version.numbers.size() > 1 && version.numbers.back() == "0") {
        version.numbers.pop_back(); // 1.2.0 is 1.2
    }
    if (dash != std::string_view::npos) {
        version.before = split(text.substr(dash + 1), '.');
    }
    return version;
}

/// Of numbers written without zeros in front, of any length.
std::strong_ordering compareNumbers(std::string_view a, std::string_view b)
{
    return a.size() != b.size() ? a.size() <=> b.size() : a.compare(b) <=> 0;
}

std::strong_ordering compareParts(std::string_view a, std::string_view b)
{
    if (isNumber(a) != isNumber(b)) {
        return isNumber(a) ? std::strong_ordering::less : std::strong_ordering::greater;
    }
    return isNumber(a) ? compareNumbers(withoutZeros(a), withoutZeros(b)) : a.compare(b) <=> 0;
}

template<typename Compare>
std::strong_ordering compareLists(const std::vector<std::string_view>& a,
                                  const std::vector<std::string_view>& b, Compare compare)
{
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        if (const auto order = compare(a[i], b[i]); order != std::strong_ordering::equal) {
            return order;
        }
    }
    return a.size() <=> b.size();
}

} // namespace

std::optional<std::strong_ordering> compareVersions(std::string_view a, std::string_view b)
{
    const std::optional<Version> first = read(a);
    const std::optional<Version> second = read(b);
    if (!first || !second) {
        return std::nullopt;
    }
    const auto order = compareLists(first->numbers, second->numbers, compareNumbers);
    if (order != std::strong_ordering::equal) {
        return order;
    }
    if (first->before.empty() != second->before.empty()) {
        return first->before.empty() ? std::strong_ordering::greater : std::strong_ordering::less;
    }
    return compareLists(first->before, second->before, compareParts);
}

} // namespace throughline::analysis
