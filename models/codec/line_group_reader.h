#pragma once

#include "models/codec/line_reader.h"

#include <functional>
#include <string>

namespace throughline::codec {

/// Joins the lines of a text to records: a record begins with a line that the predicate knows and
/// goes on to the next one, as a message with its stack does. Lines before the first beginning are
/// records of one line each. Line ends inside a record become LF; its length in the stream is kept.
/// Memory: one record of at most kLineLimitBytes; longer ones are cut between two lines, and the
/// rest follows line by line.
class LineGroupReader
{
public:
    using Begins = std::function<bool(std::string_view line)>;

    /// The source must outlive the reader.
    LineGroupReader(ByteSource& source, Begins begins, LineReaderOptions options = {});

    /// The next record; nullopt behind the last one. Errors as of LineReader, behind the record
    /// that was open.
    [[nodiscard]] Result<std::optional<Frame>> next();

private:
    /// Copies a line that outlives its reader's buffer.
    void keep(const Frame& line);

    LineReader m_lines;
    Begins m_begins;
    std::size_t m_limit;
    std::string m_text; ///< of the record given last
    std::string m_nextText; ///< the line behind it, if it was read already
    std::optional<Frame> m_next;
    std::optional<Error> m_failure;
    bool m_open = false; ///< m_next begins a record that further lines may join
};

} // namespace throughline::codec
