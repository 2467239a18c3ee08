#include "models/codec/json_shapes.h"

#include <simdjson.h>

namespace throughline::codec {

std::uint32_t JsonShapes::follow(std::string_view text)
{
    const char* at = text.data();
    std::size_t used = 0;
    const std::uint32_t shape = m_ways.follow(at, at + text.size(), m_met, used);
    if (shape == 0) {
        return 0;
    }
    if (m_ways.notAscii() && !simdjson::validate_utf8(text.data(), text.size())) {
        m_ways.missed();
        return 0;
    }
    m_followed = m_shapes.of(shape);
    return shape;
}

std::span<const JsonNode> JsonShapes::nodes()
{
    for (std::size_t i = 0; i < m_followed->values.size(); ++i) {
        m_followed->nodes[m_followed->values[i]].text = m_met[i];
    }
    return m_followed->nodes;
}

void JsonShapes::learn(std::string_view text, std::span<const JsonNode> nodes)
{
    const std::uint32_t number = m_ways.learn(text, nodes, {});
    JsonShape* const shape = number != 0 ? m_shapes.add(number, m_ways) : nullptr;
    if (shape == nullptr) {
        return;
    }
    shape->nodes.assign(nodes.begin(), nodes.end());
    for (std::uint32_t i = 0; i < shape->nodes.size(); ++i) {
        JsonNode& node = shape->nodes[i];
        node.key = shape->keys.emplace_back(node.key);
        if (hasText(node.kind)) {
            shape->values.push_back(i);
        }
    }
}

} // namespace throughline::codec
