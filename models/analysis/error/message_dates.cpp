#include "models/analysis/error/message_scan.h"
#include "models/analysis/error/message_tokens.h"
#include "models/base/text.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace throughline::analysis {

using namespace scan;

namespace {

constexpr auto kMonths = std::to_array<std::string_view>(
    {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"});
constexpr auto kWeekdays =
    std::to_array<std::string_view>({"mon", "tue", "wed", "thu", "fri", "sat", "sun"});

/// A place in the text that moves on when something is read; a failed read leaves it where it was.
class Scan
{
public:
    Scan(std::string_view text, std::size_t at)
        : m_text(text)
        , m_at(at)
    {
    }

    [[nodiscard]] std::size_t at() const { return m_at; }

    [[nodiscard]] char next() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }

    bool character(std::string_view choices)
    {
        const bool found = m_at < m_text.size() && choices.find(next()) != std::string_view::npos;
        m_at += found ? 1 : 0;
        return found;
    }

    /// A whole run of digits whose length and value lie in these bounds.
    bool number(std::size_t minDigits, std::size_t maxDigits, int low, int high)
    {
        std::size_t end = m_at;
        int value = 0;
        while (end < m_text.size() && isAsciiDigit(m_text[end]) && end - m_at <= maxDigits) {
            value = value * 10 + (m_text[end] - '0');
            ++end;
        }
        const std::size_t length = end - m_at;
        const bool found =
            length >= minDigits && length <= maxDigits && value >= low && value <= high;
        m_at = found ? end : m_at;
        return found;
    }

    bool fraction()
    {
        const std::size_t start = m_at;
        if (!character(".,") || !isAsciiDigit(next())) {
            m_at = start;
            return false;
        }
        while (isAsciiDigit(next())) {
            ++m_at;
        }
        return true;
    }

    /// A name by its first three letters, written out or not, with or without a point.
    template<typename Table>
    bool name(const Table& table)
    {
        const std::string_view start = m_text.substr(m_at, 3);
        const bool known = std::any_of(table.begin(), table.end(), [start](std::string_view entry) {
            return equalsIgnoringAsciiCase(entry, start);
        });
        if (!known) {
            return false;
        }
        std::size_t end = m_at;
        while (end < m_text.size() && end - m_at <= 9 && isAsciiLetter(m_text[end])) {
            ++end;
        }
        if (!isWholeName(m_text.substr(m_at, end - m_at))) {
            return false;
        }
        m_at = end;
        character(".");
        return true;
    }

    void restore(std::size_t at) { m_at = at; }

private:
    /// "march" is a month, "marker" is not.
    static bool isWholeName(std::string_view word)
    {
        static constexpr auto kLong = std::to_array<std::string_view>(
            {"january", "february", "march", "april", "june", "july", "august", "sept", "september",
             "october", "november", "december", "monday", "tuesday", "wednesday", "thursday",
             "friday", "saturday", "sunday"});
        return word.size() == 3
            || std::any_of(kLong.begin(), kLong.end(), [word](std::string_view name) {
                   return equalsIgnoringAsciiCase(name, word);
               });
    }

    std::string_view m_text;
    std::size_t m_at;
};

/// 15:04:05, 15:04:05.123, 3:04:05 PM.
bool readClock(Scan& scan, bool secondsNeeded)
{
    const std::size_t start = scan.at();
    if (!scan.number(1, 2, 0, 24) || !scan.character(":") || !scan.number(2, 2, 0, 59)) {
        scan.restore(start);
        return false;
    }
    const std::size_t minutes = scan.at();
    if (!scan.character(":") || !scan.number(2, 2, 0, 60)) {
        scan.restore(secondsNeeded ? start : minutes);
        return !secondsNeeded;
    }
    scan.fraction();
    const std::size_t seconds = scan.at();
    scan.character(" ");
    if (!scan.character("AaPp") || !scan.character("Mm")) {
        scan.restore(seconds);
    }
    return true;
}

/// Z, UTC, GMT, +02:00, -0500, with a blank before it or not.
void readZone(Scan& scan)
{
    const std::size_t start = scan.at();
    scan.character(" ");
    if (scan.character("Zz")) {
        if (isWordCharacter(scan.next())) {
            scan.restore(start);
        }
        return;
    }
    if (scan.character("+-")) {
        if (scan.number(4, 4, 0, 1400)) {
            return;
        }
        if (scan.number(2, 2, 0, 14) && scan.character(":") && scan.number(2, 2, 0, 59)) {
            return;
        }
        scan.restore(start);
        return;
    }
    const bool utc = scan.character("U") && scan.character("T") && scan.character("C");
    const bool gmt = !utc && scan.character("G") && scan.character("M") && scan.character("T");
    if ((!utc && !gmt) || isWordCharacter(scan.next())) {
        scan.restore(start);
    }
}

/// The time of day behind a date, if one stands there.
void readTimeBehind(Scan& scan)
{
    const std::size_t start = scan.at();
    scan.character(",");
    if (scan.character("Tt :")) {
        scan.character(" ");
        if (readClock(scan, false)) {
            readZone(scan);
            return;
        }
    }
    scan.restore(start);
}

/// 2024-01-02 and 2024/1/2.
bool readYearFirst(Scan& scan)
{
    for (const std::string_view separator : {"-", "/", "."}) {
        Scan attempt = scan;
        if (attempt.number(4, 4, 1900, 2199) && attempt.character(separator)
            && attempt.number(1, 2, 1, 12) && attempt.character(separator)
            && attempt.number(1, 2, 1, 31)) {
            readTimeBehind(attempt);
            scan = attempt;
            return true;
        }
    }
    return false;
}

/// 02.01.2024 and 1/2/2024.
bool readYearLast(Scan& scan)
{
    for (const std::string_view separator : {"-", "/", "."}) {
        Scan attempt = scan;
        if (attempt.number(1, 2, 1, 31) && attempt.character(separator)
            && attempt.number(1, 2, 1, 31) && attempt.character(separator)
            && attempt.number(4, 4, 1900, 2199)) {
            readTimeBehind(attempt);
            scan = attempt;
            return true;
        }
    }
    return false;
}

/// 02 Jan 2006 15:04:05, 12/Mar/2024:10:00:00 +0000.
bool readNamedMonth(Scan& scan)
{
    Scan attempt = scan;
    if (!attempt.number(1, 2, 1, 31) || !attempt.character(" /-") || !attempt.name(kMonths)
        || !attempt.character(" /-") || !attempt.number(4, 4, 1900, 2199)) {
        return false;
    }
    readTimeBehind(attempt);
    scan = attempt;
    return true;
}

/// Jan 2, 2006 and Jan  2 15:04:05 2006; a year or a time of day must be there.
bool readMonthFirst(Scan& scan)
{
    Scan attempt = scan;
    if (!attempt.name(kMonths) || !attempt.character(" ")) {
        return false;
    }
    attempt.character(" ");
    if (!attempt.number(1, 2, 1, 31)) {
        return false;
    }
    attempt.character(",");
    if (!attempt.character(" ")) {
        return false;
    }
    if (readClock(attempt, true)) {
        const std::size_t clock = attempt.at();
        if (!attempt.character(" ") || !attempt.number(4, 4, 1900, 2199)) {
            attempt.restore(clock);
        }
    } else if (attempt.number(4, 4, 1900, 2199)) {
        readTimeBehind(attempt);
    } else {
        return false;
    }
    scan = attempt;
    return true;
}

/// Mon, 02 Jan 2006 15:04:05 GMT.
bool readWeekdayFirst(Scan& scan)
{
    Scan attempt = scan;
    if (!attempt.name(kWeekdays)) {
        return false;
    }
    attempt.character(",");
    if (!attempt.character(" ") || (!readNamedMonth(attempt) && !readMonthFirst(attempt))) {
        return false;
    }
    scan = attempt;
    return true;
}

/// 20240102T150405Z.
bool readCompact(Scan& scan)
{
    Scan attempt = scan;
    if (!attempt.number(8, 8, 19'000'101, 21'991'231) || !attempt.character("T")
        || !attempt.number(6, 6, 0, 235'960)) {
        return false;
    }
    attempt.fraction();
    readZone(attempt);
    scan = attempt;
    return true;
}

bool readBareClock(Scan& scan)
{
    Scan attempt = scan;
    if (!readClock(attempt, true)) {
        return false;
    }
    readZone(attempt);
    scan = attempt;
    return true;
}

} // namespace

std::size_t matchDateTime(std::string_view text, std::size_t at)
{
    Scan scan(text, at);
    const bool found = isAsciiDigit(text[at]) ? readYearFirst(scan) || readYearLast(scan)
            || readNamedMonth(scan) || readCompact(scan) || readBareClock(scan)
                                              : readWeekdayFirst(scan) || readMonthFirst(scan);
    return found && !isWordCharacter(scan.next()) ? scan.at() : 0;
}

} // namespace throughline::analysis
