#include "widgets/impact/comparison_wording.h"

#include "models/domain/required_steps.h"
#include "widgets/impact/engagement_view.h"
#include "widgets/shared/format.h"
#include "widgets/shared/text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace throughline::widgets {

namespace {

using analysis::Comparison;
using analysis::Verdict;

class Words
{
    Q_DECLARE_TR_FUNCTIONS(throughline::widgets::ComparisonWording)
};

QString unitWord(domain::Unit unit, std::uint64_t count)
{
    switch (unit) {
    case domain::Unit::User:
        return count == 1 ? Words::tr("user") : Words::tr("users");
    case domain::Unit::Account:
        return count == 1 ? Words::tr("account") : Words::tr("accounts");
    case domain::Unit::Session:
        break;
    }
    return count == 1 ? Words::tr("session") : Words::tr("sessions");
}

/// The interval as the direction of the sentence asks: sizes where both ends agree, else signed.
QString intervalText(const analysis::Estimate& estimate)
{
    if (!estimate.interval) {
        return {};
    }
    const analysis::Interval& interval = *estimate.interval;
    const double low = interval.low * 100;
    const double high = interval.high * 100;
    const auto size = [](double value) {
        return formatSigned(std::abs(value), 1).remove(QLatin1Char('+'));
    };
    QString range = formatRange(formatSigned(low, 1), formatSigned(high, 1));
    if (low < 0 && high < 0) {
        range = formatRange(size(high), size(low));
    } else if (low > 0 && high > 0) {
        range = formatRange(size(low), size(high));
    }
    return Words::tr(" (95% CI %1)").arg(range);
}

QString amongWords(const Comparison& comparison)
{
    const std::uint64_t count = comparison.headline.affected;
    return Words::tr("%1 affected %2", "number, unit")
        .arg(formatCount(count), unitWord(comparison.funnel.unit, count));
}

/// "About 110 lost conversions (95 - 125), $6,813 at risk."
void appendCost(Sentence& sentence, const Comparison& comparison)
{
    if (comparison.verdict != Verdict::Harmful || !comparison.lost) {
        return;
    }
    const auto whole = [](double value) { return formatWhole(value); };
    const analysis::LostConversions& lost = *comparison.lost;
    const QString range = lost.interval ? QStringLiteral(" (%1)").arg(
                              formatRange(whole(lost.interval->low), whole(lost.interval->high)))
                                        : QString();
    const SentenceRun conversions {Words::tr("%1 lost conversions").arg(whole(lost.estimate)),
                                   RunTone::Strong};
    Sentence cost;
    if (comparison.revenue) {
        const QString money =
            formatMoney(comparison.revenue->estimate, comparison.revenue->currency);
        cost = composeSentence(Words::tr(" About %1%2, %3."),
                               {conversions,
                                {range, RunTone::Normal},
                                {Words::tr("%1 at risk").arg(money), RunTone::Strong}});
    } else {
        cost = composeSentence(Words::tr(" About %1%2."), {conversions, {range, RunTone::Normal}});
    }
    sentence.insert(sentence.end(), cost.begin(), cost.end());
}

Sentence withoutEstimate(const Comparison& comparison)
{
    const SentenceRun lead {Words::tr("Not enough data"), RunTone::Strong};
    const std::optional<std::string>& note = comparison.headline.note;
    if (note && !note->empty()) {
        return composeSentence(Words::tr("%1 to say what this error cost: %2."),
                               {lead, {toQString(*note), RunTone::Normal}});
    }
    return composeSentence(Words::tr("%1 to say what this error cost: %2 met it."),
                           {lead, {amongWords(comparison), RunTone::Normal}});
}

Sentence differenceSentence(const Comparison& comparison)
{
    const double difference = *comparison.headline.difference;
    const bool fewer = difference < 0;
    const QString lead = fewer ? Words::tr("%1 fewer").arg(formatPoints(difference))
                               : Words::tr("%1 more").arg(formatPoints(difference));
    const bool clear =
        comparison.verdict == Verdict::Harmful || comparison.verdict == Verdict::Beneficial;
    const RunTone tone = comparison.verdict == Verdict::Harmful ? RunTone::Bad
        : comparison.verdict == Verdict::Beneficial             ? RunTone::Good
                                                                : RunTone::Strong;
    const QString others = unitWord(comparison.funnel.unit, 2);
    Sentence sentence;
    if (!clear) {
        sentence.push_back({comparison.verdict == Verdict::NoEvidence
                                ? Words::tr("No evidence of lost conversions. ")
                                : Words::tr("Not clear yet. "),
                            RunTone::Strong});
    }
    const Sentence main =
        composeSentence(Words::tr("%1 of the %2 converted than comparable %3 without it%4."),
                        {{lead, tone},
                         {amongWords(comparison), RunTone::Normal},
                         {others, RunTone::Normal},
                         {intervalText(comparison.headline), RunTone::Muted}});
    sentence.insert(sentence.end(), main.begin(), main.end());
    return sentence;
}

/// The measures the footer has room for; the others are in the view of their own.
bool isShort(const std::string& name)
{
    return name == "time_to_convert_s" || name == "rage_clicks" || name == "retries";
}

QString metricName(const std::string& name)
{
    return name == "time_to_convert_s" ? Words::tr("To convert")
        : name == "retries"            ? Words::tr("Retries")
                                       : metricTitle(name);
}

QString metricValue(const analysis::MetricEffect& metric)
{
    if (metric.name == "time_to_convert_s" && metric.difference) {
        return metricChange(metric.name, *metric.difference);
    }
    const auto number = [&metric](const std::optional<double>& value) {
        return value ? metricFigure(metric.name, *value) : Words::tr("unknown");
    };
    return Words::tr("%1 vs %2", "affected, control")
        .arg(number(metric.affected), number(metric.control));
}

QString segmentLabel(const analysis::SegmentEffect& segment)
{
    const auto one = [](const std::string& field, const std::string& value) {
        return Words::tr("%1: %2", "field, value")
            .arg(shortField(field),
                 value.empty() ? Words::tr("(none)") : oneLine(toQString(value)));
    };
    const QString first = one(segment.field, segment.value);
    return segment.secondField.empty()
        ? first
        : Words::tr("%1, %2", "two values of two fields")
              .arg(first, one(segment.secondField, segment.secondValue));
}

IntervalPlotRow rowOf(const QString& label, std::uint64_t affected,
                      const std::optional<double>& difference,
                      const std::optional<analysis::Interval>& interval)
{
    IntervalPlotRow row {label, affected, {}, {}, false};
    if (!difference) {
        row.note = Words::tr("not enough data");
        return row;
    }
    row.value.estimate = *difference * 100;
    if (interval) {
        row.value.low = interval->low * 100;
        row.value.high = interval->high * 100;
    }
    return row;
}

} // namespace

