#include "models/codec/json_writer.h"

#include "models/base/text.h"
#include "models/base/utf8.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace throughline::codec {

namespace {

/// 1 for the bytes a JSON string cannot hold as they are.
constexpr std::array<bool, 256> makeEscapeTable()
{
    std::array<bool, 256> table {};
    for (std::size_t i = 0; i < 0x20; ++i) {
        table[i] = true;
    }
    table['"'] = true;
    table['\\'] = true;
    table[0x7F] = true;
    return table;
}

constexpr std::array<bool, 256> kNeedsEscape = makeEscapeTable();

constexpr std::size_t kWord = sizeof(std::uint64_t);

std::uint64_t wordAt(const char* from)
{
    std::uint64_t word = 0;
    std::memcpy(&word, from, kWord);
    return word;
}

/// Whether one of eight bytes needs an escape.
[[gnu::always_inline]] inline bool needsEscape(std::uint64_t word)
{
    constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
    constexpr std::uint64_t kHighs = 0x8080808080808080ULL;
    const auto hasZero = [](std::uint64_t bytes) { return (bytes - kOnes) & ~bytes & kHighs; };
    const std::uint64_t control = (word - kOnes * 0x20U) & ~word & kHighs;
    return (control | hasZero(word ^ (kOnes * '"')) | hasZero(word ^ (kOnes * '\\'))
            | hasZero(word ^ (kOnes * 0x7FU)))
        != 0;
}

/// How many bytes at the start need no escape, counted in eights: most texts have none at all.
std::size_t plainBytes(std::string_view text)
{
    std::size_t at = 0;
    while (at + kWord <= text.size() && !needsEscape(wordAt(text.data() + at))) {
        at += kWord;
    }
    return at;
}

void appendEscape(std::string& json, char c)
{
    static constexpr std::string_view kDigits = "0123456789abcdef";
    switch (c) {
    case '"':
        json += "\\\"";
        break;
    case '\\':
        json += "\\\\";
        break;
    case '\n':
        json += "\\n";
        break;
    case '\r':
        json += "\\r";
        break;
    case '\t':
        json += "\\t";
        break;
    default:
        json += "\\u00";
        json += kDigits[static_cast<unsigned char>(c) >> 4U];
        json += kDigits[static_cast<unsigned char>(c) & 0xFU];
    }
}

} // namespace

void appendJsonString(std::string& json, std::string_view text)
{
    json += '"';
    std::size_t from = 0;
    for (std::size_t i = plainBytes(text); i < text.size(); ++i) {
        if (kNeedsEscape[static_cast<unsigned char>(text[i])]) {
            json += text.substr(from, i - from);
            appendEscape(json, text[i]);
            from = i + 1;
        }
    }
    json += text.substr(from);
    json += '"';
}

char* writePlainJsonString(char* to, std::string_view text)
{
    const std::size_t size = text.size();
    const char* const from = text.data();
    *to++ = '"';
    if (size >= kWord) {
        std::size_t at = 0;
        for (; at + kWord <= size; at += kWord) {
            const std::uint64_t word = wordAt(from + at);
            if (needsEscape(word)) {
                return nullptr;
            }
            std::memcpy(to + at, &word, kWord);
        }
        const std::uint64_t last = wordAt(from + size - kWord); // some bytes a second time
        if (needsEscape(last)) {
            return nullptr;
        }
        std::memcpy(to + size - kWord, &last, kWord);
    } else {
        for (std::size_t i = 0; i < size; ++i) {
            if (kNeedsEscape[static_cast<unsigned char>(from[i])]) {
                return nullptr;
            }
            to[i] = from[i];
        }
    }
    to[size] = '"';
    return to + size + 1;
}

void JsonWriter::newLine()
{
    if (m_indent > 0) {
        m_text += '\n';
        m_text.append(m_filled.size() * static_cast<std::size_t>(m_indent), ' ');
    }
}

void JsonWriter::separate()
{
    if (m_afterKey) {
        m_afterKey = false;
        return;
    }
    if (!m_filled.empty()) {
        if (m_filled.back()) {
            m_text += ',';
        }
        m_filled.back() = true;
        newLine();
    }
}

JsonWriter& JsonWriter::beginObject()
{
    separate();
    m_text += '{';
    m_filled.push_back(false);
    return *this;
}

JsonWriter& JsonWriter::endObject()
{
    const bool filled = m_filled.back();
    m_filled.pop_back();
    if (filled) {
        newLine();
    }
    m_text += '}';
    return *this;
}

JsonWriter& JsonWriter::beginArray()
{
    separate();
    m_text += '[';
    m_filled.push_back(false);
    return *this;
}

JsonWriter& JsonWriter::endArray()
{
    const bool filled = m_filled.back();
    m_filled.pop_back();
    if (filled) {
        newLine();
    }
    m_text += ']';
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name)
{
    separate();
    appendJsonString(m_text, name);
    m_text += m_indent > 0 ? ": " : ":";
    m_afterKey = true;
    return *this;
}

JsonWriter& JsonWriter::value(std::string_view text)
{
    separate();
    if (isValidUtf8(text)) {
        appendJsonString(m_text, text);
    } else {
        appendJsonString(m_text, repairUtf8(text)); // names of files may be any bytes
    }
    return *this;
}

JsonWriter& JsonWriter::value(bool flag)
{
    return raw(flag ? "true" : "false");
}

JsonWriter& JsonWriter::value(double number)
{
    return std::isfinite(number) ? raw(formatDouble(number)) : null();
}

JsonWriter& JsonWriter::value(std::int64_t number)
{
    return raw(std::to_string(number));
}

JsonWriter& JsonWriter::value(std::uint64_t number)
{
    return raw(std::to_string(number));
}

JsonWriter& JsonWriter::null()
{
    return raw("null");
}

JsonWriter& JsonWriter::raw(std::string_view json)
{
    separate();
    m_text += json;
    return *this;
}

JsonWriter& JsonWriter::value(const std::vector<std::string>& texts)
{
    beginArray();
    for (const std::string& text : texts) {
        value(text);
    }
    return endArray();
}

JsonWriter& JsonWriter::textOrNull(std::string_view name, std::string_view text)
{
    key(name);
    return text.empty() ? null() : value(text);
}

} // namespace throughline::codec
