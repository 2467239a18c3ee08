#include "models/ingest/redact/json_tape.h"

#include "models/base/text.h"

#include <algorithm>

namespace throughline::ingest {

namespace {

constexpr std::size_t kDeepest = 256;

/// Reads one document without recursion; open containers are a stack of value numbers.
class TapeReader
{
public:
    explicit TapeReader(std::string_view text)
        : m_text(text)
    {
    }

    /// False: the text is not one whole array or object.
    bool read()
    {
        skipBlanks();
        if (m_at >= m_text.size() || (m_text[m_at] != '{' && m_text[m_at] != '[')) {
            return false;
        }
        do {
            if (!readNext()) {
                return false;
            }
        } while (!m_open.empty());
        skipBlanks();
        return m_at == m_text.size();
    }

    [[nodiscard]] std::vector<JsonPlace> take() { return std::move(m_places); }

private:
    void skipBlanks()
    {
        while (m_at < m_text.size()
               && (m_text[m_at] == ' ' || m_text[m_at] == '\n' || m_text[m_at] == '\r'
                   || m_text[m_at] == '\t')) {
            ++m_at;
        }
    }

    bool skipString()
    {
        if (m_at >= m_text.size() || m_text[m_at] != '"') {
            return false;
        }
        for (++m_at; m_at < m_text.size(); ++m_at) {
            if (m_text[m_at] == '\\') {
                ++m_at;
            } else if (m_text[m_at] == '"') {
                ++m_at;
                return true;
            }
        }
        return false;
    }

    /// A comma where one is due, then a key in an object; false on anything else.
    bool readSeparatorAndKey(JsonPlace& place)
    {
        const JsonPlace& container = m_places[m_open.back()];
        if (m_places.size() > m_open.back() + 1) {
            if (m_text[m_at] != ',') {
                return false;
            }
            ++m_at;
            skipBlanks();
        }
        if (container.type == JsonType::Array) {
            return true;
        }
        place.keyBegin = m_at;
        if (!skipString()) {
            return false;
        }
        place.keyEnd = m_at;
        skipBlanks();
        if (m_at >= m_text.size() || m_text[m_at] != ':') {
            return false;
        }
        ++m_at;
        skipBlanks();
        return true;
    }

    bool closeContainer()
    {
        JsonPlace& container = m_places[m_open.back()];
        ++m_at;
        container.end = m_at;
        container.next = static_cast<std::uint32_t>(m_places.size());
        m_open.pop_back();
        return true;
    }

    /// The next value, or the end of the innermost container.
    bool readNext()
    {
        JsonPlace place;
        skipBlanks();
        if (m_at >= m_text.size()) {
            return false;
        }
        if (!m_open.empty()) {
            const bool array = m_places[m_open.back()].type == JsonType::Array;
            if (m_text[m_at] == (array ? ']' : '}')) {
                return closeContainer();
            }
            if (!readSeparatorAndKey(place) || m_at >= m_text.size()) {
                return false;
            }
        }
        return readValue(place);
    }

    bool readValue(JsonPlace place)
    {
        place.begin = m_at;
        const char first = m_text[m_at];
        if (first == '{' || first == '[') {
            place.type = first == '{' ? JsonType::Object : JsonType::Array;
            m_open.push_back(m_places.size());
            m_places.push_back(place);
            ++m_at;
            return m_open.size() <= kDeepest;
        }
        if (first == '"') {
            place.type = JsonType::String;
            if (!skipString()) {
                return false;
            }
        } else if (!readScalar(place)) {
            return false;
        }
        place.end = m_at;
        place.next = static_cast<std::uint32_t>(m_places.size() + 1);
        m_places.push_back(place);
        return true;
    }

