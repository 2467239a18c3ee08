#pragma once

#include "models/codec/line_reader.h"

#include <deque>
#include <functional>
#include <string>

namespace throughline::codec {

/// A stretch of a line.
struct LineStretch
{
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// What a line is of a record that its writer may have cut into several.
struct LinePart
{
    std::string_view stream; ///< a view into the line: parts of one record name the same one
    LineStretch text; ///< what the record's next part goes on with
    LineStretch mark; ///< says whether there is one; empty where the text itself says it
    bool goesOn = false; ///< the next line of this stream is a part of the same record
    /// Lines of its stream may add to the record, as those of a stack do.
    bool addable = false;
    /// This one does; in front of its text goes `separator`.
    bool adds = false;
    std::string_view separator {};
};

/// Most lines that are looked through for the rest of a record, and for what adds to a whole one.
inline constexpr std::size_t kMostPartLines = 10'000;
inline constexpr std::size_t kMostAddingLines = 1'000;

/// Joins lines that a container's runtime cut a long line of its program into, and lines of one
/// message, while lines of other streams may stand between them. Records come in the order of their
/// first lines, and are the first line with the text of the others behind its own, and with the
/// mark of the last. Their places do not overlap: a record's length is that of its lines up to the
/// first of another stream. What is never ended is a record as far as it goes: at the end of the
/// stream, behind kMostPartLines lines, and where it, or all that waits for it, is longer than the
/// limit. Memory: the limit.
class LinePartReader
{
public:
    /// nullopt: the line belongs to no stream.
    using PartOf = std::function<std::optional<LinePart>(std::string_view line)>;

    /// The source must outlive the reader.
    LinePartReader(ByteSource& source, PartOf partOf, LineReaderOptions options = {});

    /// The next record; nullopt behind the last one. Errors as of LineReader, behind the records
    /// that were begun.
    [[nodiscard]] Result<std::optional<Frame>> next();

private:
    enum class State : std::uint8_t
    {
        Done,
        Addable, ///< whole, but lines of its stream may add to it
        GoesOn ///< the next line of its stream is a part of it
    };

    /// A record, or a line that waits for one begun before it.
    struct Waiting
    {
        Frame frame;
        std::string text;
        std::string stream;
        std::size_t textEnd = 0; ///< where its next part goes
        LineStretch mark;
        State state = State::Done;
        std::size_t sinceLine = 0; ///< m_linesRead when its last line came
    };

    /// Takes a line; true: it is a record of its own that nothing stands before.
    bool take(const Frame& line);
    bool addTo(Waiting& record, const Frame& line, const LinePart& part);
    Waiting* openRecord(std::string_view stream);
    void insert(Waiting& record, std::string_view text);
    void join(Waiting& record, const Frame& line, const LinePart& part);
    static State stateBehind(const LinePart& part);
    void keep(const Frame& line, const std::optional<LinePart>& part);
    [[nodiscard]] bool mayGo(const Waiting& record) const;
    std::optional<Frame> takeFront();

    LineReader m_lines;
    PartOf m_partOf;
    std::size_t m_limit;
    std::deque<Waiting> m_waiting; ///< in order of their first lines
    std::size_t m_waitingBytes = 0;
    std::size_t m_linesRead = 0;
    std::string m_given; ///< text of the record given last
    std::optional<Error> m_failure;
    bool m_ended = false;
};

} // namespace throughline::codec