QString shortField(const std::string& field)
{
    const QString name = toQString(field);
    if (name == QLatin1String("geo.country.iso_code")) {
        return Words::tr("country");
    }
    if (name == QLatin1String("service.version")) {
        return Words::tr("version");
    }
    return name.section(QLatin1Char('.'), 0, 0);
}

Sentence comparisonSentence(const Comparison& comparison)
{
    if (comparison.verdict == Verdict::NoExposure) {
        return composeSentence(
            Words::tr("%1 in this funnel: nobody met the error on the way to converting."),
            {{Words::tr("No lost conversions"), RunTone::Strong}});
    }
    if (!comparison.headline.difference) {
        return withoutEstimate(comparison);
    }
    Sentence sentence = differenceSentence(comparison);
    appendCost(sentence, comparison);
    return sentence;
}

QString comparisonBasis(const Comparison& comparison)
{
    QStringList facts;
    QString name = toQString(domain::requiredStep(comparison.funnel, comparison.exposureStep));
    if (!name.isEmpty()) {
        if (name.startsWith(QLatin1String("event:"))) {
            name.remove(0, 6);
        }
        facts.append((comparison.exposureStepGiven ? Words::tr("reached %1, as chosen")
                                                   : Words::tr("reached %1"))
                         .arg(name));
    }
    QStringList fields;
    for (const std::string& field : comparison.headline.match) {
        fields.append(shortField(field));
    }
    if (!fields.isEmpty()) {
        facts.append(Words::tr("matched on %1").arg(fields.join(QStringLiteral(", "))));
    }
    return joinFacts(facts);
}

std::vector<analysis::SegmentEffect> shownSegments(const Comparison& comparison, bool all)
{
    std::vector<analysis::SegmentEffect> shown;
    const std::vector<std::string>& match = comparison.headline.match;
    for (const analysis::SegmentEffect& segment : comparison.segments) {
        const bool matchedOn = std::find(match.begin(), match.end(), segment.field) != match.end();
        if (all || matchedOn || match.empty()) {
            shown.push_back(segment);
        }
    }
    if (all) {
        shown.insert(shown.end(), comparison.pairs.begin(), comparison.pairs.end());
    }
    return shown;
}

