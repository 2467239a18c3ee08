#include "models/analysis/error/line_template.h"

#include "models/analysis/error/message_scan.h"
#include "models/analysis/error/message_tokens.h"
#include "models/analysis/error/status_context.h"
#include "models/base/text.h"

#include <algorithm>
#include <array>

namespace throughline::analysis {

using namespace scan;

namespace {

constexpr std::string_view kTokenOpen = "\xE2\x80\xB9"; ///< the single angle quotes of redaction
constexpr std::string_view kTokenClose = "\xE2\x80\xBA";
constexpr std::size_t kMaxToken = 96;
constexpr std::size_t kAttachedDigits = 5; ///< in "ORD10045"; error codes like P2002 are shorter

/// What stands in a text; decides which recognisers are worth a try.
struct Contents
{
    bool digit = false;
    bool at = false;
    bool scheme = false;
    bool dot = false;
    bool localhost = false;
};

Contents contentsOf(std::string_view line)
{
    Contents contents;
    for (const char c : line) {
        contents.digit = contents.digit || isAsciiDigit(c);
        contents.at = contents.at || c == '@';
        contents.dot = contents.dot || c == '.';
    }
    contents.scheme =
        line.find("://") != std::string_view::npos || line.find("www.") != std::string_view::npos;
    contents.localhost = line.find("localhost") != std::string_view::npos;
    return contents;
}

/// Replaces what varies in one line, from left to right; at each place in the order of the rules.
class LineTemplate
{
public:
    explicit LineTemplate(std::string_view line)
        : m_line(line)
        , m_contents(contentsOf(line))
    {
        m_result.reserve(line.size());
    }

    std::string build()
    {
        while (m_at < m_line.size()) {
            if (!readToken() && !readWord()) {
                m_status.mark(m_line[m_at]);
                m_result += m_line[m_at++];
            }
        }
        return std::move(m_result);
    }

private:
    void put(std::string_view placeholder, std::size_t end)
    {
        m_result += placeholder;
        m_at = end;
    }

    bool startsToken() const { return m_at == 0 || !isWordCharacter(m_line[m_at - 1]); }

    bool readToken()
    {
        if (m_line.substr(m_at, kTokenOpen.size()) == kTokenOpen) {
            return readRedaction();
        }
        if (!startsToken()) {
            return false;
        }
        const char c = m_line[m_at];
        const bool word = isWordCharacter(c);
        if (word && readAddress()) {
            return true;
        }
        if (!m_contents.digit || (word && isPlainWord())) {
            return false;
        }
        return readDigits(word, c);
    }

    /// Letters only, with nothing behind them that could make them part of an address or a date.
    [[nodiscard]] bool isPlainWord() const
    {
        std::size_t end = m_at;
        while (end < m_line.size() && (isAsciiLetter(m_line[end]) || m_line[end] == '_')) {
            ++end;
        }
        const char next = end < m_line.size() ? m_line[end] : ' ';
        const bool address = isWordCharacter(next) || next == '.' || next == '-' || next == ':';
        return end > m_at && !address && matchDateTime(m_line, m_at) == 0;
    }

    /// URL, e-mail and host, which need no digit.
    bool readAddress()
    {
        if (m_contents.scheme) {
            if (const std::size_t end = matchUrl(m_line, m_at)) {
                put("<url>", end);
                return true;
            }
        }
        if (m_contents.at) {
            if (const std::size_t end = matchEmail(m_line, m_at)) {
                put("<email>", end);
                return true;
            }
        }
        return false;
    }

    bool readDigits(bool word, char c)
    {
        struct Rule
        {
            std::size_t (*match)(std::string_view, std::size_t);
            std::string_view placeholder;
        };

        static constexpr std::array<Rule, 5> kRules {{{matchUuid, "<uuid>"},
                                                      {matchDateTime, "<time>"},
                                                      {matchIp, "<ip>"},
                                                      {matchHost, "<host>"},
                                                      {matchHex, "<hex>"}}};
        if (!word && c != '[' && c != ':') {
            return readSigned(c);
        }
        for (const Rule& rule : kRules) {
            const bool ip = rule.match == matchIp;
            const std::size_t end = word || ip ? rule.match(m_line, m_at) : 0;
            if (end > 0) {
                put(rule.placeholder, end);
                return true;
            }
        }
        return isAsciiDigit(c) && readNumber();
    }

    bool readSigned(char c) { return (c == '-' || c == '+') && readNumber(); }

