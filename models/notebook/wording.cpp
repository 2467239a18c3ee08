#include "models/notebook/wording.h"

#include "models/base/text.h"
#include "models/domain/required_steps.h"
#include "models/notebook/template_text.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace throughline::notebook {

namespace {

using analysis::Comparison;
using analysis::Estimate;
using analysis::Interval;
using analysis::Verdict;

std::string countText(std::uint64_t count)
{
    return groupDigits(static_cast<std::int64_t>(count));
}

/// Whole from ten on, one decimal below.
std::string conversionsText(double count)
{
    const double rounded = std::round(count);
    return std::abs(count) >= 9.95 ? groupDigits(static_cast<std::int64_t>(rounded))
                                   : formatFixed(count, 1);
}

std::string sentences(const std::vector<std::string>& parts)
{
    std::vector<std::string> said;
    std::copy_if(parts.begin(), parts.end(), std::back_inserter(said),
                 [](const std::string& part) { return !part.empty(); });
    return join(said, " ");
}

/// Writes one comparison with one set of templates.
class Writer
{
public:
    Writer(const Comparison& comparison, const std::string& errorTitle,
           const ComparisonTemplates& templates)
        : m_comparison(comparison)
        , m_headline(comparison.headline)
        , m_error(errorTitle)
        , m_templates(templates)
    {
    }

    [[nodiscard]] ComparisonSentence write() const
    {
        switch (m_comparison.verdict) {
        case Verdict::Harmful:
        case Verdict::Beneficial:
            return clear();
        case Verdict::NoEvidence:
            return unclear(m_templates.noEffect, m_templates.wouldHaveShown);
        case Verdict::Inconclusive:
            return unclear(m_templates.inconclusive, m_templates.couldNotShow);
        case Verdict::NoExposure:
            return noExposure();
        }
        return {};
    }

private:
    /// "231 affected sessions", those the estimate stands for.
    [[nodiscard]] std::string sessions(std::uint64_t count) const
    {
        const bool one = count == 1;
        const std::string& plain = one ? m_templates.affectedSession : m_templates.affectedSessions;
        const std::string& named = one ? m_templates.sessionThatMet : m_templates.sessionsThatMet;
        return fillTemplate(m_error.empty() ? plain : named,
                            {{"count", countText(count)}, {"error", m_error}});
    }

    /// "5.0 points fewer".
    [[nodiscard]] std::string signedPoints(double difference) const
    {
        return fillTemplate(difference < 0 ? m_templates.fewer : m_templates.more,
                            {{"points", pointsText(difference)}});
    }

    [[nodiscard]] ComparisonSentence clear() const
    {
        const Interval& interval = *m_headline.interval;
        const double nearest = std::min(std::abs(interval.low), std::abs(interval.high));
        const double furthest = std::max(std::abs(interval.low), std::abs(interval.high));
        const std::string difference =
            fillTemplate(m_templates.clearDifference,
                         {{"sessions", sessions(m_headline.matchedAffected)},
                          {"low", pointsText(nearest)},
                          {"high", pointsText(furthest)}});
        return {signedPoints(*m_headline.difference), sentences({difference, consequence()}),
                caveat()};
    }

    /// What the difference costs or brings.
    [[nodiscard]] std::string consequence() const
    {
        if (!m_comparison.lost || !m_comparison.lost->interval) {
            return {};
        }
        const bool gain = m_comparison.verdict == Verdict::Beneficial;
        const double sign = gain ? -1 : 1;
        const double a = sign * m_comparison.lost->interval->low;
        const double b = sign * m_comparison.lost->interval->high;
        Places places {{"lost", conversionsText(sign * m_comparison.lost->estimate)},
                       {"low", conversionsText(std::min(a, b))},
                       {"high", conversionsText(std::max(a, b))}};
        if (gain) {
            return fillTemplate(m_templates.gained, places);
        }
        if (!m_comparison.revenue) {
            return fillTemplate(m_templates.lost, places);
        }
        places.emplace_back(
            "money", moneyText(m_comparison.revenue->estimate, m_comparison.revenue->currency));
        return fillTemplate(m_templates.lostWithMoney, places);
    }

    [[nodiscard]] ComparisonSentence unclear(const std::string& lead,
                                             const std::string& detectable) const
    {
        if (!m_headline.difference) {
            return {
                lead,
                fillTemplate(m_templates.noEstimate,
                             {{"sessions", sessions(m_headline.affected)}, {"reason", reason()}}),
                {}};
        }
        Places places {{"sessions", sessions(m_headline.matchedAffected)},
                       {"difference", signedPoints(*m_headline.difference)}};
        if (!m_headline.interval) {
            return {lead, fillTemplate(m_templates.noInterval, places), caveat()};
        }
        places.emplace_back("low", signedPoints(m_headline.interval->low));
        places.emplace_back("high", signedPoints(m_headline.interval->high));
        const bool none = pointsText(*m_headline.difference) == pointsText(0);
        std::string power;
        if (m_comparison.minimumDetectableEffect) {
            power = fillTemplate(detectable,
                                 {{"points", pointsText(*m_comparison.minimumDetectableEffect)}});
        }
        const std::string said =
            fillTemplate(none ? m_templates.noDifference : m_templates.unclearDifference, places);
        return {lead, sentences({said, power}), caveat()};
    }

