#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace throughline::codec {

/// One key=value of a line.
struct LogfmtPair
{
    std::string_view key;
    std::string_view value; ///< unescaped
    bool quoted = false;
    bool alone = false; ///< a key without =

    bool operator==(const LogfmtPair&) const = default;
};

/// Takes lines of key=value pairs apart (logfmt): blanks between pairs, values with blanks in
/// double quotes with the escapes \" \\ \n \r \t, a key alone for a flag. As Python prints values,
/// they may also stand in single quotes, or be a list in brackets, which stay; where these are not
/// closed in front of a blank, the value is what stands up to the next one.
class LogfmtReader
{
public:
    /// False: a quote is not closed, something stands right behind a closing one, or a key is
    /// missing or holds a quote. Linear; no allocation once it has grown.
    bool parse(std::string_view line);

    /// Valid until the next parse and as long as the line.
    [[nodiscard]] const std::vector<LogfmtPair>& pairs() const { return m_pairs; }

private:
    bool takeQuoted(std::string_view line, std::size_t& at, LogfmtPair& pair);
    bool takePrinted(std::string_view line, std::size_t& at, LogfmtPair& pair);

    std::vector<LogfmtPair> m_pairs;
    std::string m_unescaped; ///< room for the whole line
    int m_tries = 0; ///< left in this line, to find where printed values end
};

} // namespace throughline::codec
