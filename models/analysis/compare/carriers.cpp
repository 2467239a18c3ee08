#include "models/analysis/compare/carriers.h"

#include <algorithm>
#include <string>
#include <unordered_map>

namespace throughline::analysis {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// Letters, digits and every byte beyond ASCII.
bool isWord(char c)
{
    const auto lower = static_cast<char>(static_cast<unsigned char>(c) | 0x20U);
    return isDigit(c) || (lower >= 'a' && lower <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

/// The name with "#" for each word of four digits or more.
std::string withoutIds(std::string_view name)
{
    constexpr std::ptrdiff_t kDigitsOfAnId = 4;
    std::string text;
    while (!name.empty()) {
        const auto end = std::find_if(name.begin(), name.end(),
                                      [&](char c) { return isWord(c) != isWord(name.front()); });
        const auto length = static_cast<std::size_t>(end - name.begin());
        const bool id =
            isWord(name.front()) && std::count_if(name.begin(), end, isDigit) >= kDigitsOfAnId;
        text += id ? std::string_view("#") : name.substr(0, length);
        name.remove_prefix(length);
    }
    return text;
}

/// The latest event of the session at or before this moment that is no error record.
std::uint32_t eventBefore(const index::SessionIndex& index, const index::EventBits& errorRecords,
                          const index::Exposure& met)
{
    std::uint32_t low = index.firstEvent[met.session];
    std::uint32_t high = index.firstEvent[met.session + 1];
    const std::uint32_t first = low;
    while (low < high) {
        const std::uint32_t middle = low + (high - low) / 2;
        if (index.offsetMs(met.session, middle) <= met.offsetMs) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    while (low > first && errorRecords.test(low - 1)) {
        --low;
    }
    return low > first ? low - 1 : index::kNone;
}

} // namespace

void hangOnCarriers(std::vector<index::ExposureSet>& groups, const index::SessionIndex& index,
                    const index::EventBits& errorRecords)
{
    for (index::ExposureSet& group : groups) {
        for (index::Exposure& met : group.first) {
            const std::uint32_t event = eventBefore(index, errorRecords, met);
            if (event == index::kNone) {
                continue;
            }
            const std::int64_t offset = index.offsetMs(met.session, event);
            if (met.offsetMs - offset <= kCarrierReachMs) {
                met.carrier = event;
                met.offsetMs = offset;
            }
        }
    }
}

std::vector<std::uint32_t> kindsOfNames(const index::SessionIndex& index)
{
    std::unordered_map<std::string, std::uint32_t> kinds;
    std::vector<std::uint32_t> kindOf;
    kindOf.reserve(index.names.size() + 1);
    for (const std::string& name : index.names) {
        const auto next = static_cast<std::uint32_t>(kinds.size());
        kindOf.push_back(kinds.try_emplace(withoutIds(name), next).first->second);
    }
    kindOf.resize(std::size_t {index::SessionIndex::kNameMask} + 1,
                  static_cast<std::uint32_t>(kinds.size()));
    return kindOf;
}

} // namespace throughline::analysis
