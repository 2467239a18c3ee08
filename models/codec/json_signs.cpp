#include "models/codec/json_signs.h"

#include <simdjson.h>

namespace throughline::codec {

static_assert(JsonRecordReader::kPadding >= simdjson::SIMDJSON_PADDING);

/// The first of simdjson's two stages. Its second builds a tree and its on-demand reader asks anew
/// at each step what may come; a walk of our own over the signs takes fewer.
struct JsonSigns::Finder
{
    std::unique_ptr<simdjson::internal::dom_parser_implementation> stages;
};

JsonSigns::JsonSigns()
    : m_finder(std::make_unique<Finder>())
{
}

JsonSigns::~JsonSigns() = default;

JsonProblem JsonSigns::find(std::string_view text)
{
    constexpr std::size_t kAir = 64 << 10; // so that texts a little longer find room
    constexpr std::size_t kDepth = 1; // of the second stage, which is not asked
    auto& stages = m_finder->stages;
    if (stages == nullptr || stages->capacity() < text.size()) {
        const std::size_t most = text.size() + kAir;
        stages.reset();
        if (simdjson::get_active_implementation()->create_dom_parser_implementation(most, kDepth,
                                                                                    stages)
            != simdjson::SUCCESS) {
            stages.reset();
            return JsonProblem::Syntax; // larger than the 4 GB it can count
        }
    }
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto error = stages->stage1(bytes, text.size(), simdjson::stage1_mode::regular);
    return error == simdjson::SUCCESS   ? JsonProblem::None
        : error == simdjson::UTF8_ERROR ? JsonProblem::Utf8
                                        : JsonProblem::Syntax;
}

std::span<const std::uint32_t> JsonSigns::places() const
{
    const auto& stages = m_finder->stages;
    return stages == nullptr ? std::span<const std::uint32_t>()
                             : std::span<const std::uint32_t>(stages->structural_indexes.get(),
                                                              stages->n_structural_indexes);
}

} // namespace throughline::codec
