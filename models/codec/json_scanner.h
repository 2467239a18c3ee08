#pragma once

#include "models/codec/frame.h"

#include <bitset>

namespace throughline::codec {

/// Finds the end of one JSON value in a text that comes in pieces. It looks at strings, escapes
/// and brackets only: whatever else is wrong with the value is for its parser to say.
class JsonScanner
{
public:
    enum class State : std::uint8_t
    {
        Running, ///< the value goes on behind what was seen
        Complete,
        Mismatched ///< a bracket was closed by one of the other kind
    };

    /// Gets ready for the next value.
    void start();

    /// Looks at the next piece, which begins with the value's first byte right after start().
    /// Returns how many of its bytes belong to the value, or stand before the mismatch.
    std::size_t scan(std::string_view piece);

    [[nodiscard]] State state() const { return m_state; }

    /// More than kJsonDepthLimit levels; brackets below are counted only.
    [[nodiscard]] bool tooDeep() const { return m_tooDeep; }

    /// The value is a number or a word, which only its neighbour ends.
    [[nodiscard]] bool isScalar() const { return m_mode == Mode::Scalar; }

private:
    enum class Mode : std::uint8_t
    {
        First,
        Container,
        String,
        Escape,
        Scalar
    };

    const char* first(const char* at);
    const char* container(const char* at, const char* end);
    const char* string(const char* at, const char* end);
    const char* scalar(const char* at, const char* end);
    void open(bool isObject);
    void close(bool isObject);

    Mode m_mode = Mode::First;
    State m_state = State::Running;
    bool m_tooDeep = false;
    std::uint64_t m_depth = 0;
    std::bitset<kJsonDepthLimit> m_isObject; ///< per open level
};

/// Blank, tab, LF, CR; and RS, which begins each text of a JSON text sequence (RFC 7464).
[[nodiscard]] constexpr bool isJsonSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\x1E';
}

} // namespace throughline::codec
