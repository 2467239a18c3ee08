#include "models/filter/known_keys.h"

#include "models/base/text.h"
#include "models/domain/field.h"
#include "models/domain/record.h"
#include "models/filter/expression.h"

#include <algorithm>
#include <array>

namespace throughline::filter {

namespace {

struct LanguageWord
{
    std::string_view written;
    std::string_view canonical;
};

constexpr std::array<LanguageWord, 5> kLanguageWords {{{"event", domain::key::kEventName},
                                                       {"view", domain::key::kUrlPath},
                                                       {kErrorGroupKey, kErrorGroupKey},
                                                       {kErrorStatusKey, kErrorStatusKey},
                                                       {kTicketKey, kTicketKey}}};

bool dotted(std::string_view key)
{
    const std::size_t dot = key.find('.');
    return dot != std::string_view::npos && dot > 0 && key.back() != '.';
}

/// The last part of a dotted key, so that "teir" finds plan.tier.
std::string lastPart(std::string_view key)
{
    return std::string(key.substr(key.rfind('.') + 1));
}

} // namespace

std::optional<std::string> resolveKey(std::string_view written, const KnownKeys& keys)
{
    for (const LanguageWord& word : kLanguageWords) {
        if (written == word.written) {
            return std::string(word.canonical);
        }
    }
    if (const domain::FieldInfo* field = domain::findField(written)) {
        return std::string(field->name);
    }
    const bool listed =
        std::find(keys.attributes.begin(), keys.attributes.end(), written) != keys.attributes.end();
    if (listed || (keys.anyDotted && dotted(written))) {
        return std::string(written);
    }
    return std::nullopt;
}

std::string_view writtenKey(std::string_view canonical)
{
    for (const LanguageWord& word : kLanguageWords) {
        if (canonical == word.canonical) {
            return word.written;
        }
    }
    return canonical;
}

std::vector<std::string> allKeys(const KnownKeys& keys)
{
    std::vector<std::string> all;
    all.reserve(kLanguageWords.size() + domain::knownFields().size() + keys.attributes.size());
    for (const LanguageWord& word : kLanguageWords) {
        all.emplace_back(word.written);
    }
    for (const domain::FieldInfo& field : domain::knownFields()) {
        all.emplace_back(field.name);
    }
    all.insert(all.end(), keys.attributes.begin(), keys.attributes.end());
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

std::vector<std::string> nearestKeys(std::string_view written, const KnownKeys& keys)
{
    const std::vector<std::string> all = allKeys(keys);
    std::vector<std::string> nearest = nearestNames(written, all);
    if (!nearest.empty()) {
        return nearest;
    }
    std::vector<std::string> parts;
    parts.reserve(all.size());
    for (const std::string& key : all) {
        parts.push_back(lastPart(key));
    }
    std::vector<std::string> distinct = parts;
    std::sort(distinct.begin(), distinct.end());
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    for (const std::string& part : nearestNames(lastPart(written), distinct)) {
        for (std::size_t i = 0; i < all.size() && nearest.size() < 3; ++i) {
            if (parts[i] == part) {
                nearest.push_back(all[i]);
            }
        }
    }
    return nearest;
}

} // namespace throughline::filter