    bool readScalar(JsonPlace& place)
    {
        const std::size_t end =
            std::min(m_text.find_first_of(",]} \n\r\t:\"{[", m_at), m_text.size());
        const std::string_view word = m_text.substr(m_at, end - m_at);
        if (word == "null") {
            place.type = JsonType::Null;
        } else if (word == "true" || word == "false") {
            place.type = JsonType::Boolean;
        } else if (!word.empty() && (word[0] == '-' || isAsciiDigit(word[0]))) {
            place.type = JsonType::Number;
        } else {
            return false;
        }
        m_at = end;
        return true;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::vector<JsonPlace> m_places;
    std::vector<std::size_t> m_open;
};

void appendUtf8(std::string& text, std::uint32_t codePoint)
{
    const auto byte = [&text](std::uint32_t value) { text += static_cast<char>(value); };
    if (codePoint < 0x80) {
        byte(codePoint);
    } else if (codePoint < 0x800) {
        byte(0xC0U | codePoint >> 6U);
        byte(0x80U | (codePoint & 0x3FU));
    } else if (codePoint < 0x10000) {
        byte(0xE0U | codePoint >> 12U);
        byte(0x80U | (codePoint >> 6U & 0x3FU));
        byte(0x80U | (codePoint & 0x3FU));
    } else {
        byte(0xF0U | codePoint >> 18U);
        byte(0x80U | (codePoint >> 12U & 0x3FU));
        byte(0x80U | (codePoint >> 6U & 0x3FU));
        byte(0x80U | (codePoint & 0x3FU));
    }
}

/// The four digits behind \u at `at`, or -1.
std::int32_t unitAt(std::string_view text, std::size_t at)
{
    if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') {
        return -1;
    }
    std::int32_t unit = 0;
    for (const char c : text.substr(at + 2, 4)) {
        const int digit = hexDigitValue(c);
        if (digit < 0) {
            return -1;
        }
        unit = unit * 16 + digit;
    }
    return unit;
}

/// Appends what \u at `at` stands for; returns the length of the escape, 0 where it is none.
std::size_t appendEscapedUnit(std::string& text, std::string_view inner, std::size_t at)
{
    const std::int32_t unit = unitAt(inner, at);
    if (unit < 0) {
        return 0;
    }
    const std::int32_t second = unit >= 0xD800 && unit < 0xDC00 ? unitAt(inner, at + 6) : -1;
    if (second >= 0xDC00 && second < 0xE000) {
        appendUtf8(text,
                   0x10000U + (static_cast<std::uint32_t>(unit - 0xD800) << 10U)
                       + static_cast<std::uint32_t>(second - 0xDC00));
        return 12;
    }
    const bool lone = unit >= 0xD800 && unit < 0xE000;
    appendUtf8(text, lone ? 0xFFFDU : static_cast<std::uint32_t>(unit));
    return 6;
}

} // namespace

std::vector<JsonPlace> jsonPlaces(std::string_view text)
{
    TapeReader reader(text);
    return reader.read() ? reader.take() : std::vector<JsonPlace>();
}

std::string unescapeJson(std::string_view inner)
{
    static constexpr std::string_view kNames = "\"\\/bfnrt";
    static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    std::string text;
    text.reserve(inner.size());
    for (std::size_t at = 0; at < inner.size();) {
        if (inner[at] != '\\' || at + 1 >= inner.size()) {
            text += inner[at++];
            continue;
        }
        const std::size_t name = kNames.find(inner[at + 1]);
        if (name != std::string_view::npos) {
            text += kMeanings[name];
            at += 2;
            continue;
        }
        const std::size_t length = appendEscapedUnit(text, inner, at);
        if (length == 0) {
            text += inner[at];
        }
        at += std::max<std::size_t>(length, 1);
    }
    return text;
}

std::string quoteJson(std::string_view text)
{
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string quoted = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            quoted += '\\';
            quoted += c;
        } else if (c == '\n') {
            quoted += "\\n";
        } else if (c == '\t') {
            quoted += "\\t";
        } else if (byte < 0x20) {
            quoted += "\\u00";
            quoted += kDigits[byte >> 4U];
            quoted += kDigits[byte & 15U];
        } else {
            quoted += c;
        }
    }
    return quoted + "\"";
}

} // namespace throughline::ingest
