#include "models/notebook/report_document.h"

#include "models/base/text.h"
#include "models/codec/text_escape.h"
#include "models/notebook/number_text.h"

#include <algorithm>
#include <array>

namespace throughline::notebook {

namespace {

std::string namedFact(std::string_view name, const std::string& value)
{
    return value.empty() ? std::string() : std::string(name).append(value);
}

/// Letters and digits of a title with hyphens between.
std::string slug(std::string_view title)
{
    std::string text;
    for (const char c : toLowerAscii(title)) {
        if (isAsciiLetter(c) || isAsciiDigit(c)) {
            text += c;
        } else if (!text.empty() && text.back() != '-') {
            text += '-';
        }
    }
    while (!text.empty() && text.back() == '-') {
        text.pop_back();
    }
    constexpr std::size_t kLongest = 60;
    return text.substr(0, kLongest);
}

} // namespace

Runs plain(std::string text)
{
    return {Run {std::move(text)}};
}

std::string textOf(const Runs& runs)
{
    std::string text;
    for (const Run& run : runs) {
        text += run.text;
    }
    return text;
}

std::string shownText(std::string_view text)
{
    return codec::showControls(text);
}

bool isSafeLink(std::string_view url)
{
    constexpr std::array<std::string_view, 4> kStarts = {"https://", "http://", "throughline://",
                                                         "#"};
    const bool visible = std::all_of(url.begin(), url.end(), [](char c) {
        return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7F
            && c != '<' && c != '>' && c != '"' && c != '\\' && c != '`';
    });
    constexpr std::size_t kLongest = 2048;
    return visible && url.size() <= kLongest
        && std::any_of(kStarts.begin(), kStarts.end(), [url](std::string_view start) {
               return url.size() > start.size()
                   && equalsIgnoringAsciiCase(url.substr(0, start.size()), start);
           });
}

std::vector<std::string> kickerFacts(const Document& document)
{
    std::vector<std::string> facts {document.kind};
    facts.insert(facts.end(), document.facts.begin(), document.facts.end());
    facts.push_back("made " + dayText(document.made));
    return facts;
}

std::vector<std::string> provenanceFacts(const Provenance& provenance)
{
    std::vector<std::string> facts {namedFact("filter: ", provenance.filter),
                                    provenance.samples,
                                    provenance.interval,
                                    namedFact("method: ", provenance.method),
                                    join(provenance.versions, ", "),
                                    namedFact("data ", join(provenance.digests, ", ")),
                                    namedFact("redacted: ", provenance.redacted),
                                    namedFact("rejected: ", provenance.rejected)};
    facts.erase(std::remove(facts.begin(), facts.end(), std::string()), facts.end());
    return facts;
}

std::string joinFacts(const std::vector<std::string>& facts)
{
    std::vector<std::string> present;
    std::copy_if(facts.begin(), facts.end(), std::back_inserter(present),
                 [](const std::string& fact) { return !fact.empty(); });
    return join(present, " \u00b7 ");
}

std::string anchorOf(const Document& document, std::size_t section)
{
    const std::string words = slug(document.sections[section].title);
    return "s" + std::to_string(section + 1) + (words.empty() ? "" : "-" + words);
}

std::string leftOutText(const TableBlock& table)
{
    return table.leftOut == 0 ? std::string()
                              : "and " + countOf(table.leftOut, "more row") + ", left out here";
}

} // namespace throughline::notebook
