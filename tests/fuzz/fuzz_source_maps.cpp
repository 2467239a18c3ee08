#include "models/codec/source_map.h"
#include "tests/fuzz/fuzz.h"

using namespace throughline;

/// Source maps, flat or in sections, and places looked up in them.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = fuzz::textOf(data, size);
    const auto map = codec::SourceMap::parse(text);
    if (map.ok()) {
        for (const std::uint32_t line : {1U, 2U, 1000U}) {
            for (const std::uint32_t column : {1U, 7U, 4'000'000'000U}) {
                static_cast<void>(map->find(line, column));
            }
        }
    }
    // What is kept of a map is a map again, with the same places.
    if (const auto kept = codec::withoutSourceText(text); kept.ok() && map.ok()) {
        const auto again = codec::SourceMap::parse(*kept);
        TL_ASSERT(again.ok() && again->placeCount() == map->placeCount());
    }
    return 0;
}
