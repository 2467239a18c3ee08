#include "models/codec/json_shapes.h"

#include "models/codec/json_label.h"
#include "models/codec/json_value_ends.h"

#include <simdjson.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace throughline::codec {

namespace {

// Hostile files have a new shape in each line; what is kept of them stays small.
constexpr std::size_t kMostPlaces = 20'000;
constexpr std::size_t kMostBytes = 2 << 20;
constexpr std::size_t kMostWays = 24; ///< to go on from one place
constexpr std::size_t kMostValues = 512; ///< of a document; a larger one is hardly ever repeated

// What comes back pays for what is looked at in vain.
constexpr int kFirstCredit = 2'000;
constexpr int kMostCredit = 20'000;
constexpr int kFound = 2;
constexpr int kMissed = 1;
constexpr int kLearnt = 16;
constexpr int kRest = 5'000;

} // namespace

/// What stands before a value, or at the end, and how it goes on behind the value.
struct JsonShapes::Place
{
    Label before;
    JsonKind kind = JsonKind::Null; ///< of the value; Null: there is none, the document ends
    std::vector<std::unique_ptr<Place>> ways;
    std::unique_ptr<JsonShape> shape; ///< of a document that ends
};

JsonShapes::JsonShapes()
    : m_credit(kFirstCredit)
{
}

JsonShapes::~JsonShapes() = default;

/// Whether shapes come back often enough to be looked for.
bool JsonShapes::isWorthwhile()
{
    if (m_rest > 0 && --m_rest == 0) {
        m_credit = kFirstCredit;
    }
    return m_rest == 0;
}

void JsonShapes::spend(int price)
{
    m_credit -= price;
    if (m_credit < 0) {
        m_rest = kRest;
        m_first.clear();
        m_places = 0;
        m_bytes = 0;
    }
}

/// The place that fits here, its value met; `at` is behind it then.
JsonShapes::Place* JsonShapes::next(std::vector<std::unique_ptr<Place>>& places, const char*& at,
                                    const char* end)
{
    const auto left = static_cast<std::size_t>(end - at);
    for (std::size_t i = 0; i < places.size(); ++i) {
        Place* const place = places[i].get();
        if (!place->before.stands(at, left)) {
            continue;
        }
        const std::size_t size = place->before.size();
        const char* const value = at + size;
        const char* behind = nullptr;
        switch (place->kind) {
        case JsonKind::String:
            behind = stringEnd(value, end, m_notAscii);
            break;
        case JsonKind::Number:
            behind = numberEnd(value, end);
            break;
        case JsonKind::Boolean:
            behind = booleanEnd(value, end);
            break;
        default:
            behind = size == left ? value : nullptr;
            break;
        }
        if (behind != nullptr) {
            m_met[m_count++] = {value, static_cast<std::size_t>(behind - value)};
            at = behind;
            if (i > 0) { // what comes often is soon looked at first
                std::swap(places[i], places[i - 1]);
            }
            return place;
        }
    }
    return nullptr;
}

std::uint32_t JsonShapes::follow(std::string_view text)
{
    if (!isWorthwhile() || m_first.empty()) {
        return 0;
    }
    m_count = 0;
    m_notAscii = false;
    const char* at = text.data();
    const char* const end = at + text.size();
    Place* place = next(m_first, at, end);
    while (place != nullptr && place->shape == nullptr) {
        place = next(place->ways, at, end);
    }
    if (place == nullptr || (m_notAscii && !simdjson::validate_utf8(text.data(), text.size()))) {
        spend(kMissed);
        return 0;
    }
    m_credit = std::min(m_credit + kFound, kMostCredit);
    m_followed = place->shape.get();
    return m_followed->number;
}

std::span<const JsonNode> JsonShapes::nodes()
{
    for (std::size_t i = 0; i < m_followed->values.size(); ++i) {
        m_followed->nodes[m_followed->values[i]].text = m_met[i];
    }
    return m_followed->nodes;
}

/// The place for a value of this kind behind these bytes, a new one if need be; nullptr: there is
/// no room for more.
JsonShapes::Place* JsonShapes::placeFor(std::vector<std::unique_ptr<Place>>& places,
                                        std::string_view before, JsonKind kind)
{
    for (const auto& place : places) {
        if (place->kind == kind && place->before.text() == before) {
            return place.get();
        }
    }
    if (places.size() >= kMostWays || m_places >= kMostPlaces
        || m_bytes + before.size() > kMostBytes) {
        return nullptr;
    }
    ++m_places;
    m_bytes += before.size();
    auto& place = places.emplace_back(std::make_unique<Place>(Place {Label(before), kind, {}, {}}));
    return place.get();
}

void JsonShapes::learn(std::string_view text, std::span<const JsonNode> nodes)
{
    if (m_rest > 0 || nodes.size() > kMostValues) {
        return;
    }
    m_met.resize(kMostValues + 1);
    spend(kLearnt);
    if (m_rest > 0) {
        return;
    }
    auto* ways = &m_first;
    std::size_t at = 0;
    for (const JsonNode& node : nodes) {
        if (!hasText(node.kind)) {
            continue;
        }
        const auto from = static_cast<std::size_t>(node.text.data() - text.data());
        Place* const place = placeFor(*ways, text.substr(at, from - at), node.kind);
        if (place == nullptr) {
            return;
        }
        at = from + node.text.size();
        ways = &place->ways;
    }
    Place* const last = placeFor(*ways, text.substr(at), JsonKind::Null);
    if (last == nullptr || last->shape != nullptr) {
        return;
    }
    last->shape = std::make_unique<JsonShape>();
    JsonShape& shape = *last->shape;
    shape.number = ++m_shapes;
    shape.nodes.assign(nodes.begin(), nodes.end());
    for (std::uint32_t i = 0; i < shape.nodes.size(); ++i) {
        JsonNode& node = shape.nodes[i];
        node.key = shape.keys.emplace_back(node.key);
        if (hasText(node.kind)) {
            shape.values.push_back(i);
        }
    }
}

} // namespace throughline::codec
