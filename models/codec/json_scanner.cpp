#include "models/codec/json_scanner.h"

#include <array>

namespace throughline::codec {

namespace {

using ByteSet = std::array<bool, 256>;

constexpr ByteSet setOf(std::string_view bytes)
{
    ByteSet set = {};
    for (const char byte : bytes) {
        set[static_cast<unsigned char>(byte)] = true;
    }
    return set;
}

constexpr ByteSet kStructure = setOf("\"{}[]");
constexpr ByteSet kStringEnds = setOf("\"\\");
constexpr ByteSet kScalarEnds = setOf(" \t\n\r\x1E,:\"{}[]");

const char* findAny(const ByteSet& set, const char* at, const char* end)
{
    while (at != end && !set[static_cast<unsigned char>(*at)]) {
        ++at;
    }
    return at;
}

} // namespace

void JsonScanner::start()
{
    m_mode = Mode::First;
    m_state = State::Running;
    m_tooDeep = false;
    m_depth = 0;
}

std::size_t JsonScanner::scan(std::string_view piece)
{
    const char* at = piece.data();
    const char* const end = at + piece.size();
    while (at != end && m_state == State::Running) {
        switch (m_mode) {
        case Mode::First:
            at = first(at);
            break;
        case Mode::Container:
            at = container(at, end);
            break;
        case Mode::String:
            at = string(at, end);
            break;
        case Mode::Escape:
            ++at;
            m_mode = Mode::String;
            break;
        case Mode::Scalar:
            at = scalar(at, end);
            break;
        }
    }
    return static_cast<std::size_t>(at - piece.data());
}

const char* JsonScanner::first(const char* at)
{
    switch (*at) {
    case '{':
    case '[':
        m_mode = Mode::Container;
        open(*at == '{');
        return at + 1;
    case '"':
        m_mode = Mode::String;
        return at + 1;
    default:
        m_mode = Mode::Scalar;
        return at + 1;
    }
}

const char* JsonScanner::container(const char* at, const char* end)
{
    at = findAny(kStructure, at, end);
    if (at == end) {
        return end;
    }
    switch (*at) {
    case '"':
        m_mode = Mode::String;
        break;
    case '{':
    case '[':
        open(*at == '{');
        break;
    default:
        close(*at == '}');
        break;
    }
    return m_state == State::Mismatched ? at : at + 1;
}

const char* JsonScanner::string(const char* at, const char* end)
{
    at = findAny(kStringEnds, at, end);
    if (at == end) {
        return end;
    }
    if (*at == '\\') {
        m_mode = Mode::Escape;
    } else {
        m_mode = Mode::Container;
        m_state = m_depth == 0 ? State::Complete : State::Running;
    }
    return at + 1;
}

const char* JsonScanner::scalar(const char* at, const char* end)
{
    at = findAny(kScalarEnds, at, end);
    if (at != end) {
        m_state = State::Complete;
    }
    return at;
}

void JsonScanner::open(bool isObject)
{
    if (m_depth < kJsonDepthLimit) {
        m_isObject[m_depth] = isObject;
    } else {
        m_tooDeep = true;
    }
    ++m_depth;
}

void JsonScanner::close(bool isObject)
{
    if (m_depth <= kJsonDepthLimit && m_isObject[m_depth - 1] != isObject) {
        m_state = State::Mismatched;
        return;
    }
    --m_depth;
    m_state = m_depth == 0 ? State::Complete : State::Running;
}

} // namespace throughline::codec
