#include "models/codec/json_record.h"

#include "models/base/same_text.h"
#include "models/base/text.h"
#include "models/codec/json_shapes.h"
#include "models/codec/json_signs.h"
#include "models/codec/json_unescape.h"

#include <algorithm>
#include <bitset>
#include <cstring>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <unordered_set>

namespace throughline::codec {

namespace {

constexpr std::size_t kMaxDepth = 256;
constexpr std::size_t kMaxNodes = 2'000'000;
/// So many keys of an object are compared with each other, which for such is faster than a set.
constexpr std::size_t kFewKeys = 4;

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// Whether `key` stands among the children that `object` has so far.
bool standsAmong(const JsonNodes& nodes, std::size_t object, std::string_view key)
{
    for (std::size_t i = object + 1; i < nodes.size(); i = nodes[i].next) {
        if (sameText(nodes[i].key, key)) {
            return true;
        }
    }
    return false;
}

/// The keys of one object of many as they come, so that a repeated one is found without comparing
/// all.
class KeySet
{
public:
    /// With the keys that the object has so far.
    KeySet(const JsonNodes& nodes, std::size_t object)
    {
        for (std::size_t i = object + 1; i < nodes.size(); i = nodes[i].next) {
            m_met.set(placeOf(nodes[i].key));
            ++m_count;
        }
    }

    /// True: `key` stands among the children of `object` already.
    bool repeats(const JsonNodes& nodes, std::size_t object, std::string_view key)
    {
        if (m_many != nullptr) {
            return !m_many->insert(key).second;
        }
        if (++m_count > kFew) {
            m_many = std::make_unique<std::unordered_set<std::string_view>>();
            for (std::size_t i = object + 1; i < nodes.size(); i = nodes[i].next) {
                m_many->insert(nodes[i].key);
            }
            return !m_many->insert(key).second;
        }
        const std::size_t place = placeOf(key);
        if (!m_met[place]) {
            m_met.set(place);
            return false;
        }
        return standsAmong(nodes, object, key);
    }

private:
    static constexpr unsigned kPlaceBits = 8;
    static constexpr std::size_t kPlaces = std::size_t {1} << kPlaceBits;
    /// Objects with more keys than this get a table that grows with them.
    static constexpr std::size_t kFew = 64;

    static std::size_t placeOf(std::string_view key)
    {
        constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15ULL;
        return textMark(key) * kOdd >> (64U - kPlaceBits);
    }

    std::bitset<kPlaces> m_met;
    std::size_t m_count = 0;
    std::unique_ptr<std::unordered_set<std::string_view>> m_many;
};

} // namespace

bool isJsonNumber(std::string_view text)
{
    std::size_t i = 0;
    const auto digits = [&] {
        const std::size_t from = i;
        while (i < text.size() && isAsciiDigit(text[i])) {
            ++i;
        }
        return i - from;
    };
    if (i < text.size() && text[i] == '-') {
        ++i;
    }
    const bool leadingZero = i < text.size() && text[i] == '0';
    const std::size_t whole = digits();
    if (whole == 0 || (leadingZero && whole > 1)) {
        return false;
    }
    if (i < text.size() && text[i] == '.') {
        ++i;
        if (digits() == 0) {
            return false;
        }
    }
    if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
        ++i;
        if (i < text.size() && (text[i] == '+' || text[i] == '-')) {
            ++i;
        }
        if (digits() == 0) {
            return false;
        }
    }
    return i == text.size();
}

struct JsonRecordReader::Parser
{
    JsonSigns signs;
    JsonShapes shapes;
    JsonElementShapes elementShapes;
    std::deque<std::string> unescaped; ///< a deque: views into its strings stay good
    std::size_t used = 0;

    std::string& nextBuffer()
    {
        if (used == unescaped.size()) {
            unescaped.emplace_back();
        }
        std::string& buffer = unescaped[used++];
        buffer.clear();
        return buffer;
    }
};

