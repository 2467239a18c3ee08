#include "models/ingest/formats/syslog_line.h"

#include "models/base/text.h"
#include "models/base/time_parse.h"

#include <algorithm>
#include <array>

namespace throughline::ingest {

namespace {

constexpr std::uint32_t kHighestPriority = 191;
constexpr std::size_t kLongestTag = 128;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::size_t digitsAt(std::string_view text)
{
    const auto end = std::ranges::find_if_not(text, isAsciiDigit);
    return static_cast<std::size_t>(end - text.begin());
}

/// The text up to the next blank, which goes with it.
std::string_view takeWord(std::string_view& text)
{
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return word;
}

std::string_view unlessNil(std::string_view word)
{
    return word == "-" ? std::string_view() : word;
}

/// "<34>", in front of it perhaps the length that a stream counts by.
std::optional<std::uint32_t> takePriority(std::string_view& text)
{
    std::string_view rest = text;
    const std::size_t length = digitsAt(rest);
    if (length > 0 && rest.substr(length).starts_with(" <")) {
        rest.remove_prefix(length + 1);
    }
    if (!rest.starts_with('<')) {
        return std::nullopt;
    }
    rest.remove_prefix(1);
    const std::size_t digits = digitsAt(rest);
    if (digits == 0 || digits > 3 || !rest.substr(digits).starts_with('>')) {
        return std::nullopt;
    }
    const auto priority = parseUnsigned(rest.substr(0, digits));
    if (!priority || *priority > kHighestPriority) {
        return std::nullopt;
    }
    text = rest.substr(digits + 1);
    return static_cast<std::uint32_t>(*priority);
}

/// The length of "[id name="value"]...", quoted brackets passed over; 0: it does not end.
std::size_t dataLength(std::string_view text)
{
    bool inside = false;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            i += c == '\\' ? 1 : 0;
            quoted = c != '"';
        } else if (inside) {
            quoted = c == '"';
            inside = c != ']';
        } else if (c == '[') {
            inside = true;
        } else {
            return i;
        }
    }
    return inside || quoted ? 0 : text.size();
}

bool isTimeWithDate(std::string_view word)
{
    return word.find('T') != std::string_view::npos && parseIsoTime(word).has_value();
}

/// What follows the priority, where it is of RFC 5424: "1 time host app process id data message".
bool takeModern(std::string_view text, SyslogLine& line)
{
    const std::size_t digits = digitsAt(text);
    if (digits == 0 || digits > 2 || !text.substr(digits).starts_with(' ')) {
        return false;
    }
    text.remove_prefix(digits + 1);
    line.time = unlessNil(takeWord(text));
    if (!line.time.empty() && !isTimeWithDate(line.time)) {
        return false;
    }
    if (line.time.empty() && !line.priority) {
        return false;
    }
    line.form = SyslogLine::Form::Rfc5424;
    line.host = unlessNil(takeWord(text));
    line.app = unlessNil(takeWord(text));
    line.process = unlessNil(takeWord(text));
    line.messageId = unlessNil(takeWord(text));
    if (text.starts_with('[')) {
        const std::size_t length = dataLength(text);
        if (length == 0) {
            return false;
        }
        line.data = text.substr(0, length);
        text.remove_prefix(length);
    } else if (text.starts_with('-')) {
        text.remove_prefix(1);
    } else {
        return false;
    }
    text.remove_prefix(text.starts_with(' ') ? 1 : 0);
    text.remove_prefix(text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0);
    line.message = text;
    return true;
}

/// "app[12]: " or "app: "; false, and nothing taken, where the text begins with neither.
bool takeTag(std::string_view& text, SyslogLine& line)
{
    const std::size_t end = text.find_first_of(" :[");
    if (end == std::string_view::npos || end == 0 || end > kLongestTag || text[end] == ' ') {
        return false;
    }
    std::string_view rest = text.substr(end);
    std::string_view process;
    if (rest.starts_with('[')) {
        const std::size_t close = rest.find(']');
        if (close == std::string_view::npos || !rest.substr(close + 1).starts_with(':')) {
            return false;
        }
        process = rest.substr(1, close - 1);
        rest.remove_prefix(close + 1);
    }
    const bool ends = rest.size() == 1 || rest.starts_with(": ");
    if (!ends) {
        return false; // an address, or a time
    }
    line.app = text.substr(0, end);
    line.process = process;
    text = rest.substr(std::min<std::size_t>(2, rest.size()));
    return true;
}

