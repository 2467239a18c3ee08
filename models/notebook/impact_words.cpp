#include "models/base/text.h"
#include "models/domain/required_steps.h"
#include "models/notebook/figure.h"
#include "models/notebook/funnel_figure.h"
#include "models/notebook/impact_parts.h"
#include "models/notebook/number_text.h"
#include "models/notebook/wording.h"

#include <algorithm>
#include <cmath>

namespace throughline::notebook {

namespace {

using analysis::Comparison;
using analysis::SegmentEffect;
using analysis::Verdict;

// Marks around what is to be strong; no data ever holds them when it is split at them, because the
// sentence holds numbers and words of ours alone.
constexpr char kBegin = '\x01';
constexpr char kEnd = '\x02';

/// The sentence every front shows, with what it costs marked.
ComparisonTemplates reportTemplates()
{
    ComparisonTemplates words;
    words.lost = "About \x01{lost} lost conversions\x02 ({low} \u2013 {high}).";
    words.lostWithMoney = "About \x01{lost} lost conversions\x02 ({low} \u2013 {high}), "
                          "\x01{money} at risk\x02.";
    // Told below the first picture.
    words.naiveHigher.clear();
    words.naiveLower.clear();
    return words;
}

/// Text at its marks into normal and strong runs.
void appendMarked(Runs& runs, std::string_view text)
{
    while (!text.empty()) {
        const std::size_t begin = text.find(kBegin);
        const std::size_t end = text.find(kEnd, begin == std::string_view::npos ? 0 : begin);
        if (begin == std::string_view::npos || end == std::string_view::npos) {
            runs.push_back({std::string(text)});
            return;
        }
        runs.push_back({std::string(text.substr(0, begin))});
        runs.push_back({std::string(text.substr(begin + 1, end - begin - 1)), RunTone::Strong});
        text.remove_prefix(end + 1);
    }
}

/// A first letter that begins a sentence.
std::string capitalised(std::string text)
{
    if (!text.empty()) {
        text.front() = toUpperAscii(text.substr(0, 1)).front();
    }
    return text;
}

std::string pointsWithInterval(const SegmentEffect& segment)
{
    std::string text = signedText(*segment.difference * 100, 1) + " points";
    if (segment.interval) {
        text += " ("
            + rangeText(signedText(segment.interval->low * 100, 1),
                        signedText(segment.interval->high * 100, 1))
            + ')';
    }
    return text;
}

/// Values that nearly everybody has tell nothing.
bool tellsApart(const Comparison& comparison, const SegmentEffect& segment)
{
    return segment.affected * 10 <= comparison.headline.affected * 9;
}

/// The same sessions under another name: the app that is the only one of a service.
bool isTheSame(const SegmentEffect& a, const SegmentEffect& b)
{
    return a.field != b.field && a.affected == b.affected && a.control == b.control
        && a.difference == b.difference && a.lostConversions == b.lostConversions;
}

std::string methodWords(const ImpactFacts& facts)
{
    const analysis::Estimate& headline = facts.comparison.headline;
    std::vector<std::string> fields;
    for (const std::string& field : headline.match) {
        fields.push_back(fieldWord(field));
    }
    const std::string step = stepLabel(stepName(facts, facts.comparison.exposureStep));
    std::string text = headline.method == "opportunity_matched"
        ? "Each affected session is compared with sessions that did the same thing at the same "
          "point and had the same chance to meet the error"
        : "Affected sessions are compared with sessions that came as far";
    if (!step.empty()) {
        text += ", from \u201c" + step + "\u201d on";
    }
    if (!fields.empty()) {
        text += ", alike in " + listInWords(fields);
    }
    return text + "; " + countText(headline.matchedAffected) + " of " + countText(headline.affected)
        + " could be matched. ";
}

} // namespace

std::string errorName(const domain::ErrorGroup& group)
{
    const std::string& name = group.type.empty() ? group.title : group.type;
    constexpr double kLongest = 60 * 0.63 * 13;
    return name.empty() ? domain::toText(group.id) : elided(name, kLongest, 13);
}

std::string fieldWord(const std::string& field)
{
    if (field == "geo.country.iso_code") {
        return "country";
    }
    if (field == "service.version") {
        return "version";
    }
    return field.substr(0, field.find('.'));
}

std::string segmentName(const SegmentEffect& segment)
{
    return fieldWord(segment.field) + ": " + (segment.value.empty() ? "(none)" : segment.value);
}

std::string_view unitWord(const Comparison& comparison)
{
    switch (comparison.funnel.unit) {
    case domain::Unit::User:
        return "user";
    case domain::Unit::Account:
        return "account";
    case domain::Unit::Session:
        break;
    }
    return "session";
}

std::string stepName(const ImpactFacts& facts, std::uint32_t step)
{
    const auto& steps = facts.without.steps;
    const std::uint32_t place = domain::placeOfRequired(facts.without.definition, step);
    return place >= 1 && place <= steps.size() ? steps[place - 1].name : std::string();
}

std::string impactTitle(const ImpactFacts& facts)
{
    const std::string name = errorName(facts.group);
    const Comparison& comparison = facts.comparison;
    const std::string funnel =
        comparison.funnel.name.empty() ? "the funnel" : comparison.funnel.name;
    switch (comparison.verdict) {
    case Verdict::Harmful: {
        const double lost = comparison.lost ? comparison.lost->estimate : 0;
        return name + " costs about " + numberText(lost, lost < 9.95 ? 1 : 0) + " conversions of "
            + funnel + " in "
            + stretchText(Duration::days(
                std::max<std::int64_t>(1, std::llround(facts.range.length().toSeconds() / 86400))));
    }
    case Verdict::Beneficial:
        return "Sessions with " + name + " convert more often in " + funnel + ", not less";
    case Verdict::NoEvidence:
        return "No lost conversions of " + funnel + " seen from " + name;
    case Verdict::NoExposure:
        return name + " costs no conversions of " + funnel + ": nobody met it on the way";
    case Verdict::Inconclusive:
        break;
    }
    return "Not clear yet whether " + name + " costs conversions of " + funnel;
}

Runs impactLead(const Comparison& comparison)
{
    const ComparisonSentence sentence = comparisonSentence(comparison, {}, reportTemplates());
    const bool harmful = comparison.verdict == Verdict::Harmful;
    Runs runs {{capitalised(sentence.lead), harmful ? RunTone::Bad : RunTone::Strong}, {" "}};
    appendMarked(runs, sentence.rest);
    return runs;
}

std::vector<SegmentEffect> worstSegments(const Comparison& comparison, std::size_t most)
{
    std::vector<SegmentEffect> segments;
    std::copy_if(comparison.segments.begin(), comparison.segments.end(),
                 std::back_inserter(segments), [&](const SegmentEffect& segment) {
                     return segment.difference && segment.interval
                         && tellsApart(comparison, segment);
                 });
    std::stable_sort(segments.begin(), segments.end(),
                     [](const SegmentEffect& a, const SegmentEffect& b) {
                         return a.lostConversions > b.lostConversions;
                     });
    std::vector<SegmentEffect> told;
    for (SegmentEffect& segment : segments) {
        const bool again = std::any_of(told.begin(), told.end(), [&](const SegmentEffect& one) {
            return isTheSame(one, segment);
        });
        if (told.size() < most && !again) {
            told.push_back(std::move(segment));
        }
    }
    return told;
}

Runs segmentWords(const Comparison& comparison)
{
    const std::vector<SegmentEffect> worst = worstSegments(comparison, SIZE_MAX);
    if (worst.empty() || !comparison.headline.difference) {
        return plain("There are too few affected sessions to tell segments apart.");
    }
    if (comparison.verdict != Verdict::Harmful || !comparison.lost) {
        return plain("No segment stands out: without a clear loss overall, the rows show how "
                     "uncertain each part is.");
    }
    Runs runs {{"Most lost conversions: "},
               {segmentName(worst.front()), RunTone::Strong},
               {", about " + numberText(worst.front().lostConversions, 0) + " of "
                + numberText(comparison.lost->estimate, 0) + ". "}};
    const auto harder = std::find_if(worst.begin(), worst.end(), [&](const SegmentEffect& segment) {
        return segment.interval->high < *comparison.headline.difference;
    });
    if (harder == worst.end()) {
        runs.push_back({"Per session, no segment is clearly hit harder than the others."});
    } else {
        runs.push_back({"Hit harder per session than the whole: "});
        runs.push_back({segmentName(*harder), RunTone::Strong});
        runs.push_back({", " + pointsWithInterval(*harder) + '.'});
    }
    return runs;
}

Runs certaintyWords(const ImpactFacts& facts)
{
    const Comparison& comparison = facts.comparison;
    if (!comparison.headline.difference) {
        return plain(comparison.headline.note.value_or(
            "Nothing could be compared, so nothing can be said about its effect."));
    }
    Runs runs {
        {methodWords(facts)},
        {"Intervals are clustered by user: many sessions of one user count as one witness. "}};
    const analysis::Estimate& placebo = comparison.placebo;
    if (placebo.difference && placebo.interval) {
        runs.push_back({"Moved to sessions picked at random, the error would show "
                        + signedText(*placebo.difference * 100, 1) + " points ("
                        + rangeText(signedText(placebo.interval->low * 100, 1),
                                    signedText(placebo.interval->high * 100, 1))
                        + "), which ought to be near zero. "});
    }
    if (comparison.minimumDetectableEffect) {
        runs.push_back({"Effects under " + pointsText(*comparison.minimumDetectableEffect)
                        + " points could not be seen with this traffic. "});
    }
    if (comparison.revenue) {
        const analysis::RevenueAtRisk& revenue = *comparison.revenue;
        std::string interval;
        if (revenue.interval) {
            interval = " ("
                + rangeText(moneyText(revenue.interval->low, revenue.currency),
                            moneyText(revenue.interval->high, revenue.currency))
                + ')';
        }
        runs.push_back({"\u201cAt risk\u201d" + interval
                        + " assumes the error causes the difference and values a "
                          "conversion at "
                        + moneyText(revenue.valuePerConversion, revenue.currency)
                        + (revenue.given ? ", as given. " : ", the mean of those seen. ")});
    }
    const std::string caveat = comparisonSentence(comparison, {}, reportTemplates()).caveat;
    runs.push_back({caveat});
    return runs;
}

} // namespace throughline::notebook
