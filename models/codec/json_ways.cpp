#include "models/codec/json_ways.h"

#include "models/codec/json_label.h"
#include "models/codec/json_value_ends.h"

#include <algorithm>
#include <utility>

namespace throughline::codec {

namespace {

// Hostile files have a new shape each time; what is kept of them stays small.
constexpr std::size_t kMostPlaces = 20'000;
constexpr std::size_t kMostBytes = 2 << 20;
constexpr std::size_t kMostWays = 24; ///< to go on from one place

// What comes back pays for what is looked at in vain.
constexpr int kFirstCredit = 2'000;
constexpr int kMostCredit = 20'000;
constexpr int kFound = 2;
constexpr int kLearnt = 16;
constexpr int kRest = 5'000;

} // namespace

/// What stands before a free value, or at the end, and how it goes on behind the value.
struct JsonPlace
{
    Label before;
    JsonKind kind = JsonKind::Null; ///< of the value; Null: there is none, the piece ends
    bool filled = false; ///< the value is not empty
    std::vector<std::unique_ptr<JsonPlace>> ways;
    std::uint32_t shape = 0; ///< of a piece that ends
};

JsonWays::JsonWays(bool whole)
    : m_whole(whole)
    , m_credit(kFirstCredit)
{
}

JsonWays::~JsonWays() = default;

/// Whether shapes come back often enough to be looked for.
bool JsonWays::isWorthwhile()
{
    if (m_rest > 0 && --m_rest == 0) {
        m_credit = kFirstCredit;
    }
    return m_rest == 0;
}

void JsonWays::spend(int price)
{
    m_credit -= price;
    if (m_credit < 0) {
        m_rest = kRest;
        m_forgotten = m_shapes;
        m_refrains.clear();
        m_first.clear();
        m_places = 0;
        m_bytes = 0;
    }
}

/// The place that fits here, its value met; `at` is behind it then.
JsonWays::Place* JsonWays::next(Ways& ways, const char*& at, const char* end,
                                std::string_view& value)
{
    const auto left = static_cast<std::size_t>(end - at);
    for (std::size_t i = 0; i < ways.size(); ++i) {
        Place* const place = ways[i].get();
        if (!place->before.stands(at, left)) {
            continue;
        }
        const char* const from = at + place->before.size();
        const char* behind = nullptr;
        switch (place->kind) {
        case JsonKind::String:
            behind = stringEnd(from, end, m_notAscii);
            break;
        case JsonKind::Number:
            behind = numberEnd(from, end);
            break;
        case JsonKind::Boolean:
            behind = booleanEnd(from, end);
            break;
        default:
            behind = m_whole && from != end ? nullptr : from;
            break;
        }
        if (behind == nullptr || (place->filled && behind == from)) {
            continue;
        }
        value = {from, static_cast<std::size_t>(behind - from)};
        at = behind;
        if (i > 0) { // what comes often is soon looked at first
            std::swap(ways[i], ways[i - 1]);
        }
        return place;
    }
    return nullptr;
}

/// The place where the piece ends; its values come behind the first `count`, which then are all.
JsonWays::Place* JsonWays::walk(const char*& at, const char* end,
                                std::vector<std::string_view>& values, std::size_t& count)
{
    const bool watches = m_whole && m_refrains.watches();
    Place* place = next(m_first, at, end, values[count]);
    while (place != nullptr && place->kind != JsonKind::Null) {
        if (watches) {
            m_refrains.watch(place, values[count]);
        } else if (m_refrains.beginAt(place)) {
            place = repeat(place, at, end, values, count);
            if (place == nullptr || place->kind == JsonKind::Null) {
                break;
            }
        }
        place = next(place->ways, at, end, values[++count]);
    }
    return place;
}

/// The same for a refrain, of which the first value was met at this place; ends at its last one, or
/// where it does not go on.
JsonWays::Place* JsonWays::repeat(Place* place, const char*& at, const char* end,
                                  std::vector<std::string_view>& values, std::size_t& count)
{
    const std::size_t first = count;
    const std::size_t length = m_refrains.length();
    const char* const from = values[first].data();
    if (const JsonRefrains::Known* const known = m_refrains.find(values[first], end)) {
        for (const JsonRefrains::Text& text : known->texts) {
            values[++count] = {from + text.from, text.size};
        }
        at = values[count].data() + values[count].size();
        m_notAscii = m_notAscii || known->notAscii;
        m_refrain = {known->number, static_cast<std::uint32_t>(first),
                     static_cast<std::uint32_t>(length + 1)};
        return known->last;
    }
    const bool before = std::exchange(m_notAscii, false);
    while (place != nullptr && place->kind != JsonKind::Null && count < first + length) {
        place = next(place->ways, at, end, values[++count]);
    }
    if (place != nullptr && place->kind != JsonKind::Null) {
        const std::span<const std::string_view> met(values.data() + first, count - first + 1);
        m_refrain = {m_refrains.keep(met, end, place, m_notAscii),
                     static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(length + 1)};
    }
    m_notAscii = m_notAscii || before;
    return place;
}

std::uint32_t JsonWays::follow(const char*& at, const char* end,
                               std::vector<std::string_view>& values, std::size_t& used)
{
    if (!isWorthwhile() || m_first.empty()) {
        return 0;
    }
    if (values.size() < used + kMostNodes + 1) { // the end is met as if it were a value
        values.resize(2 * used + kMostNodes + 1);
    }
    m_notAscii = false;
    m_refrain = {};
    const char* text = at;
    std::size_t count = used;
    Place* const place = walk(text, end, values, count);
    if (m_whole) {
        m_refrains.watched(place != nullptr);
    }
    if (place == nullptr) {
        spend(kMissed);
        return 0;
    }
    m_credit = std::min(m_credit + kFound, kMostCredit);
    m_refrain.first -= static_cast<std::uint32_t>(used);
    used = count;
    at = text;
    return place->shape;
}

/// The place for a value of this kind behind these bytes, a new one if need be; nullptr: there is
/// no room for more.
JsonWays::Place* JsonWays::placeFor(Ways& ways, std::string_view before, JsonKind kind, bool filled)
{
    for (const auto& place : ways) {
        if (place->kind == kind && place->filled == filled && place->before.text() == before) {
            return place.get();
        }
    }
    if (ways.size() >= kMostWays || m_places >= kMostPlaces
        || m_bytes + before.size() > kMostBytes) {
        return nullptr;
    }
    ++m_places;
    m_bytes += before.size();
    Place place {Label(before), kind, filled, {}, 0};
    return ways.emplace_back(std::make_unique<Place>(std::move(place))).get();
}

std::uint32_t JsonWays::learn(std::string_view text, std::span<const JsonNode> nodes,
                              std::span<const JsonFreedom> freedoms)
{
    if (m_rest > 0 || nodes.size() > kMostNodes) {
        return 0;
    }
    spend(kLearnt);
    if (m_rest > 0) {
        return 0;
    }
    Ways* ways = &m_first;
    std::size_t at = 0;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const JsonNode& node = nodes[i];
        const JsonFreedom freedom = freedoms.empty() ? JsonFreedom::Free : freedoms[i];
        if (!hasText(node.kind) || freedom == JsonFreedom::Fixed) {
            continue;
        }
        const auto from = static_cast<std::size_t>(node.text.data() - text.data());
        Place* const place =
            placeFor(*ways, text.substr(at, from - at), node.kind, freedom == JsonFreedom::Filled);
        if (place == nullptr) {
            return 0;
        }
        at = from + node.text.size();
        ways = &place->ways;
    }
    Place* const last = placeFor(*ways, text.substr(at), JsonKind::Null, false);
    if (last == nullptr) {
        return 0;
    }
    last->shape = last->shape != 0 ? last->shape : ++m_shapes;
    return last->shape;
}

} // namespace throughline::codec
