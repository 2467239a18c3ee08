#include "models/workflow/record_id.h"

#include "models/base/text.h"

namespace throughline::workflow {

std::string toText(const domain::RecordRef& ref)
{
    return std::to_string(ref.block.value()) + ':' + std::to_string(ref.index);
}

std::optional<domain::RecordRef> recordRefFromText(std::string_view text)
{
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    const auto block = parseUnsigned(text.substr(0, colon));
    const auto index = parseUnsigned(text.substr(colon + 1));
    if (!block || !index || *block > INT64_MAX || *index > UINT32_MAX) {
        return std::nullopt;
    }
    return domain::RecordRef {domain::BlockId(static_cast<std::int64_t>(*block)),
                              static_cast<std::uint32_t>(*index)};
}

} // namespace throughline::workflow
