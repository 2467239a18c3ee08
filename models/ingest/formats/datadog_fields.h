#pragma once

#include "models/ingest/json_fields.h"

#include <string>
#include <string_view>
#include <unordered_map>

namespace throughline::ingest {

/// Datadog's names and ids in our words; what RUM events and logs have in common. What a name means
/// is found once per name.
class DatadogNames
{
public:
    /// Renames what has another name here (version, error.stack ...) and writes decimal ids in
    /// hexadecimal.
    void apply(JsonFields::Fields& fields, TextArena& arena);

private:
    struct Known
    {
        std::string name;
        std::size_t idDigits = 0; ///< 32 of a trace id, 16 of a span id, else 0
    };

    const Known& known(std::string_view name);

    std::unordered_map<std::string, Known> m_known;
    std::string m_lookup;
};

/// Datadog writes 64-bit ids in decimal: their hexadecimal form with so many digits; anything else
/// as it is.
[[nodiscard]] std::string_view datadogId(std::string_view id, std::size_t digits, TextArena& arena);

/// Adds the tags that stand for a field (env, version), where they have one value, and keeps the
/// whole list as `datadog.tags`. A list of "key:value", or one text with commas.
void addDatadogTags(JsonFields::Fields& fields, JsonFields& json, std::uint32_t tags);

} // namespace throughline::ingest
