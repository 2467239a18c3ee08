#include "models/codec/array_reader.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace throughline::codec {

namespace {

constexpr std::size_t kKeyLimitBytes = 64U << 10U;
constexpr std::size_t kMemberLimitBytes = 1U << 20U;
constexpr std::size_t kEnvelopeLimitBytes = 4U << 20U;
constexpr std::size_t kEnvelopeLimitMembers = 1000;
constexpr std::string_view kRoot = "$";

/// The text of a JSON string, quotes included; nullopt where it is none.
std::optional<std::string> decodeString(std::string_view json)
{
    if (json.find('\\') == std::string_view::npos) {
        return std::string(json.substr(1, json.size() - 2));
    }
    const nlohmann::json value = nlohmann::json::parse(json, nullptr, false);
    return value.is_string() ? std::optional(value.get<std::string>()) : std::nullopt;
}

} // namespace

ArrayReader::ArrayReader(ByteSource& source, ArrayReaderOptions options)
    : m_framer(source, options.windowBytes)
    , m_options(std::move(options))
    , m_position(m_framer.position())
{
}

Result<std::optional<Frame>> ArrayReader::next()
{
    if (m_failure) {
        return *m_failure;
    }
    Result<std::optional<Frame>> frame = read();
    if (!frame.ok()) {
        m_failure = frame.error();
    }
    return frame;
}

Result<std::optional<Frame>> ArrayReader::read()
{
    while (true) {
        TL_ASSIGN(const std::optional<char> token, m_framer.token());
        if (!token) {
            return end();
        }
        TL_ASSIGN(const std::optional<Frame> frame, step(*token));
        if (frame && frame->offset >= m_resumeAt) {
            return frame;
        }
    }
}

Result<std::optional<Frame>> ArrayReader::end()
{
    if (m_place != Place::Document) {
        return m_framer.truncated();
    }
    // Skipping to a place behind the end says that the stream became shorter.
    TL_TRY(m_framer.startAt({m_resumeAt, m_framer.position().line}));
    return std::optional<Frame>();
}

Result<std::optional<Frame>> ArrayReader::step(char token)
{
    if (m_place == Place::FirstElement || m_place == Place::NextElement) {
        return stepInArray(token);
    }
    TL_TRY(m_place == Place::Document ? beginDocument(token) : stepInObject(token));
    return std::optional<Frame>();
}

Result<void> ArrayReader::beginDocument(char token)
{
    if (std::string_view("]},:").find(token) != std::string_view::npos) {
        return m_framer.malformed("a value");
    }
    ++m_documentCount;
    m_envelope.clear();
    m_envelopeBytes = 0;
    return readValue(std::string(kRoot), token);
}

/// Enters a wanted array or an object on the way to one; keeps or passes over all else.
Result<void> ArrayReader::readValue(const std::string& path, char token)
{
    const auto& paths = m_options.paths;
    const auto found = std::find(paths.begin(), paths.end(), path);
    if (token == '[' && found != paths.end()) {
        m_framer.takeToken();
        m_target = static_cast<std::size_t>(found - paths.begin());
        ++m_arrayCount;
        m_place = Place::FirstElement;
        return {};
    }
    if (token == '{' && leadsToTarget(path)) {
        m_framer.takeToken();
        m_open.push_back(path);
        m_place = Place::FirstMember;
        return {};
    }
    TL_TRY(keepMember(path));
    m_place = m_open.empty() ? Place::Document : Place::NextMember;
    return {};
}

bool ArrayReader::leadsToTarget(const std::string& path) const
{
    const auto& paths = m_options.paths;
    return std::any_of(paths.begin(), paths.end(), [&path](const std::string& target) {
        return path == kRoot ? target != kRoot : target.starts_with(path + '.');
    });
}

Result<void> ArrayReader::keepMember(const std::string& path)
{
    const StreamPosition position = m_framer.position();
    const OpenScalar atEnd = m_open.empty() ? OpenScalar::Whole : OpenScalar::Cut;
    TL_ASSIGN(const Frame frame, m_framer.value(kMemberLimitBytes, atEnd));
    if (m_envelope.size() < kEnvelopeLimitMembers) {
        const bool fits =
            frame.whole() && m_envelopeBytes + frame.text.size() <= kEnvelopeLimitBytes;
        m_envelope.push_back(
            {path, fits ? std::string(frame.text) : std::string(), position, !fits});
        m_envelopeBytes += fits ? frame.text.size() : 0;
    }
    return {};
}

Result<void> ArrayReader::stepInObject(char token)
{
    if (token == '}') {
        m_framer.takeToken();
        close();
        return {};
    }
    if (m_place == Place::NextMember) {
        if (token != ',') {
            return m_framer.malformed("a comma or }");
        }
        m_framer.takeToken();
    }
    return readMember();
}

Result<void> ArrayReader::readMember()
{
    TL_ASSIGN(const std::string key, readKey());
    TL_ASSIGN(const std::optional<char> colon, m_framer.token());
    if (!colon) {
        return m_framer.truncated();
    }
    if (*colon != ':') {
        return m_framer.malformed("a colon");
    }
    m_framer.takeToken();
    TL_ASSIGN(const std::optional<char> token, m_framer.token());
    if (!token) {
        return m_framer.truncated();
    }
    if (std::string_view("]},:").find(*token) != std::string_view::npos) {
        return m_framer.malformed("a value");
    }
    return readValue(m_open.size() == 1 ? key : m_open.back() + '.' + key, *token);
}

Result<std::string> ArrayReader::readKey()
{
    TL_ASSIGN(const std::optional<char> token, m_framer.token());
    if (!token) {
        return m_framer.truncated();
    }
    if (*token != '"') {
        return m_framer.malformed("a key");
    }
    TL_ASSIGN(const Frame frame, m_framer.value(kKeyLimitBytes, OpenScalar::Cut));
    std::optional<std::string> key = decodeString(frame.text);
    if (frame.oversized || !key) {
        return m_framer.malformed("a key before this place");
    }
    return *std::move(key);
}

Result<std::optional<Frame>> ArrayReader::stepInArray(char token)
{
    if (token == ']') {
        m_framer.takeToken();
        m_place = m_open.empty() ? Place::Document : Place::NextMember;
        return std::optional<Frame>();
    }
    if (m_place == Place::NextElement) {
        if (token != ',') {
            return m_framer.malformed("a comma or ]");
        }
        m_framer.takeToken();
        TL_ASSIGN(const std::optional<char> behind, m_framer.token());
        if (!behind) {
            return m_framer.truncated();
        }
        token = *behind;
    }
    if (std::string_view("]},:").find(token) != std::string_view::npos) {
        return m_framer.malformed("an element");
    }
    TL_ASSIGN(const Frame frame, m_framer.value(m_options.limitBytes, OpenScalar::Cut));
    m_place = Place::NextElement;
    m_position = m_framer.position();
    return std::optional(frame);
}

void ArrayReader::close()
{
    m_open.pop_back();
    m_place = m_open.empty() ? Place::Document : Place::NextMember;
}

} // namespace throughline::codec
