#include "models/codec/json_record.h"

#include "models/base/same_text.h"
#include "models/base/text.h"

#include <simdjson.h>

#include <bit>
#include <bitset>
#include <cstring>
#include <deque>
#include <memory>
#include <unordered_set>

namespace throughline::codec {

namespace {

namespace ondemand = simdjson::ondemand;

static_assert(JsonRecordReader::kPadding >= simdjson::SIMDJSON_PADDING);

constexpr std::size_t kMaxDepth = 256;
constexpr std::size_t kMaxNodes = 2'000'000;

void appendUtf8(std::string& text, std::uint32_t code)
{
    const auto byte = [&text](std::uint32_t value) { text += static_cast<char>(value); };
    if (code < 0x80) {
        byte(code);
    } else if (code < 0x800) {
        byte(0xC0 | code >> 6U);
        byte(0x80 | (code & 0x3FU));
    } else if (code < 0x10000) {
        byte(0xE0 | code >> 12U);
        byte(0x80 | (code >> 6U & 0x3FU));
        byte(0x80 | (code & 0x3FU));
    } else {
        byte(0xF0 | code >> 18U);
        byte(0x80 | (code >> 12U & 0x3FU));
        byte(0x80 | (code >> 6U & 0x3FU));
        byte(0x80 | (code & 0x3FU));
    }
}

/// Four hexadecimal digits at the front of text; -1 where they are not.
int takeHex4(std::string_view& text)
{
    if (text.size() < 4) {
        return -1;
    }
    int value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        const int digit = hexDigitValue(text[i]);
        if (digit < 0) {
            return -1;
        }
        value = value * 16 + digit;
    }
    text.remove_prefix(4);
    return value;
}

bool isHighSurrogate(int code)
{
    return code >= 0xD800 && code < 0xDC00;
}

bool isLowSurrogate(int code)
{
    return code >= 0xDC00 && code < 0xE000;
}

/// One \uXXXX escape, the u taken already, with the second half of a pair where it follows.
bool unescapeCodePoint(std::string_view& raw, std::string& text, bool& loneSurrogate)
{
    constexpr std::uint32_t kReplacement = 0xFFFD;
    const int first = takeHex4(raw);
    if (first < 0) {
        return false;
    }
    if (isHighSurrogate(first) && raw.size() >= 6 && raw[0] == '\\' && raw[1] == 'u') {
        std::string_view after = raw.substr(2);
        const int second = takeHex4(after);
        if (isLowSurrogate(second)) {
            raw = after;
            appendUtf8(text,
                       0x10000U + (static_cast<std::uint32_t>(first - 0xD800) << 10U)
                           + static_cast<std::uint32_t>(second - 0xDC00));
            return true;
        }
    }
    if (isHighSurrogate(first) || isLowSurrogate(first)) {
        loneSurrogate = true;
        appendUtf8(text, kReplacement);
        return true;
    }
    appendUtf8(text, static_cast<std::uint32_t>(first));
    return true;
}

/// The text of a JSON string without its quotes; false on a bad escape.
bool unescape(std::string_view raw, std::string& text, bool& loneSurrogate)
{
    static constexpr std::string_view kEscapes = "\"\\/bfnrt";
    static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    while (!raw.empty()) {
        const std::size_t plain = raw.find('\\');
        text += raw.substr(0, plain);
        if (plain == std::string_view::npos) {
            return true;
        }
        raw.remove_prefix(plain + 1);
        if (raw.empty()) {
            return false;
        }
        const char escape = raw.front();
        raw.remove_prefix(1);
        if (escape == 'u') {
            if (!unescapeCodePoint(raw, text, loneSurrogate)) {
                return false;
            }
        } else if (const std::size_t at = kEscapes.find(escape); at != std::string_view::npos) {
            text += kMeanings[at];
        } else {
            return false;
        }
    }
    return true;
}

/// The first quote or backslash. One must come; the seven bytes behind it are read.
const char* quoteOrBackslash(const char* at)
{
    constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
    constexpr std::uint64_t kHighs = 0x8080808080808080ULL;
    const auto zeros = [](std::uint64_t word) { return (word - kOnes) & ~word & kHighs; };
    if constexpr (std::endian::native == std::endian::little) {
        while (true) {
            std::uint64_t word = 0;
            std::memcpy(&word, at, sizeof word);
            const std::uint64_t hits = zeros(word ^ kOnes * '"') | zeros(word ^ kOnes * '\\');
            if (hits != 0) {
                return at + std::countr_zero(hits) / 8;
            }
            at += sizeof word;
        }
    }
    while (*at != '"' && *at != '\\') {
        ++at;
    }
    return at;
}

/// The raw characters of a key, which simdjson hands out without their length.
std::string_view rawKey(const char* start)
{
    const char* end = quoteOrBackslash(start);
    while (*end == '\\') {
        end = quoteOrBackslash(end + 2);
    }
    return {start, static_cast<std::size_t>(end - start)};
}

/// Without the white space of JSON at its end, which is less than that of other texts.
std::string_view trimEnd(std::string_view text)
{
    const auto isBlank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!text.empty() && isBlank(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

/// The keys of one object as they come, so that a repeated one is found without comparing all.
class KeySet
{
public:
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
        for (std::size_t i = object + 1; i < nodes.size(); i = nodes[i].next) {
            if (sameText(nodes[i].key, key)) {
                return true;
            }
        }
        return false;
    }

private:
    static constexpr unsigned kPlaceBits = 10;
    static constexpr std::size_t kPlaces = std::size_t {1} << kPlaceBits;
    /// Objects with more keys than this get a table that grows with them.
    static constexpr std::size_t kFew = 128;

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
    ondemand::parser simd;
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

    /// One walk over a document, writing nodes.
    struct Walk
    {
        Parser& parser;
        JsonNodes& nodes;
        const char* end; ///< of the text
        JsonProblem problem = JsonProblem::None;
        bool loneSurrogate = false;
        bool repeatsKey = false;

        bool fail(JsonProblem what)
        {
            problem = what;
            return false;
        }

        bool fail(simdjson::error_code code)
        {
            return fail(code == simdjson::UTF8_ERROR        ? JsonProblem::Utf8
                            : code == simdjson::DEPTH_ERROR ? JsonProblem::TooDeep
                                                            : JsonProblem::Syntax);
        }

        bool string(std::string_view raw, std::string_view& text)
        {
            if (raw.find('\\') == std::string_view::npos) {
                text = raw;
                return true;
            }
            std::string& buffer = parser.nextBuffer();
            if (!unescape(raw, buffer, loneSurrogate)) {
                return fail(JsonProblem::Syntax);
            }
            text = buffer;
            return true;
        }

        bool scalar(std::string_view token, JsonNode& node)
        {
            token = trimEnd(token);
            if (token.empty()) {
                return fail(JsonProblem::Syntax);
            }
            if (token.front() == '"') {
                node.kind = JsonKind::String;
                // Nearly all texts are without an escape: they end at the first of the two signs.
                if (token.size() > 1 && token.back() == '"'
                    && quoteOrBackslash(token.data() + 1) == &token.back()) {
                    node.text = token.substr(1, token.size() - 2);
                    return true;
                }
                if (token.size() < 2 || token.back() != '"') {
                    return fail(JsonProblem::Syntax);
                }
                return string(token.substr(1, token.size() - 2), node.text);
            }
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

        bool object(ondemand::object object, std::size_t place, std::size_t depth)
        {
            KeySet keys;
            for (auto item : object) {
                ondemand::field field;
                if (const auto error = std::move(item).get(field)) {
                    return fail(error);
                }
                const char* const start = field.key().raw();
                const char* const mark = quoteOrBackslash(start);
                std::string_view key(start, static_cast<std::size_t>(mark - start));
                if (*mark != '"' && !string(rawKey(start), key)) {
                    return false;
                }
                repeatsKey = repeatsKey || keys.repeats(nodes, place, key);
                if (!value(field.value(), key, depth + 1)) {
                    return false;
                }
            }
            return true;
        }

        bool array(ondemand::array array, std::size_t depth)
        {
            for (auto item : array) {
                ondemand::value element;
                if (const auto error = std::move(item).get(element)) {
                    return fail(error);
                }
                if (!value(element, {}, depth + 1)) {
                    return false;
                }
            }
            return true;
        }

        /// Value or document: both answer type(), get_object(), get_array(), raw_json_token().
        template<typename Source>
        bool value(Source&& source, std::string_view key, std::size_t depth)
        {
            if (nodes.size() >= kMaxNodes) {
                return fail(JsonProblem::TooManyValues);
            }
            // Behind a text that ends too early stand bytes of no meaning; their size has none,
            // too.
            std::string_view token;
            if (!rawToken(source, token) || token.data() >= end) {
                return fail(JsonProblem::Syntax);
            }
            const std::size_t place = nodes.size();
            nodes.add(key);
            if constexpr (std::is_same_v<std::decay_t<Source>, ondemand::value>) {
                if (!token.empty() && token.front() == '"') { // as nearly all values are
                    nodes[place].next = static_cast<std::uint32_t>(place + 1);
                    const bool taken = take(source);
                    return scalar(token, nodes[place]) && (taken || fail(JsonProblem::Syntax));
                }
            }
            ondemand::json_type type {};
            if (const auto error = source.type().get(type)) {
                // simdjson knows no type for NaN, +1 and the like: numbers that are none.
                return scalar(token, nodes[place]) ? fail(error) : false;
            }
            if (!content(source, type, place, depth)) {
                return false;
            }
            nodes[place].next = static_cast<std::uint32_t>(nodes.size());
            return true;
        }

        template<typename Source>
        bool content(Source& source, ondemand::json_type type, std::size_t place, std::size_t depth)
        {
            const bool container =
                type == ondemand::json_type::object || type == ondemand::json_type::array;
            if (container && depth >= kMaxDepth) {
                return fail(JsonProblem::TooDeep);
            }
            if (type == ondemand::json_type::object) {
                nodes[place].kind = JsonKind::Object;
                ondemand::object inner;
                if (const auto error = source.get_object().get(inner)) {
                    return fail(error);
                }
                return object(inner, place, depth);
            }
            if (type == ondemand::json_type::array) {
                nodes[place].kind = JsonKind::Array;
                ondemand::array inner;
                if (const auto error = source.get_array().get(inner)) {
                    return fail(error);
                }
                return array(inner, depth);
            }
            std::string_view token;
            if (!tokenOf(source, token)) {
                return scalar(token, nodes[place]) ? fail(JsonProblem::Syntax) : false;
            }
            return scalar(token, nodes[place]);
        }

        static bool tokenOf(ondemand::value& source, std::string_view& token)
        {
            token = source.raw_json_token();
            return !token.empty();
        }

        /// Takes a text. simdjson skips what was not asked for when it goes on, which would be
        /// wrong of a text: a colon behind it would pass.
        static bool take(ondemand::value& source)
        {
            ondemand::raw_json_string raw;
            return source.get_raw_json_string().get(raw) == simdjson::SUCCESS;
        }

        /// The token reaches to the next one, so nothing follows where it reaches to the end.
        bool tokenOf(ondemand::document& source, std::string_view& token) const
        {
            return rawToken(source, token) && token.data() + token.size() >= end;
        }

        static bool rawToken(ondemand::document& source, std::string_view& token)
        {
            return source.raw_json_token().get(token) == simdjson::SUCCESS;
        }

        static bool rawToken(ondemand::value& source, std::string_view& token)
        {
            token = source.raw_json_token();
            return true;
        }
    };
};

JsonRecordReader::JsonRecordReader()
    : m_parser(std::make_unique<Parser>())
{
}

JsonRecordReader::~JsonRecordReader() = default;

bool JsonRecordReader::parse(std::string_view text)
{
    m_nodes.clear();
    m_parser->used = 0;
    m_loneSurrogate = false;
    m_repeatsKey = false;
    Parser::Walk walk {*m_parser, m_nodes, text.data() + text.size()};
    ondemand::document document;
    const auto error =
        m_parser->simd
            .iterate(simdjson::padded_string_view(text.data(), text.size(), text.size() + kPadding))
            .get(document);
    bool good = error == simdjson::SUCCESS ? walk.value(document, {}, 0) : walk.fail(error);
    const bool container = good && m_nodes[0].kind >= JsonKind::Array;
    const char* rest = nullptr;
    if (container && document.current_location().get(rest) == simdjson::SUCCESS) {
        good = walk.fail(JsonProblem::Syntax); // something follows the value
    }
    m_problem = walk.problem;
    m_loneSurrogate = walk.loneSurrogate;
    m_repeatsKey = walk.repeatsKey;
    if (!good) {
        m_nodes.clear();
    }
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
    if (object < m_nodes.size() && m_nodes[object].kind == JsonKind::Object) {
        for (std::uint32_t i = object + 1; i < m_nodes[object].next; i = m_nodes[i].next) {
            if (m_nodes[i].key == key) {
                found = i;
            }
        }
    }
    return found;
}

} // namespace throughline::codec