namespace {

constexpr double kSure = .05;

/// The value of one field that the largest share of the loss falls on, among those that are sure.
const analysis::SegmentEffect* mostLost(const Comparison& comparison)
{
    const analysis::SegmentEffect* most = nullptr;
    for (const analysis::SegmentEffect& segment : comparison.segments) {
        // A value that all have says nothing.
        const bool tells = segment.lossShare && segment.qValue && *segment.qValue < kSure
            && segment.affected < comparison.headline.affected;
        if (tells && (most == nullptr || *segment.lossShare > *most->lossShare)) {
            most = &segment;
        }
    }
    return most;
}

} // namespace

QString segmentFindings(const Comparison& comparison)
{
    QStringList sentences;
    QStringList differs;
    for (const analysis::Heterogeneity& field : comparison.heterogeneity) {
        if (field.qValue < kSure) {
            differs.append(Words::tr("%1 (q %2)", "field, q-value")
                               .arg(shortField(field.field), formatChance(field.qValue)));
        }
    }
    if (!differs.isEmpty()) {
        sentences.append(
            Words::tr("The effect differs by %1.").arg(differs.join(QStringLiteral(", "))));
    } else if (!comparison.heterogeneity.empty()) {
        sentences.append(Words::tr("That the effect differs between values of a field does not "
                                   "show (%1 fields tested).")
                             .arg(formatCount(comparison.heterogeneity.size())));
    }
    for (const analysis::SignFlip& flip : comparison.signFlips) {
        sentences.append(
            Words::tr("Over all values of %1 together the difference is %2 points, within them %3: "
                      "the mix of %1 turns the sign.")
                .arg(shortField(flip.field), formatSignedPoints(flip.pooled),
                     formatSignedPoints(flip.within)));
    }
    if (const analysis::SegmentEffect* most = mostLost(comparison)) {
        sentences.append(Words::tr("%1 of all lost conversions fall on %2.", "share, value")
                             .arg(formatPercent(*most->lossShare), segmentLabel(*most)));
    }
    return sentences.join(QLatin1Char(' '));
}

std::vector<IntervalPlotRow> comparisonRows(const Comparison& comparison,
                                            const std::vector<analysis::SegmentEffect>& segments)
{
    const analysis::Estimate& all = comparison.headline;
    // How many of them could not be matched is one of the figures below.
    std::vector<IntervalPlotRow> rows {
        rowOf(Words::tr("All affected"), all.affected, all.difference, all.interval)};
    rows.front().strong = true;
    for (const analysis::SegmentEffect& segment : segments) {
        IntervalPlotRow& row = rows.emplace_back(
            rowOf(segmentLabel(segment), segment.affected, segment.difference, segment.interval));
        if (segment.difference) {
            row.more = {segment.qValue ? formatChance(*segment.qValue) : QString(),
                        formatWhole(segment.lostConversions),
                        segment.lossShare ? formatPercent(*segment.lossShare) : QString()};
        }
    }
    return rows;
}

QStringList segmentFigures()
{
    return {Words::tr("q"), Words::tr("Lost conversions"), Words::tr("Of all lost")};
}

std::vector<MetricFact> comparisonFacts(const Comparison& comparison)
{
    std::vector<MetricFact> facts;
    for (const analysis::MetricEffect& metric : comparison.metrics) {
        if (isShort(metric.name)) {
            facts.push_back({metricName(metric.name), metricValue(metric)});
        }
    }
    const analysis::Estimate& all = comparison.headline;
    if (all.difference) {
        const std::uint64_t unmatched =
            all.affected > all.matchedAffected ? all.affected - all.matchedAffected : 0;
        facts.push_back(
            {Words::tr("Unmatched"),
             Words::tr("%1 %2", "number, unit")
                 .arg(formatCount(unmatched), unitWord(comparison.funnel.unit, unmatched))});
    }
    if (all.method == comparison.opportunityMatched.method && comparison.withoutEvent > 0) {
        facts.push_back({Words::tr("No event to compare at"),
                         Words::tr("%1 %2", "number, unit")
                             .arg(formatCount(comparison.withoutEvent),
                                  unitWord(comparison.funnel.unit, comparison.withoutEvent))});
    }
    if (comparison.minimumDetectableEffect) {
        facts.push_back(
            {Words::tr("Detectable effect"),
             Words::tr("%1 pts", "percentage points")
                 .arg(formatSigned(std::abs(*comparison.minimumDetectableEffect) * 100, 1)
                          .remove(QLatin1Char('+')))});
    }
    return facts;
}

QString naiveWarning(const Comparison& comparison)
{
    if (!comparison.naive.difference) {
        return {};
    }
    return Words::tr("Naive: %1 pts, misleading: it counts sessions that could not meet the error.")
        .arg(formatSignedPoints(*comparison.naive.difference));
}

} // namespace throughline::widgets
