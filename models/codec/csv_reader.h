#pragma once

#include "models/codec/stream_window.h"

#include <string>
#include <string_view>
#include <vector>

namespace throughline::codec {

/// How a table in text separates and quotes its fields.
struct CsvDialect
{
    char delimiter = ','; ///< of TSV a tab
    char quote = '"'; ///< doubled inside a quoted field

    bool operator==(const CsvDialect&) const = default;
};

struct CsvReaderOptions
{
    CsvDialect dialect {};
    std::size_t limitBytes = kLineLimitBytes; ///< longer rows come as their head only
    std::size_t windowBytes = kWindowBytes;
};

/// Cuts a table (RFC 4180) into rows at LF and CR LF outside quotes; the row stays as it is
/// written. A field is quoted when its first byte is a quote. Where a quote stays open to the end
/// of the stream or beyond the limit, the row ends with its first line, so that one stray quote
/// costs one row and not the rest; CsvRow tells of it. Memory: the window, at most about twice the
/// limit. One pass, linear.
class CsvReader
{
public:
    /// The source must outlive the reader.
    explicit CsvReader(ByteSource& source, CsvReaderOptions options = {});

    /// The next row; nullopt behind the last one. An empty line is a row of no text. An error of
    /// the source comes after all rows that were whole before it, and stays.
    [[nodiscard]] Result<std::optional<Frame>> next();

private:
    enum class State : std::uint8_t
    {
        FieldStart,
        Plain,
        Quoted,
        QuoteInQuoted ///< doubled, or the end of the quoted part
    };

    [[nodiscard]] std::size_t scan(std::string_view unread);
    Result<std::optional<Frame>> atEnd(std::size_t size);
    Frame cut(std::size_t length, std::size_t lineEndLength);
    Result<std::optional<Frame>> cutFirstLine();

    StreamWindow m_window;
    CsvReaderOptions m_options;
    State m_state = State::FieldStart;
    std::size_t m_scanned = 0; ///< unread bytes the state stands behind
    std::uint64_t m_line = 1;
    std::string m_head; ///< of an oversized row
};

/// The fields of one row.
class CsvRow
{
public:
    explicit CsvRow(CsvDialect dialect = {})
        : m_dialect(dialect)
    {
    }

    /// Splits a row as CsvReader gives it. False: a quote is not closed, or something other than a
    /// delimiter stands behind a closing one; fields() is then what was read so far.
    bool parse(std::string_view row);

    /// Without quotes, doubled ones single. Valid until the next parse and as long as the row.
    [[nodiscard]] const std::vector<std::string_view>& fields() const { return m_fields; }

private:
    /// The end of the quoted field that begins at `from`; npos: it is not well-formed.
    std::size_t takeQuoted(std::string_view row, std::size_t from);

    CsvDialect m_dialect;
    std::vector<std::string_view> m_fields;
    std::string m_unquoted; ///< texts of fields with doubled quotes, room for the whole row
};

} // namespace throughline::codec