    /// Why there is no estimate: the first reason of the note.
    [[nodiscard]] std::string reason() const
    {
        const std::string note = m_headline.note.value_or("no control session");
        return note.substr(0, note.find(';'));
    }

    [[nodiscard]] ComparisonSentence noExposure() const
    {
        if (m_comparison.exposureStep == 0) {
            const std::string why =
                m_comparison.naive.affected == 0 ? m_templates.nobodyEntered : reason() + ".";
            return {m_templates.noExposure, why, {}};
        }
        const std::string exposed =
            fillTemplate(m_templates.nobodyExposed,
                         {{"step",
                           std::to_string(domain::placeOfRequired(m_comparison.funnel,
                                                                  m_comparison.exposureStep))},
                          {"name", stepName()}});
        const std::string otherwise = m_comparison.naive.affected == 0
            ? std::string()
            : fillTemplate(m_templates.metItOtherwise,
                           {{"count", countText(m_comparison.naive.affected)}});
        return {m_templates.noExposure, sentences({exposed, otherwise}), {}};
    }

    [[nodiscard]] std::string stepName() const
    {
        return domain::requiredStep(m_comparison.funnel, m_comparison.exposureStep);
    }

    [[nodiscard]] std::string caveat() const
    {
        std::string left;
        if (const auto count = m_headline.affected - m_headline.matchedAffected; count > 0) {
            left = count == 1 ? m_templates.unmatchedOne
                              : fillTemplate(m_templates.unmatched, {{"count", countText(count)}});
        }
        const std::string flip = m_comparison.signFlips.empty()
            ? std::string()
            : signFlipSentence(m_comparison.signFlips.front(), m_templates);
        return sentences({left, basis(), history(), oppositeSign(), flip});
    }

    /// What the sessions are compared on, where that is not the usual.
    [[nodiscard]] std::string basis() const
    {
        if (m_headline.method != "opportunity_matched") {
            const std::uint64_t matched = m_comparison.opportunityMatched.matchedAffected;
            return sentences(
                {m_templates.notOpportunities,
                 fillTemplate(m_templates.fewMatched, {{"count", countText(matched)}})});
        }
        const std::string note = m_headline.note.value_or("");
        const auto says = [&note](std::string_view part) {
            return note.find(part) != std::string::npos;
        };
        return sentences({says("one event earlier") ? m_templates.oneEventEarlier : "",
                          says("meet the error later") ? m_templates.notYet : ""});
    }

    [[nodiscard]] std::string history() const
    {
        const analysis::ComparisonChecks& checks = m_comparison.checks;
        if (!checks.differedBefore || !checks.history.difference) {
            return {};
        }
        return fillTemplate(
            checks.removedBy.empty() ? m_templates.differedBefore
                                     : m_templates.differedBeforeRemoved,
            {{"points", pointsText(*checks.history.difference)}, {"field", checks.removedBy}});
    }

    [[nodiscard]] std::string oppositeSign() const
    {
        const double naive = m_comparison.naive.difference.value_or(0);
        const double ours = m_headline.difference.value_or(0);
        if (naive * ours >= 0) {
            return {};
        }
        return fillTemplate(naive > 0 ? m_templates.naiveHigher : m_templates.naiveLower,
                            {{"points", pointsText(naive)}});
    }

    const Comparison& m_comparison;
    const Estimate& m_headline;
    const std::string& m_error;
    const ComparisonTemplates& m_templates;
};

} // namespace

ComparisonSentence comparisonSentence(const Comparison& comparison, const std::string& errorTitle,
                                      const ComparisonTemplates& templates)
{
    return Writer(comparison, errorTitle, templates).write();
}

std::string signFlipSentence(const analysis::SignFlip& flip, const ComparisonTemplates& templates)
{
    const auto signedPoints = [&templates](double difference) {
        return fillTemplate(difference < 0 ? templates.fewer : templates.more,
                            {{"points", pointsText(difference)}});
    };
    return fillTemplate(templates.signFlip,
                        {{"field", flip.field},
                         {"pooled", signedPoints(flip.pooled)},
                         {"within", signedPoints(flip.within)}});
}

std::string plainText(const ComparisonSentence& sentence)
{
    return sentences({sentence.lead, sentence.rest, sentence.caveat});
}

std::string moneyText(double amount, const std::string& currency)
{
    static const Places kSymbols {
        {"USD", "$"}, {"EUR", "\u20ac"}, {"GBP", "\u00a3"}, {"JPY", "\u00a5"}};
    const double size = std::abs(amount);
    const std::string number = size >= 99.995
        ? groupDigits(static_cast<std::int64_t>(std::round(size)))
        : formatFixed(size, 2);
    std::string text = amount < 0 && number != "0.00" ? "-" : "";
    const auto known = std::find_if(kSymbols.begin(), kSymbols.end(),
                                    [&](const auto& entry) { return entry.first == currency; });
    if (known != kSymbols.end()) {
        return text.append(known->second).append(number);
    }
    text.append(number);
    return currency.empty() ? text : text.append(" ").append(currency);
}

std::string pointsText(double difference)
{
    const double points = std::abs(difference) * 100;
    const std::string text = formatFixed(points, 1);
    return text == "0.0" && points > 0 ? formatFixed(points, 2) : text;
}

} // namespace throughline::notebook
