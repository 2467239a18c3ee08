#include "models/notebook/answer_wording.h"

#include "models/base/text.h"
#include "models/notebook/template_text.h"
#include "models/notebook/wording.h"

#include <vector>

namespace throughline::notebook {

namespace {

std::string countText(std::uint64_t count)
{
    return groupDigits(static_cast<std::int64_t>(count));
}

std::string shareText(double share)
{
    return formatFixed(share * 100, 1) + "%";
}

std::string perThousandText(double rate)
{
    return formatFixed(rate, rate < 10 ? 2 : 1);
}

std::string joined(const std::vector<std::string>& parts)
{
    std::vector<std::string> said;
    for (const std::string& part : parts) {
        if (!part.empty()) {
            said.push_back(part);
        }
    }
    return join(said, " ");
}

std::string signedNumber(double difference)
{
    const std::string points = pointsText(difference);
    return (difference < 0 ? "\u2212" : "+") + points;
}

/// Writes about one release.
class ReleaseWriter
{
public:
    ReleaseWriter(const analysis::ReleaseEffect& effect, const std::string& errorTitle,
                  const ReleaseTemplates& templates)
        : m_effect(effect)
        , m_error(errorTitle.empty() ? domain::toText(effect.group) : errorTitle)
        , m_templates(templates)
        , m_period(periodText())
    {
    }

    [[nodiscard]] std::string write() const
    {
        return joined({occurrences(), conversion(), before()});
    }

private:
    [[nodiscard]] std::string periodText() const
    {
        const Duration length = m_effect.before.to - m_effect.before.from;
        const std::int64_t days = length.ns / Duration::days(1).ns;
        const std::int64_t hours = length.ns / Duration::hours(1).ns;
        const std::int64_t count = days > 0 ? days : hours;
        if (count == 1) {
            return days > 0 ? m_templates.day : m_templates.hour;
        }
        return fillTemplate(days > 0 ? m_templates.days : m_templates.hours,
                            {{"count", groupDigits(count)}});
    }

    [[nodiscard]] std::string lead() const
    {
        switch (m_effect.verdict) {
        case analysis::FixVerdict::Fixed:
            return m_templates.fixed;
        case analysis::FixVerdict::Fewer:
            return m_templates.fewer;
        case analysis::FixVerdict::More:
            return m_templates.more;
        case analysis::FixVerdict::Unclear:
            return m_templates.unclear;
        case analysis::FixVerdict::NeverSeen:
            return m_templates.neverSeen;
        case analysis::FixVerdict::NotAsked:
            break;
        }
        return {};
    }

    [[nodiscard]] std::string occurrences() const
    {
        if (m_effect.verdict == analysis::FixVerdict::NotAsked) {
            return {};
        }
        Places places {{"error", m_error}, {"version", m_effect.version}, {"period", m_period}};
        const analysis::OccurrenceRate& after = m_effect.occurrencesAfter;
        const analysis::OccurrenceRate& before = m_effect.occurrencesBefore;
        if (!after.perThousand || !before.perThousand) {
            return fillTemplate(m_templates.nobodyAtRisk, places);
        }
        if (m_effect.verdict == analysis::FixVerdict::NeverSeen) {
            return joined({lead(), fillTemplate(m_templates.noOccurrence, places)});
        }
        places.emplace_back("after", perThousandText(*after.perThousand));
        places.emplace_back("before", perThousandText(*before.perThousand));
        if (!after.interval || !before.interval) {
            return joined({lead(), fillTemplate(m_templates.occurrencesBare, places)});
        }
        places.emplace_back("afterLow", perThousandText(after.interval->low));
        places.emplace_back("afterHigh", perThousandText(after.interval->high));
        places.emplace_back("beforeLow", perThousandText(before.interval->low));
        places.emplace_back("beforeHigh", perThousandText(before.interval->high));
        return joined({lead(), fillTemplate(m_templates.occurrences, places)});
    }

    [[nodiscard]] std::string conversion() const
    {
        const analysis::Estimate& found = m_effect.conversion;
        if (found.method.empty()) {
            return {};
        }
        if (!found.difference) {
            return m_templates.noConversion;
        }
        const std::string difference =
            fillTemplate(*found.difference < 0 ? m_templates.lower : m_templates.higher,
                         {{"points", pointsText(*found.difference)}});
        Places places {{"difference", difference}, {"period", m_period}};
        if (!found.interval) {
            return fillTemplate(m_templates.conversionBare, places);
        }
        addInterval(places, *found.interval);
        const bool same = pointsText(*found.difference) == pointsText(0);
        return fillTemplate(same ? m_templates.sameConversion : m_templates.conversion, places);
    }

    /// What the placebo period says.
    [[nodiscard]] std::string before() const
    {
        const analysis::Estimate& placebo = m_effect.placebo;
        if (!m_effect.conversion.difference || !placebo.difference || !placebo.interval) {
            return {};
        }
        Places places {{"points", signedNumber(*placebo.difference)}, {"period", m_period}};
        addInterval(places, *placebo.interval);
        const bool moved = placebo.interval->low > 0 || placebo.interval->high < 0;
        return fillTemplate(moved ? m_templates.movedBefore : m_templates.steadyBefore, places);
    }

    static void addInterval(Places& places, const analysis::Interval& interval)
    {
        places.emplace_back("low", signedNumber(interval.low));
        places.emplace_back("high", signedNumber(interval.high));
    }

    const analysis::ReleaseEffect& m_effect;
    std::string m_error;
    const ReleaseTemplates& m_templates;
    std::string m_period;
};

} // namespace

std::string differenceName(const analysis::SetDifference& difference,
                           const DifferenceTemplates& templates)
{
    const Places places {{"field", difference.field}, {"value", difference.value}};
    switch (difference.kind) {
    case analysis::FeatureKind::Field:
        return fillTemplate(difference.value.empty() ? templates.noValue : templates.fieldValue,
                            places);
    case analysis::FeatureKind::Event:
        return fillTemplate(templates.event, places);
    case analysis::FeatureKind::ErrorGroup:
        return fillTemplate(templates.errorGroup, places);
    }
    return {};
}

std::string differenceSentence(const analysis::SetDifferences& differences,
                               const DifferenceTemplates& templates)
{
    Places places {{"first", countText(differences.first)},
                   {"second", countText(differences.second)},
                   {"tested", countText(differences.tested)}};
    const std::string both = differences.inBoth == 0
        ? std::string()
        : fillTemplate(templates.inBoth, {{"count", countText(differences.inBoth)}});
    if (differences.first == 0 || differences.second == 0) {
        return joined({fillTemplate(templates.empty, places), both});
    }
    const analysis::SetDifference* surest = analysis::surestDifference(differences);
    if (surest == nullptr) {
        return joined({fillTemplate(templates.none, places), both});
    }
    places.emplace_back("what", differenceName(*surest, templates));
    places.emplace_back("share", shareText(surest->firstShare));
    places.emplace_back("otherShare", shareText(surest->secondShare));
    return joined({fillTemplate(templates.surest, places), both});
}

std::string releaseSentence(const analysis::ReleaseEffect& effect, const std::string& errorTitle,
                            const ReleaseTemplates& templates)
{
    return ReleaseWriter(effect, errorTitle, templates).write();
}

} // namespace throughline::notebook
