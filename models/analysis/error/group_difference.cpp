#include "models/analysis/error/group_difference.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace throughline::analysis {

namespace {

/// The order in which fingerprint.cpp lays components down.
constexpr auto kOrder =
    std::to_array<std::string_view>({"service", "given", "family", "signal", "type", "status",
                                     "member", "frame", "operation", "message", "split"});

struct Component
{
    std::string_view name;
    std::string_view value;
};

Component componentOf(const std::string& text)
{
    const std::size_t colon = text.find(": ");
    if (colon == std::string::npos) {
        return {text, {}};
    }
    return {std::string_view(text).substr(0, colon), std::string_view(text).substr(colon + 2)};
}

std::ptrdiff_t rank(std::string_view name)
{
    return std::find(kOrder.begin(), kOrder.end(), name) - kOrder.begin();
}

/// How many components of this name stand before a place.
std::uint32_t placeAmong(std::span<const std::string> list, std::size_t at, std::string_view name)
{
    const auto same = [name](const std::string& text) { return componentOf(text).name == name; };
    return static_cast<std::uint32_t>(
        1 + std::count_if(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(at), same));
}

} // namespace

std::optional<GroupDifference> firstDifference(std::span<const std::string> first,
                                               std::span<const std::string> second)
{
    std::size_t at = 0;
    while (at < first.size() && at < second.size() && first[at] == second[at]) {
        ++at;
    }
    if (at == first.size() && at == second.size()) {
        return std::nullopt;
    }
    std::optional<Component> one;
    std::optional<Component> other;
    if (at < first.size()) {
        one = componentOf(first[at]);
    }
    if (at < second.size()) {
        other = componentOf(second[at]);
    }
    if (one && other && one->name != other->name) {
        (rank(one->name) <= rank(other->name) ? other : one).reset();
    }
    GroupDifference difference;
    difference.component = one ? one->name : other->name;
    difference.place = placeAmong(first, at, difference.component);
    if (one) {
        difference.first = one->value;
    }
    if (other) {
        difference.second = other->value;
    }
    return difference;
}

} // namespace throughline::analysis