    bool readNumber()
    {
        const std::size_t end = matchNumber(m_line, m_at);
        if (end == 0) {
            return false;
        }
        const UnitMatch unit = matchUnit(m_line, end);
        if (unit.unit != NumberUnit::None) {
            put(unit.unit == NumberUnit::Duration ? "<duration>" : "<size>", unit.end);
            m_status.word("unit");
            return true;
        }
        if (end < m_line.size() && isWordCharacter(m_line[end])) {
            return readDimensions(end);
        }
        const bool code = m_result.ends_with("React error #"); // a code, not a count
        if (m_status.takes(m_line.substr(m_at, end - m_at)) || code) {
            m_result += m_line.substr(m_at, end - m_at);
            m_at = end;
        } else {
            put("<n>", end);
        }
        return true;
    }

    /// "1920x1080"; any other number that runs into letters is read as a word.
    bool readDimensions(std::size_t end)
    {
        const bool cross =
            m_line[end] == 'x' && end + 1 < m_line.size() && isAsciiDigit(m_line[end + 1]);
        const std::size_t second = cross ? matchNumber(m_line, end + 1) : 0;
        if (second == 0 || (second < m_line.size() && isWordCharacter(m_line[second]))) {
            return false;
        }
        put("<n>x<n>", second);
        return true;
    }

    /// A word with its digits, underscore by underscore.
    bool readWord()
    {
        if (!isWordCharacter(m_line[m_at])) {
            return false;
        }
        if (startsToken() && (m_contents.dot || m_contents.localhost)) {
            if (const std::size_t end = matchHost(m_line, m_at)) {
                put("<host>", end);
                return true;
            }
        }
        std::size_t end = m_at;
        while (end < m_line.size() && isWordCharacter(m_line[end])) {
            ++end;
        }
        const std::string_view word = m_line.substr(m_at, end - m_at);
        m_status.word(word);
        const bool digit = m_contents.digit && std::any_of(word.begin(), word.end(), isAsciiDigit);
        if (digit || word.find('_') != std::string_view::npos) {
            readMixed(word, end);
        } else {
            put(word, end);
        }
        return true;
    }

    void readMixed(std::string_view word, std::size_t end)
    {
        const std::size_t last = word.rfind('_');
        const std::size_t prefix = last == std::string_view::npos ? 0 : last + 1;
        if (prefix > 1 && putIdBehindPrefix(word, prefix, end)) {
            return;
        }
        if (matchRandomId(m_line, m_at) == end) {
            put("<id>", end);
            return;
        }
        const bool version = (word[0] == 'v' || word[0] == 'V') && word.size() > 1
            && std::all_of(word.begin() + 1, word.end(), isAsciiDigit);
        if (version && end + 1 < m_line.size() && m_line[end] == '.'
            && isAsciiDigit(m_line[end + 1])) {
            m_result += word[0];
            put("<n>", matchNumber(m_line, m_at + 1));
            return;
        }
        putLongRuns(word);
        m_at = end;
    }

    /// "user_42" and "cus_9s6XKzkNRiz8i3".
    bool putIdBehindPrefix(std::string_view word, std::size_t prefix, std::size_t end)
    {
        const std::string_view head = word.substr(0, prefix);
        const std::string_view rest = word.substr(prefix);
        if (std::any_of(head.begin(), head.end(), isAsciiDigit)) {
            return false;
        }
        const bool number = !rest.empty() && std::all_of(rest.begin(), rest.end(), isAsciiDigit);
        const bool random =
            matchRandomId(m_line, m_at + prefix) == end || matchHex(m_line, m_at + prefix) == end;
        if (number || random) {
            m_result += head;
            put(number ? "<n>" : "<id>", end);
        }
        return number || random;
    }

    void putLongRuns(std::string_view word)
    {
        for (std::size_t i = 0; i < word.size();) {
            std::size_t end = i;
            while (end < word.size() && isAsciiDigit(word[end])) {
                ++end;
            }
            if (end - i >= kAttachedDigits) {
                m_result += "<n>";
            } else {
                m_result += word.substr(i, end - i);
            }
            if (end < word.size()) {
                m_result += word[end];
            }
            i = end + 1;
        }
    }

    /// The token's kind: what stands before the colon.
    bool readRedaction()
    {
        const std::string_view token = m_line.substr(m_at, kMaxToken);
        const std::size_t close = token.find(kTokenClose);
        if (close == std::string_view::npos) {
            return false;
        }
        const std::string_view content = token.substr(kTokenOpen.size(), close - kTokenOpen.size());
        m_result += '<';
        m_result += content.substr(0, content.find(':'));
        put(">", m_at + close + kTokenClose.size());
        return true;
    }

    std::string_view m_line;
    Contents m_contents;
    StatusContext m_status;
    std::string m_result;
    std::size_t m_at = 0;
};

} // namespace

std::string lineTemplate(std::string_view line)
{
    return LineTemplate(line).build();
}

} // namespace throughline::analysis
