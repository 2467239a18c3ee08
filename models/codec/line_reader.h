#pragma once

#include "models/codec/stream_window.h"

namespace throughline::codec {

struct LineReaderOptions
{
    std::size_t limitBytes = kLineLimitBytes; ///< longer lines come as their head only
    std::size_t windowBytes = kWindowBytes;
};

/// Cuts a stream into lines at LF and CR LF; empty lines are lines, the end of the last one may
/// be missing. No copy is made. Memory: the window, at most about twice the limit. One pass.
class LineReader
{
public:
    /// The source must outlive the reader.
    explicit LineReader(ByteSource& source, LineReaderOptions options = {});

    /// The next line; nullopt behind the last one. An error of the source comes after all lines
    /// that were whole before it; the begun one is not given. The error stays.
    [[nodiscard]] Result<std::optional<Frame>> next();

    /// Goes on where another reader stood. To be called before the first next(). Error: BadInput
    /// where the stream is shorter.
    [[nodiscard]] Result<void> startAt(StreamPosition position);

    /// Where the next line begins.
    [[nodiscard]] StreamPosition position() const;

private:
    Frame cut(std::size_t length, std::size_t lineEndLength);
    Result<std::optional<Frame>> cutOversized();

    StreamWindow m_window;
    std::size_t m_limit;
    std::size_t m_searched = 0; ///< unread bytes that hold no line end
    std::uint64_t m_line = 1;
    std::string m_head; ///< of an oversized line
};

} // namespace throughline::codec
