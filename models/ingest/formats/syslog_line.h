#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::ingest {

/// One line of syslog, taken apart; views into the line. What it does not tell is empty.
struct SyslogLine
{
    /// How the time is written.
    enum class Form : std::uint8_t
    {
        Rfc5424, ///< the whole line is of RFC 5424
        Iso, ///< RFC 3164 with a time of ISO 8601
        Bsd ///< RFC 3164: "Oct  1 10:00:00"
    };

    Form form = Form::Bsd;
    std::optional<std::uint32_t> priority; ///< facility times eight, plus severity
    std::string_view time;
    std::string_view host;
    std::string_view app;
    std::string_view process; ///< digits, as a rule
    std::string_view messageId;
    std::string_view data; ///< "[id name="value"][...]", of RFC 5424
    std::string_view message;
};

/// A line of RFC 5424 or RFC 3164, with or without its priority, as senders and daemons write them;
/// nullopt: it begins with no such header.
[[nodiscard]] std::optional<SyslogLine> readSyslogLine(std::string_view line);

/// One parameter of structured data, its escapes undone.
struct SyslogParameter
{
    std::string_view element; ///< "exampleSDID@32473"
    std::string_view name;
    std::string value;
};

[[nodiscard]] std::vector<SyslogParameter> readSyslogData(std::string_view data);

/// A time of RFC 3164 by its parts; the year where the sender adds it.
struct BsdTime
{
    int month = 1;
    int day = 1;
    std::optional<int> year;
    std::string_view clock; ///< "10:00:00.123"
};

/// A time of RFC 3164 at the begin of the text, which loses it; nullopt: there is none.
[[nodiscard]] std::optional<BsdTime> takeBsdTime(std::string_view& text);

} // namespace throughline::ingest
