#include "models/ingest/normalize/id_extractor.h"

#include "models/base/pattern.h"
#include "models/base/text.h"
#include "models/ingest/normalize/identity_normalizer.h"
#include "models/ingest/redact/detector.h"

#include <algorithm>

namespace throughline::ingest {

namespace {

constexpr std::size_t kMostIds = 64;
constexpr std::size_t kLongestId = 128;

/// A token of letters, digits and the signs that join them.
bool isTokenChar(char c)
{
    return isAsciiLetter(c) || isAsciiDigit(c) || c == '-' || c == '_';
}

bool hasDigit(std::string_view text)
{
    return std::ranges::any_of(text, isAsciiDigit);
}

bool isHex(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return hexDigitValue(c) >= 0; });
}

bool isUuid(std::string_view token)
{
    constexpr std::size_t kLength = 36;
    if (token.size() != kLength) {
        return false;
    }
    for (std::size_t i = 0; i < kLength; ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? token[i] != '-' : hexDigitValue(token[i]) < 0) {
            return false;
        }
    }
    return true;
}

/// version-trace-span-flags of W3C's trace context.
bool isTraceParent(std::string_view token)
{
    return token.size() == 55 && token[2] == '-' && token[35] == '-' && token[52] == '-'
        && isHex(token.substr(3, 32)) && isHex(token.substr(36, 16));
}

/// order_10293, req-8a7f2c1b: letters, a joint, then a part with digits that is no plain word.
bool isPrefixed(std::string_view token)
{
    const std::size_t joint = token.find_first_of("-_");
    if (joint == std::string_view::npos || joint < 2 || joint > 12 || token.size() < joint + 5) {
        return false;
    }
    const std::string_view rest = token.substr(joint + 1);
    const auto digits = std::ranges::count_if(rest, isAsciiDigit);
    const bool letters = std::ranges::all_of(token.substr(0, joint), isAsciiLetter);
    return letters && (digits >= 4 || (digits >= 2 && rest.size() >= 8))
        && rest.find_first_of("-_") == std::string_view::npos;
}

/// Collects ids of one text, leaving out what stands in a finding.
class Collector
{
public:
    explicit Collector(std::string_view text)
        : m_text(text)
        , m_findings(findPersonalData(text))
    {
    }

    void add(std::string_view kind, std::string_view id, bool lowerCase = false)
    {
        const auto begin = static_cast<std::size_t>(id.data() - m_text.data());
        const auto next = std::ranges::upper_bound(m_findings, begin, {}, &Finding::end);
        const bool personal = next != m_findings.end() && next->begin < begin + id.size();
        if (personal || id.empty() || id.size() > kLongestId) {
            return;
        }
        m_ids.push_back(
            {begin, std::string(kind) + ":" + (lowerCase ? toLowerAscii(id) : std::string(id))});
    }

    /// In the order of the text, each once; an id found as a session's is not listed as a plain
    /// one.
    [[nodiscard]] std::vector<std::string> take()
    {
        std::ranges::stable_sort(m_ids, {}, &Quoted::begin);
        std::vector<std::string> ids;
        std::size_t last = std::string_view::npos;
        for (Quoted& quoted : m_ids) {
            const bool again =
                quoted.begin == last || std::ranges::find(ids, quoted.id) != ids.end();
            if (!again && ids.size() < kMostIds) {
                last = quoted.begin;
                ids.push_back(std::move(quoted.id));
            }
        }
        return ids;
    }

private:
    struct Quoted
    {
        std::size_t begin = 0;
        std::string id;
    };

    std::string_view m_text;
    std::vector<Finding> m_findings;
    std::vector<Quoted> m_ids;
};

/// Without the full stop of a sentence and the dash of an aside.
std::string_view withoutEndMarks(std::string_view id)
{
    while (!id.empty() && !isAsciiLetter(id.back()) && !isAsciiDigit(id.back())) {
        id.remove_suffix(1);
    }
    return id;
}

void collectSessions(std::string_view text, Collector& collector)
{
    static const Pattern inAddress(
        R"((?i)/(?:sessions?|replays?|session-replay|recordings?)/([A-Za-z0-9_.:%~-]{3,128}))");
    static const Pattern inQuery(
        R"((?i)[?&](?:session(?:[_.-]?id)?|sid|replay(?:[_.-]?id)?)=([A-Za-z0-9_.:%~-]{3,128}))");
    static const Pattern inWords(
        R"re((?i)\b(?:session|replay)(?:[ _.-]?id)?["'`]?(?:[ \t]*[:=#][ \t]*|[ \t]+is[ \t]+|[ \t]+)["'`]?([A-Za-z0-9][A-Za-z0-9_.:~-]{2,127}))re");
    for (const Pattern* pattern : {&inAddress, &inQuery, &inWords}) {
        std::size_t from = 0;
        while (const auto match = pattern->find(text, from)) {
            const std::string_view id = withoutEndMarks(match->group[1]);
            // "session expired" names none, and in "/replay/sessions/x" the second word counts.
            const bool named = hasDigit(id) && !normalizeIdentity(id).placeholder;
            from = named ? match->offset + match->length : match->offset + 1;
            if (named) {
                collector.add("session", id);
            }
        }
    }
}

void collectToken(std::string_view token, Collector& collector)
{
    const bool hex = isHex(token);
    const bool digits = std::ranges::all_of(token, isAsciiDigit);
    if (isTraceParent(token)) {
        collector.add("trace", token.substr(3, 32), true);
        collector.add("id", token.substr(36, 16), true);
    } else if (hex && token.size() == 32 && hasDigit(token)) {
        collector.add("trace", token, true);
    } else if (hex && !digits && token.size() == 16 && hasDigit(token)) {
        collector.add("id", token, true);
    } else if ((digits && token.size() >= 17 && token.size() <= 20) || isUuid(token)
               || isPrefixed(token)) {
        collector.add("id", token);
    }
}

void collectTokens(std::string_view text, Collector& collector)
{
    constexpr std::size_t kShortest = 7;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at;
        while (end < text.size() && isTokenChar(text[end])) {
            ++end;
        }
        const std::string_view token = withoutEndMarks(text.substr(at, end - at));
        if (token.size() >= kShortest && token.size() <= kLongestId && hasDigit(token)) {
            collectToken(token, collector);
        }
        at = std::max(end, at + 1);
    }
}

/// What the text itself calls an order, request or reference, however short: order 84000131.
void collectNamed(std::string_view text, Collector& collector)
{
    static const Pattern named(
        R"re((?i)\b(?:order|request|reference|ref|event|correlation|booking|invoice)(?:[ _.-]?(?:id|no|nr|number))?\.?["'`]?[ \t]*[:=#]?[ \t]*["'`#]?([A-Za-z0-9][A-Za-z0-9_-]{4,63}))re");
    std::size_t from = 0;
    while (const auto match = named.find(text, from)) {
        const std::string_view id = withoutEndMarks(match->group[1]);
        const bool digits = std::ranges::count_if(id, isAsciiDigit) >= 4;
        from = digits ? match->offset + match->length : match->offset + 1;
        if (digits) {
            collector.add("id", id);
        }
    }
}

} // namespace

std::vector<std::string> extractIds(std::string_view text)
{
    // No id has fewer than three characters, and each form has a digit.
    if (!hasDigit(text)) {
        return {};
    }
    Collector collector(text);
    collectSessions(text, collector);
    collectTokens(text, collector);
    collectNamed(text, collector);
    return collector.take();
}

} // namespace throughline::ingest