/// What a reader keeps of arrays that are watched.
struct JsonRecordReader::Watched
{
    const std::string& key;
    std::vector<JsonElement>& elements;
    std::vector<std::string_view>& values;
    std::size_t used = 0; ///< so many of the values count
};

/// One walk over the signs of a document, writing nodes. Between a token and the sign after it
/// stand blanks at most, so a text's end is found from there, without a look at its letters.
struct JsonRecordReader::Walk
{
    Parser& parser;
    JsonNodes& nodes;
    Watched& watched;
    const char* text; ///< all of it
    const std::uint32_t* sign; ///< the next one
    const std::uint32_t* end; ///< behind the last; there, too, stands a place: the text's end
    bool escapes; ///< some backslash stands in it
    bool plain = true; ///< the last string stands there as it is
    JsonProblem problem = JsonProblem::None;
    bool loneSurrogate = false;
    bool repeatsKey = false;
    std::size_t folded = 0; ///< nodes that do not stand there, of folded elements

    bool fail(JsonProblem what)
    {
        problem = what;
        return false;
    }

    /// What begins with a brace or bracket ends with its counterpart: many a line of a text log
    /// begins with one, and is no document with a bad number then.
    [[nodiscard]] bool isClosed() const
    {
        const char first = text[*sign];
        const char last = text[*(end - 1)];
        return first == '{' ? last == '}' : first != '[' || last == ']';
    }

    /// Takes the next sign if it is this one.
    bool take(char wanted)
    {
        if (sign == end || text[*sign] != wanted) {
            return false;
        }
        ++sign;
        return true;
    }

    /// What stands from `start` to the next sign.
    [[nodiscard]] std::string_view token(const char* start) const
    {
        const char* last = text + *sign;
        while (last != start && isBlank(last[-1])) {
            --last;
        }
        return {start, static_cast<std::size_t>(last - start)};
    }

    /// The meaning of a string that begins at `start`, its quotes included; `problem` tells where
    /// there is none. By value: what is written in two halves and read as a whole a moment later
    /// has the processor wait.
    [[gnu::always_inline]] std::string_view string(const char* start)
    {
        const std::string_view quoted = token(start);
        if (quoted.size() < 2 || quoted.back() != '"') {
            problem = JsonProblem::Syntax;
            return {};
        }
        const std::string_view raw = quoted.substr(1, quoted.size() - 2);
        plain = !escapes || raw.find('\\') == std::string_view::npos;
        if (plain) {
            return raw;
        }
        std::string& buffer = parser.nextBuffer();
        if (!unescapeString(raw, buffer, loneSurrogate)) {
            problem = JsonProblem::Syntax;
        }
        return buffer;
    }

    bool scalar(std::string_view token, JsonNode& node)
    {
        node.text = token;
        if (token == "true" || token == "false") {
            node.kind = JsonKind::Boolean;
        } else if (token == "null") {
            node.kind = JsonKind::Null;
            node.text = {};
        } else if (isJsonNumber(token)) {
            node.kind = JsonKind::Number;
            // 1e999 is in the grammar and beyond every type that could hold it.
            if (token.find_first_of("eE") != std::string_view::npos && !parseDouble(token)) {
                return fail(JsonProblem::BadNumber);
            }
        } else {
            const bool numeric = token.front() == '-' || token.front() == '+' || token == "NaN"
                || token == "Infinity" || isAsciiDigit(token.front());
            return fail(numeric ? JsonProblem::BadNumber : JsonProblem::Syntax);
        }
        return true;
    }

