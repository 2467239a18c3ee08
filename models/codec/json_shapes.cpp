#include "models/codec/json_shapes.h"

#include "models/base/same_text.h"
#include "models/base/text.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <utility>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

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

/// What stands in a stretch of text, a bit for each byte.
struct Stretch
{
    unsigned ends; ///< bytes that end a plain string: quotes, backslashes, control characters
    unsigned high; ///< bytes that are not ASCII
};

#ifdef __SSE2__

constexpr std::size_t kStretch = sizeof(__m128i);

/// What stands between two values, which the text is compared with from its start.
class Label
{
public:
    explicit Label(std::string_view text)
        : m_text(text)
        , m_size(text.size())
        , m_wanted(text.size() >= kInOne ? UINT32_MAX : (1U << text.size()) - 1U)
    {
        std::memcpy(m_start.data(), text.data(), std::min(text.size(), kInOne));
    }

    [[nodiscard]] std::string_view text() const { return m_text; }

    [[nodiscard]] std::size_t size() const { return m_size; }

    /// Looks at up to 32 bytes from there, of which `left` count.
    [[nodiscard]] bool stands(const char* at, std::size_t left) const
    {
        const auto same = [this, at](std::size_t from) {
            const auto load = [from](const char* bytes) {
                return _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + from));
            };
            return static_cast<unsigned>(
                _mm_movemask_epi8(_mm_cmpeq_epi8(load(at), load(m_start.data()))));
        };
        if (m_size > left || ((same(0) | same(kStretch) << kStretch) & m_wanted) != m_wanted) {
            return false;
        }
        return m_size <= kInOne || std::string_view(at, m_size) == m_text;
    }

private:
    static constexpr std::size_t kInOne = 2 * kStretch;

    std::string m_text;
    std::size_t m_size;
    unsigned m_wanted; ///< a bit for each byte of the start that counts
    std::array<char, kInOne> m_start {};
};

Stretch look(const char* from)
{
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    const __m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    const __m128i escapes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes);
    const __m128i ends = _mm_or_si128(_mm_or_si128(quotes, escapes), control);
    return {static_cast<unsigned>(_mm_movemask_epi8(ends)),
            static_cast<unsigned>(_mm_movemask_epi8(bytes))};
}

#else

constexpr std::size_t kStretch = 1;

/// What stands between two values, which the text is compared with from its start.
class Label
{
public:
    explicit Label(std::string_view text)
        : m_text(text)
    {
    }

    [[nodiscard]] std::string_view text() const { return m_text; }

    [[nodiscard]] std::size_t size() const { return m_text.size(); }

    [[nodiscard]] bool stands(const char* at, std::size_t left) const
    {
        return m_text.size() <= left && sameText({at, m_text.size()}, m_text);
    }

private:
    std::string m_text;
};

Stretch look(const char* from)
{
    const auto byte = static_cast<unsigned char>(*from);
    return {byte == '"' || byte == '\\' || byte < 0x20U ? 1U : 0U, byte >= 0x80U ? 1U : 0U};
}

#endif

/// The quote that ends the string that begins here; nullptr: it has no plain one before `end`.
/// Looks at a stretch at a time, so at bytes behind the end, which must be there. Sets `notAscii`
/// where such letters stand in it, or in the stretch that it ends in.
const char* stringEnd(const char* at, const char* end, bool& notAscii)
{
    unsigned high = 0;
    for (; at < end; at += kStretch) {
        const Stretch found = look(at);
        high |= found.high;
        if (found.ends != 0) {
            at += std::countr_zero(found.ends);
            break;
        }
    }
    notAscii = notAscii || high != 0;
    return at < end && *at == '"' ? at : nullptr;
}

/// Behind the number that begins here; nullptr: none, or one with an exponent, which may be too
/// large. What follows it is for the caller to look at.
const char* numberEnd(const char* at, const char* end)
{
    const auto digits = [&at, end] {
        const char* const from = at;
        while (at < end && isAsciiDigit(*at)) {
            ++at;
        }
        return at - from;
    };
    if (at < end && *at == '-') {
        ++at;
    }
    const bool leadingZero = at < end && *at == '0';
    const auto whole = digits();
    if (whole == 0 || (leadingZero && whole > 1)) {
        return nullptr;
    }
    if (at < end && *at == '.') {
        ++at;
        if (digits() == 0) {
            return nullptr;
        }
    }
    return at < end && (*at == 'e' || *at == 'E') ? nullptr : at;
}

const char* booleanEnd(const char* at, const char* end)
{
    const std::string_view rest(at, static_cast<std::size_t>(end - at));
    return rest.starts_with("true") ? at + 4 : rest.starts_with("false") ? at + 5 : nullptr;
}

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
