#include "models/analysis/error/group_heirs.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace throughline::analysis {

std::vector<domain::ErrorGroupId> heirsOf(std::span<const Rekeyed> occurrences,
                                          std::span<const domain::ErrorGroupId> keeps)
{
    std::vector<domain::ErrorGroupId> heirs(keeps.begin(), keeps.end());
    std::set<domain::ErrorGroupId> taken;
    for (const domain::ErrorGroupId number : keeps) {
        if (number.value() != 0) {
            taken.insert(number);
        }
    }
    std::map<std::pair<domain::ErrorGroupId, std::uint32_t>, std::uint64_t> shared;
    for (const Rekeyed& occurrence : occurrences) {
        if (heirs[occurrence.after].value() == 0) {
            ++shared[{occurrence.before, occurrence.after}];
        }
    }
    std::vector<std::tuple<std::uint64_t, domain::ErrorGroupId, std::uint32_t>> pairs;
    for (const auto& [pair, count] : shared) {
        pairs.emplace_back(count, pair.first, pair.second);
    }
    std::stable_sort(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) {
        return std::get<0>(a) > std::get<0>(b); // the map's order decides among equals
    });
    for (const auto& [count, number, key] : pairs) {
        if (heirs[key].value() == 0 && taken.insert(number).second) {
            heirs[key] = number;
        }
    }
    return heirs;
}

} // namespace throughline::analysis