    bool value(std::string_view key, std::size_t depth)
    {
        if (nodes.size() + folded >= kMaxNodes) {
            return fail(JsonProblem::TooManyValues);
        }
        if (sign == end) {
            return fail(JsonProblem::Syntax);
        }
        const std::size_t place = nodes.size();
        JsonNode& node = nodes.add(key);
        const char* const start = text + *sign++;
        if (*start == '"') { // as nearly all values are
            node.kind = JsonKind::String;
            node.next = static_cast<std::uint32_t>(place + 1);
            node.text = string(start);
            node.plain = plain;
            return problem == JsonProblem::None;
        }
        if (*start == '{' || *start == '[') {
            if (depth >= kMaxDepth) {
                return fail(JsonProblem::TooDeep);
            }
            const bool object = *start == '{';
            node.kind = object ? JsonKind::Object : JsonKind::Array;
            if (object ? !members(place, depth) : !elements(key, depth)) {
                return false;
            }
            nodes[place].next = static_cast<std::uint32_t>(nodes.size());
            return true;
        }
        node.next = static_cast<std::uint32_t>(place + 1);
        return scalar(token(start), node);
    }

    bool members(std::size_t object, std::size_t depth)
    {
        if (take('}')) {
            return true;
        }
        std::size_t count = 0;
        std::optional<KeySet> keys;
        do {
            if (sign == end || text[*sign] != '"') {
                return fail(JsonProblem::Syntax);
            }
            const char* const start = text + *sign++;
            const std::string_view key = string(start);
            if (problem != JsonProblem::None || !take(':')) {
                return fail(JsonProblem::Syntax);
            }
            if (++count <= kFewKeys) {
                repeatsKey = repeatsKey || standsAmong(nodes, object, key);
            } else {
                if (!keys) {
                    keys.emplace(nodes, object);
                }
                repeatsKey = keys->repeats(nodes, object, key) || repeatsKey;
            }
            if (!value(key, depth + 1)) {
                return false;
            }
        } while (take(','));
        return take('}') || fail(JsonProblem::Syntax);
    }

    bool elements(std::string_view key, std::size_t depth)
    {
        if (take(']')) {
            return true;
        }
        const bool isWatched = !watched.key.empty() && sameText(key, watched.key);
        do {
            if (isWatched ? !watchedElement(depth + 1) : !value({}, depth + 1)) {
                return false;
            }
        } while (take(','));
        return take(']') || fail(JsonProblem::Syntax);
    }

    bool watchedElement(std::size_t depth)
    {
        if (sign == end || text[*sign] != '{') {
            return value({}, depth);
        }
        if (fold(depth)) {
            return true;
        }
        const char* const start = text + *sign;
        const auto node = static_cast<std::uint32_t>(nodes.size());
        const std::size_t place = watched.elements.size();
        watched.elements.emplace_back().node = node;
        if (!value({}, depth)) {
            return false;
        }
        const char* const last = text + sign[-1];
        watched.elements[place].text = {start, static_cast<std::size_t>(last + 1 - start)};
        return true;
    }

    /// Adds the element that begins here as one node, if it has a known shape.
    bool fold(std::size_t depth)
    {
        const char* const start = text + *sign;
        const char* behind = start;
        std::size_t used = watched.used;
        const auto* const shape =
            parser.elementShapes.follow(behind, text + *end, watched.values, used);
        // It is no deeper than it has nodes. The last of its signs is its brace.
        if (shape == nullptr || depth + shape->nodes > kMaxDepth
            || nodes.size() + folded + shape->nodes > kMaxNodes
            || static_cast<std::size_t>(end - sign) < shape->signs
            || text + sign[shape->signs - 1] + 1 != behind) {
            return false;
        }
        JsonElement& element = watched.elements.emplace_back();
        element.node = static_cast<std::uint32_t>(nodes.size());
        element.shape = shape->number;
        element.firstValue = static_cast<std::uint32_t>(watched.used);
        element.values = static_cast<std::uint32_t>(used - watched.used);
        element.text = {start, static_cast<std::size_t>(behind - start)};
        watched.used = used;
        sign += shape->signs;
        folded += shape->nodes - 1;
        JsonNode& node = nodes.add({});
        node.kind = JsonKind::Object;
        node.next = element.node + 1;
        return true;
    }
};

