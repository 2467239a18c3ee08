#pragma once

#include "models/codec/json_scanner.h"
#include "models/codec/stream_window.h"

namespace throughline::codec {

/// What is wrong with a document as a whole, beyond single values.
enum class DocumentProblem : std::uint8_t
{
    None,
    Truncated, ///< the stream ends before the document does
    Malformed ///< a comma, colon or bracket is missing or out of place
};

/// What a number at the very end of the stream is.
enum class OpenScalar : std::uint8_t
{
    Whole, ///< a document of its own
    Cut ///< more must follow, so it may not be whole
};

/// Takes a JSON stream apart token by token and value by value, and keeps count of lines. The
/// common ground of DocumentReader and ArrayReader.
class JsonFramer
{
public:
    JsonFramer(ByteSource& source, std::size_t windowBytes)
        : m_window(source, windowBytes)
    {
    }

    /// Passes over white space; the byte behind it, not taken, or nullopt at the end.
    [[nodiscard]] Result<std::optional<char>> token();

    /// Takes the byte that token() gave.
    void takeToken();

    /// Takes the value that token() stands at. Beyond the limit, or too deep, it is passed over
    /// and only its head kept.
    [[nodiscard]] Result<Frame> value(std::size_t limitBytes, OpenScalar atEnd);

    /// Where the next byte stands.
    [[nodiscard]] StreamPosition position() const;

    /// Passes over bytes without looking at them.
    [[nodiscard]] Result<void> startAt(StreamPosition position);

    /// BadInput that names the place; problem() remembers the kind.
    [[nodiscard]] Error truncated();
    [[nodiscard]] Error malformed(std::string_view expected);

    [[nodiscard]] DocumentProblem problem() const { return m_problem; }

private:
    void take(std::size_t count);
    void dropScanned(std::size_t count);
    Frame finish(Frame frame, std::size_t scanned, std::size_t limitBytes);
    [[nodiscard]] std::string place() const;

    StreamWindow m_window;
    JsonScanner m_scanner;
    std::uint64_t m_line = 1;
    std::uint64_t m_dropped = 0; ///< bytes of the value that are gone
    std::string m_head; ///< the first of them
    DocumentProblem m_problem = DocumentProblem::None;
};

} // namespace throughline::codec