bool isHost(std::string_view word)
{
    return !word.empty() && std::ranges::all_of(word, [](char c) {
        return isAsciiLetter(c) || isAsciiDigit(c) || c == '.' || c == '-' || c == '_' || c == ':';
    });
}

std::optional<int> monthOf(std::string_view word)
{
    static constexpr std::array<std::string_view, 12> kMonths {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto* found = std::ranges::find(kMonths, word);
    return found == kMonths.end() ? std::nullopt
                                  : std::optional(static_cast<int>(found - kMonths.begin()) + 1);
}

/// "10:00:00" or with decimals.
bool isClock(std::string_view text)
{
    const auto two = [text](std::size_t at) {
        return isAsciiDigit(text[at]) && isAsciiDigit(text[at + 1]);
    };
    return text.size() >= 8 && two(0) && text[2] == ':' && two(3) && text[5] == ':' && two(6)
        && (text.size() == 8 || (text[8] == '.' && digitsAt(text.substr(9)) == text.size() - 9));
}

} // namespace

std::optional<BsdTime> takeBsdTime(std::string_view& text)
{
    std::string_view rest = text;
    BsdTime time;
    const auto month = monthOf(takeWord(rest));
    rest.remove_prefix(rest.starts_with(' ') ? 1 : 0); // "Oct  1"
    const std::string_view dayWord = takeWord(rest);
    const auto day = dayWord.size() <= 2 ? parseUnsigned(dayWord) : std::nullopt;
    if (!month || !day || *day < 1 || *day > 31) {
        return std::nullopt;
    }
    std::string_view clock = takeWord(rest);
    if (clock.size() == 4 && digitsAt(clock) == 4) {
        time.year = static_cast<int>(*parseUnsigned(clock));
        clock = takeWord(rest);
    }
    clock.remove_suffix(clock.ends_with(':') ? 1 : 0);
    if (!isClock(clock)) {
        return std::nullopt;
    }
    time.month = *month;
    time.day = static_cast<int>(*day);
    time.clock = clock;
    text = rest;
    return time;
}

std::optional<SyslogLine> readSyslogLine(std::string_view text)
{
    SyslogLine line;
    line.priority = takePriority(text);
    if (takeModern(text, line)) {
        return line;
    }
    const std::optional<std::uint32_t> priority = line.priority;
    line = {};
    line.priority = priority;
    const std::string_view front = text;
    if (takeBsdTime(text)) {
        line.time = trim(front.substr(0, front.size() - text.size()));
    } else {
        line.form = SyslogLine::Form::Iso;
        line.time = takeWord(text);
        if (!isTimeWithDate(line.time)) {
            return std::nullopt;
        }
    }
    // What a program writes on its own machine names no host.
    if (!takeTag(text, line)) {
        std::string_view rest = text;
        const std::string_view host = takeWord(rest);
        if (isHost(host)) {
            line.host = host;
            text = rest;
            takeTag(text, line);
        }
    }
    line.message = text;
    return line;
}

std::vector<SyslogParameter> readSyslogData(std::string_view data)
{
    std::vector<SyslogParameter> parameters;
    std::string_view element;
    std::size_t i = 0;
    while (i < data.size()) {
        if (data[i] == '[') {
            const std::size_t end = std::min(data.find_first_of(" ]", i), data.size());
            element = data.substr(i + 1, end - i - 1);
            i = end;
            continue;
        }
        const std::size_t equals = data.find("=\"", i);
        if (data[i] == ']' || data[i] == ' ' || equals == std::string_view::npos) {
            ++i;
            continue;
        }
        SyslogParameter parameter {element, data.substr(i, equals - i), {}};
        for (i = equals + 2; i < data.size() && data[i] != '"'; ++i) {
            const bool escaped = data[i] == '\\' && i + 1 < data.size()
                && std::string_view("\"\\]").find(data[i + 1]) != std::string_view::npos;
            i += escaped ? 1 : 0;
            parameter.value += data[i];
        }
        ++i;
        parameters.push_back(std::move(parameter));
    }
    return parameters;
}

} // namespace throughline::ingest