JsonRecordReader::JsonRecordReader()
    : m_parser(std::make_unique<Parser>())
{
}

JsonRecordReader::~JsonRecordReader() = default;

bool JsonRecordReader::parse(std::string_view text)
{
    m_loneSurrogate = false;
    m_repeatsKey = false;
    m_problem = JsonProblem::None;
    m_elements.clear();
    m_nextElement = 0;
    m_shape = m_parser->shapes.follow(text);
    if (m_shape != 0) {
        m_view = {};
        return true;
    }
    const bool good = walk(text);
    if (!good) {
        m_nodes.clear();
        m_elements.clear();
    }
    m_view = m_nodes.all();
    if (good && !m_repeatsKey && m_parser->used == 0 && !folds()) {
        m_parser->shapes.learn(text, m_view);
    }
    return good;
}

std::span<const std::string_view> JsonRecordReader::texts() const
{
    return m_parser->shapes.texts();
}

const JsonRefrain& JsonRecordReader::refrain() const
{
    return m_parser->shapes.refrain();
}

void JsonRecordReader::showShape() const
{
    m_view = m_parser->shapes.nodes();
}

bool JsonRecordReader::folds() const
{
    return std::ranges::any_of(m_elements, [](const JsonElement& e) { return e.shape != 0; });
}

const JsonElement* JsonRecordReader::element(std::uint32_t node) const
{
    if (m_nextElement >= m_elements.size() || m_elements[m_nextElement].node != node) {
        const auto found = std::ranges::lower_bound(m_elements, node, {}, &JsonElement::node);
        if (found == m_elements.end() || found->node != node) {
            return nullptr;
        }
        m_nextElement = static_cast<std::size_t>(found - m_elements.begin());
    }
    return &m_elements[m_nextElement++];
}

std::uint32_t JsonRecordReader::learnElement(std::uint32_t node,
                                             std::span<const JsonFreedom> freedoms)
{
    const JsonElement* const element = this->element(node);
    if (element == nullptr || element->shape != 0 || m_repeatsKey) {
        return 0;
    }
    return m_parser->elementShapes.learn(element->text,
                                         m_view.subspan(node, m_view[node].next - node), freedoms);
}

/// Reads a document whose shape is not known.
bool JsonRecordReader::walk(std::string_view text)
{
    m_nodes.clear();
    m_parser->used = 0;
    m_problem = m_parser->signs.find(text);
    if (m_problem != JsonProblem::None) {
        return false;
    }
    const std::span<const std::uint32_t> signs = m_parser->signs.places();
    const bool escapes = text.find('\\') != std::string_view::npos;
    Watched watched {m_watched, m_elements, m_values};
    Walk walk {*m_parser, m_nodes, watched, text.data(), signs.data(), signs.data() + signs.size(),
               escapes};
    bool good = walk.isClosed() ? walk.value({}, 0) : walk.fail(JsonProblem::Syntax);
    if (good && walk.sign != walk.end) {
        good = walk.fail(JsonProblem::Syntax); // something follows the value
    }
    m_problem = walk.problem;
    m_loneSurrogate = walk.loneSurrogate;
    m_repeatsKey = walk.repeatsKey;
    return good;
}

bool JsonRecordReader::parseCopy(std::string_view text)
{
    m_copy.assign(text);
    m_copy.reserve(text.size() + kPadding);
    return parse(std::string_view(m_copy.data(), text.size()));
}

std::uint32_t JsonRecordReader::child(std::uint32_t object, std::string_view key) const
{
    std::uint32_t found = 0;
    const auto nodes = this->nodes();
    if (object < nodes.size() && nodes[object].kind == JsonKind::Object) {
        for (std::uint32_t i = object + 1; i < nodes[object].next; i = nodes[i].next) {
            if (nodes[i].key == key) {
                found = i;
            }
        }
    }
    return found;
}

} // namespace throughline::codec
