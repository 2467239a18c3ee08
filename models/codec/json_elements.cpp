#include "models/codec/json_elements.h"

#include "models/codec/json_value_ends.h"

#include <algorithm>
#include <cstring>
#include <functional>

namespace throughline::codec {

namespace {

// Hostile files have a new shape in each element; what is kept of them stays small.
constexpr std::size_t kMostPlaces = 20'000;
constexpr std::size_t kMostBytes = 2 << 20;
constexpr std::size_t kMostWays = 24; ///< to go on from one place
constexpr std::size_t kMostNodes = 512;

// What comes back pays for what is looked at in vain.
constexpr int kFirstCredit = 2'000;
constexpr int kMostCredit = 20'000;
constexpr int kFound = 2;
constexpr int kMissed = 1;
constexpr int kLearnt = 16;
constexpr int kRest = 5'000;

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

/// What stands before a free value, or at the end, and how it goes on behind the value.
struct JsonElementShapes::Place
{
    std::string before; ///< with zeros up to the end of a stretch
    std::size_t size = 0; ///< without them
    JsonKind kind = JsonKind::Null; ///< of the value; Null: there is none, the element ends
    bool filled = false; ///< the value is not empty
    Ways ways;
    Shape shape; ///< of an element that ends

    /// The text begins with it. It must be as long at least.
    [[nodiscard]] bool standsAt(const char* text) const
    {
#ifdef __SSE2__
        const char* known = before.data();
        std::size_t left = size;
        for (; left > kStretch; left -= kStretch, known += kStretch, text += kStretch) {
            if (alike(known, text) != kAll) {
                return false;
            }
        }
        return (~alike(known, text) & kAll >> (kStretch - left)) == 0;
#else
        return std::memcmp(before.data(), text, size) == 0;
#endif
    }

    /// Behind its value, which begins here; nullptr: there is no such value.
    [[nodiscard]] const char* valueEnd(const char* value, const char* end) const
    {
        bool notAscii = false; // all of the text was looked at already
        const char* behind = value;
        switch (kind) {
        case JsonKind::String:
            behind = stringEnd(value, end, notAscii);
            break;
        case JsonKind::Number:
            behind = numberEnd(value, end);
            break;
        case JsonKind::Boolean:
            behind = booleanEnd(value, end);
            break;
        default:
            break;
        }
        return filled && behind == value ? nullptr : behind;
    }

private:
#ifdef __SSE2__
    static constexpr unsigned kAll = (1U << kStretch) - 1;

    /// A bit for each byte that is the same.
    static unsigned alike(const char* a, const char* b)
    {
        const __m128i left = _mm_loadu_si128(reinterpret_cast<const __m128i*>(a));
        const __m128i right = _mm_loadu_si128(reinterpret_cast<const __m128i*>(b));
        return static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(left, right)));
    }
#endif
};

JsonElementShapes::JsonElementShapes()
    : m_credit(kFirstCredit)
{
}

JsonElementShapes::~JsonElementShapes() = default;

/// Whether shapes come back often enough to be looked for.
bool JsonElementShapes::isWorthwhile()
{
    if (m_rest > 0 && --m_rest == 0) {
        m_credit = kFirstCredit;
    }
    return m_rest == 0;
}

void JsonElementShapes::spend(int price)
{
    m_credit -= price;
    if (m_credit < 0) {
        m_rest = kRest;
        m_first.clear();
        m_places = 0;
        m_bytes = 0;
    }
}

/// The place that fits here, and the end of its value; nullptr: none does.
std::pair<const JsonElementShapes::Place*, const char*>
JsonElementShapes::meet(const Ways& ways, const char* text, const char* end)
{
    const auto left = static_cast<std::size_t>(end - text);
    for (const auto& place : ways) {
        if (place->size > left || !place->standsAt(text)) {
            continue;
        }
        const char* const behind = place->valueEnd(text + place->size, end);
        if (behind != nullptr) {
            return {place.get(), behind};
        }
    }
    return {nullptr, nullptr};
}

const JsonElementShapes::Shape* JsonElementShapes::follow(const char*& at, const char* end,
                                                          std::vector<std::string_view>& values,
                                                          std::size_t& used)
{
    if (!isWorthwhile() || m_first.empty()) {
        return nullptr;
    }
    if (values.size() < used + kMostNodes) {
        values.resize(2 * used + kMostNodes);
    }
    const char* text = at;
    std::size_t count = used;
    const Ways* ways = &m_first;
    while (true) {
        const auto [place, behind] = meet(*ways, text, end);
        if (place == nullptr) {
            spend(kMissed);
            return nullptr;
        }
        if (place->kind == JsonKind::Null) {
            m_credit = std::min(m_credit + kFound, kMostCredit);
            used = count;
            at = behind;
            return &place->shape;
        }
        const char* const value = text + place->size;
        values[count++] = {value, static_cast<std::size_t>(behind - value)};
        text = behind;
        ways = &place->ways;
    }
}

/// The place for a value of this kind behind these bytes, a new one if need be; nullptr: there is
/// no room for more.
JsonElementShapes::Place* JsonElementShapes::placeFor(Ways& ways, std::string_view before,
                                                      JsonKind kind, bool filled)
{
    for (const auto& place : ways) {
        if (place->kind == kind && place->filled == filled
            && std::string_view(place->before).substr(0, place->size) == before) {
            return place.get();
        }
    }
    if (ways.size() >= kMostWays || m_places >= kMostPlaces
        || m_bytes + before.size() > kMostBytes) {
        return nullptr;
    }
    ++m_places;
    m_bytes += before.size();
    Place& place = *ways.emplace_back(std::make_unique<Place>());
    place.before = before;
    place.before.resize((before.size() + kStretch - 1) / kStretch * kStretch + kStretch);
    place.size = before.size();
    place.kind = kind;
    place.filled = filled;
    return &place;
}

std::uint32_t JsonElementShapes::learn(std::string_view text, std::span<const JsonNode> nodes,
                                       std::span<const JsonFreedom> freedoms)
{
    if (m_rest > 0 || nodes.size() > kMostNodes || !standsPlain(text, nodes)) {
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
        if (!hasText(node.kind) || freedoms[i] == JsonFreedom::Fixed) {
            continue;
        }
        const auto from = static_cast<std::size_t>(node.text.data() - text.data());
        Place* const place = placeFor(*ways, text.substr(at, from - at), node.kind,
                                      freedoms[i] == JsonFreedom::Filled);
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
    if (last->shape.number == 0) {
        last->shape = {++m_shapes, signsOf(nodes), static_cast<std::uint32_t>(nodes.size())};
    }
    return last->shape.number;
}

} // namespace throughline::codec
