#include "models/codec/json_elements.h"

#include <algorithm>
#include <functional>

namespace throughline::codec {

namespace {

/// As many signs as JsonSigns finds in a value with these nodes: both ends of a list or object,
/// the begin of anything else and of each key, colons and commas.
std::uint32_t signsOf(std::span<const JsonNode> nodes)
{
    std::uint32_t signs = 0;
    const std::uint32_t base = nodes[0].next - static_cast<std::uint32_t>(nodes.size());
    for (std::uint32_t i = 0; i < nodes.size(); ++i) {
        const JsonNode& node = nodes[i];
        if (node.kind < JsonKind::Array) {
            ++signs;
            continue;
        }
        signs += 2;
        const std::uint32_t ofChild = node.kind == JsonKind::Object ? 3 : 1; // a comma each
        const std::uint32_t end = node.next - base;
        for (std::uint32_t child = i + 1; child < end; child = nodes[child].next - base) {
            signs += ofChild;
        }
        signs -= end > i + 1 ? 1 : 0; // but for the first
    }
    return signs;
}

/// All texts of the nodes stand in the element as they are.
bool standsPlain(std::string_view text, std::span<const JsonNode> nodes)
{
    const std::less_equal<> notAfter;
    const char* const end = text.data() + text.size();
    return std::ranges::all_of(nodes, [&](const JsonNode& node) {
        return !hasText(node.kind)
            || ((node.plain || node.kind != JsonKind::String)
                && notAfter(text.data(), node.text.data())
                && notAfter(node.text.data() + node.text.size(), end));
    });
}

} // namespace

const JsonElementShapes::Shape* JsonElementShapes::follow(const char*& at, const char* end,
                                                          std::vector<std::string_view>& values,
                                                          std::size_t& used)
{
    const std::uint32_t shape = m_ways.follow(at, end, values, used);
    return shape != 0 ? m_shapes.of(shape) : nullptr;
}

std::uint32_t JsonElementShapes::learn(std::string_view text, std::span<const JsonNode> nodes,
                                       std::span<const JsonFreedom> freedoms)
{
    if (!standsPlain(text, nodes)) {
        return 0;
    }
    const std::uint32_t number = m_ways.learn(text, nodes, freedoms);
    if (Shape* const shape = number != 0 ? m_shapes.add(number, m_ways) : nullptr) {
        *shape = {number, signsOf(nodes), static_cast<std::uint32_t>(nodes.size())};
    }
    return number;
}

} // namespace throughline::codec
