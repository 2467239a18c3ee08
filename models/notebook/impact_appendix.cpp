#include "models/base/text.h"
#include "models/notebook/answer_json.h"
#include "models/notebook/escalation.h"
#include "models/notebook/funnel_figure.h"
#include "models/notebook/impact_parts.h"
#include "models/notebook/number_text.h"
#include "models/notebook/recount.h"
#include "models/notebook/series_figure.h"

#include <algorithm>
#include <utility>

namespace throughline::notebook {

namespace {

using analysis::Comparison;
using analysis::Estimate;
using analysis::Interval;

constexpr std::size_t kSegmentsListed = 60;
constexpr std::size_t kNamesListed = 20;

std::string differenceText(const std::optional<double>& difference)
{
    return difference ? signedText(*difference * 100, 1) : "unknown";
}

std::string intervalText(const std::optional<Interval>& interval)
{
    return interval
        ? rangeText(signedText(interval->low * 100, 1), signedText(interval->high * 100, 1))
        : "unknown";
}

/// "1,204 of 3,310 (36.4%)" of those who entered.
std::string convertedText(const std::vector<std::uint64_t>& levels)
{
    const std::vector<std::uint64_t> steps = reachedSteps(levels);
    if (steps.empty() || steps.front() == 0) {
        return "none entered";
    }
    const double share = static_cast<double>(steps.back()) / static_cast<double>(steps.front());
    return countText(steps.back()) + " of " + countText(steps.front()) + " (" + percentText(share)
        + ")";
}

/// How many of each value converted, with the error and without it.
TableBlock segmentCounts(const ImpactFacts& facts)
{
    TableBlock table {
        "How many converted of those who entered, by the fields matched on",
        {{"Segment"}, {"With the error", ColumnAlign::Right}, {"Without it", ColumnAlign::Right}},
        {},
        0};
    for (const analysis::PivotField& field : facts.segments.fields) {
        for (const analysis::PivotRow& row : field.rows) {
            if (table.rows.size() == kSegmentsListed) {
                ++table.leftOut;
                continue;
            }
            table.rows.push_back(
                {plain(fieldWord(field.field) + ": " + (row.value.empty() ? "(none)" : row.value)),
                 plain(convertedText(row.with)), plain(convertedText(row.without))});
        }
    }
    return table;
}

Section segmentSection(const ImpactFacts& facts)
{
    TableBlock table {"Difference in conversion within each segment, in percentage points; q "
                      "corrects for looking at many",
                      {{"Segment"},
                       {"Affected", ColumnAlign::Right},
                       {"Unaffected", ColumnAlign::Right},
                       {"Difference", ColumnAlign::Right},
                       {"95% interval", ColumnAlign::Right},
                       {"q", ColumnAlign::Right},
                       {"Lost", ColumnAlign::Right}},
                      {},
                      0};
    for (const analysis::SegmentEffect& segment : facts.comparison.segments) {
        if (table.rows.size() == kSegmentsListed) {
            table.leftOut = facts.comparison.segments.size() - kSegmentsListed;
            break;
        }
        table.rows.push_back(
            {plain(segmentName(segment)), plain(countText(segment.affected)),
             plain(countText(segment.control)), plain(differenceText(segment.difference)),
             plain(intervalText(segment.interval)),
             plain(segment.qValue ? pValueText(*segment.qValue) : "unknown"),
             plain(segment.difference ? numberText(segment.lostConversions, 1) : "unknown")});
    }
    Section section {"Every segment", {}, false};
    section.blocks = {table, ProvenanceBlock {impactProvenance(facts)}};
    if (const TableBlock counts = segmentCounts(facts); !counts.rows.empty()) {
        section.blocks.emplace_back(counts);
        section.blocks.emplace_back(
            Paragraph {plain("Sessions that met the error at any time, and all others. Those who "
                             "met it are not like the others, so these counts alone are no "
                             "measure of its effect; the differences above are."),
                       ParagraphKind::Note});
        section.blocks.emplace_back(segmentRecount());
    }
    return section;
}

Section methodSection(const ImpactFacts& facts)
{
    const Comparison& comparison = facts.comparison;
    TableBlock table {"The same question by other methods, in percentage points",
                      {{"Method"},
                       {"Affected", ColumnAlign::Right},
                       {"Unaffected", ColumnAlign::Right},
                       {"Difference", ColumnAlign::Right},
                       {"95% interval", ColumnAlign::Right},
                       {"p", ColumnAlign::Right}},
                      {},
                      0};
    for (const Estimate* estimate :
         {&comparison.opportunityMatched, &comparison.atRiskStratified, &comparison.atRisk,
          &comparison.unstratified, &comparison.anyActivity, &comparison.landmark,
          &comparison.placebo, &comparison.checks.history, &comparison.naive}) {
        if (estimate->method.empty()) {
            continue;
        }
        const bool headline = estimate->method == comparison.headline.method;
        table.rows.push_back({{Run {std::string(methodTitle(estimate->method)),
                                    headline ? RunTone::Strong : RunTone::Normal}},
                              plain(countText(estimate->affected)),
                              plain(countText(estimate->control)),
                              plain(differenceText(estimate->difference)),
                              plain(intervalText(estimate->interval)),
                              plain(estimate->pValue ? pValueText(*estimate->pValue) : "unknown")});
    }
    Section section {"The same by other methods", {}, false};
    section.blocks = {
        table,
        Paragraph {
            {{"The line in bold is what the first page says. A cause that is not "
              "in the data would have to "},
             {comparison.checks.eValue ? "make the error and the loss at least "
                      + numberText(comparison.checks.eValue->estimate, 1) + " times as likely"
                                       : "be strong"},
             {" to explain it away."}},
            ParagraphKind::Note}};
    return section;
}

std::string metricValue(const std::string& name, const std::optional<double>& value)
{
    if (!value) {
        return "unknown";
    }
    return name.ends_with("_s") ? secondsText(*value) : numberText(*value, 2);
}

Section metricSection(const ImpactFacts& facts)
{
    TableBlock table {"",
                      {{"Measure"},
                       {"Affected", ColumnAlign::Right},
                       {"Unaffected", ColumnAlign::Right},
                       {"p", ColumnAlign::Right}},
                      {},
                      0};
    for (const analysis::MetricEffect& metric : facts.comparison.metrics) {
        std::string name = metric.name.ends_with("_s")
            ? metric.name.substr(0, metric.name.size() - 2)
            : metric.name;
        table.rows.push_back({plain(stepLabel(name)),
                              plain(metricValue(metric.name, metric.affected)),
                              plain(metricValue(metric.name, metric.control)),
                              plain(metric.pValue ? pValueText(*metric.pValue) : "unknown")});
    }
    Section section {"What else differs", {}, false};
    section.blocks = {table};
    return section;
}

/// Occurrences per day, or per hour where all fall into three days.
FigureBlock occurrenceFigure(const ImpactFacts& facts)
{
    const Timestamp first = facts.perHour.front().first;
    const Timestamp last = facts.perHour.back().first;
    const bool hourly = last - first < Duration::days(3);
    const Duration step = hourly ? Duration::hours(1) : Duration::days(1);
    SeriesPicture picture;
    picture.title = hourly ? "Occurrences per hour" : "Occurrences per day";
    picture.series.push_back({"occurrences", {}});
    TableBlock table {picture.title, {{"From (UTC)"}, {"Occurrences", ColumnAlign::Right}}, {}, 0};
    const std::int64_t begin = first.ns / step.ns;
    // A clock far off would make a bar per day of decades: what lies beyond is counted and said.
    constexpr std::int64_t kMostBars = 400;
    const std::int64_t bars = std::min(last.ns / step.ns - begin + 1, kMostBars);
    std::vector<std::uint64_t> counts(static_cast<std::size_t>(bars));
    for (const auto& [hour, count] : facts.perHour) {
        const std::int64_t bar = hour.ns / step.ns - begin;
        if (bar < bars) {
            counts[static_cast<std::size_t>(bar)] += count;
        } else {
            table.leftOut += 1;
        }
    }
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const Timestamp from {(begin + static_cast<std::int64_t>(i)) * step.ns};
        const std::string label = hourly ? clockText(from).substr(0, 5) : dayText(from);
        picture.places.push_back(hourly ? label : label.substr(0, label.size() - 5));
        picture.series.front().values.emplace_back(static_cast<double>(counts[i]));
        table.rows.push_back(
            {plain(hourly ? momentText(from) : label), plain(countText(counts[i]))});
    }
    return {seriesFigure(picture), table, impactProvenance(facts)};
}

std::string namesWithCounts(const std::vector<NameCount>& names)
{
    std::vector<std::string> parts;
    for (const auto& [name, count] : names) {
        if (parts.size() == kNamesListed) {
            parts.push_back("and " + std::to_string(names.size() - kNamesListed) + " more");
            break;
        }
        parts.push_back((name.empty() ? "(none)" : name) + " (" + countText(count) + ')');
    }
    return join(parts, ", ");
}

Section errorSection(const ImpactFacts& facts)
{
    const domain::ErrorGroup& group = facts.group;
    TableBlock table {"", {{"Fact"}, {"Value"}}, {}, 0};
    const auto add = [&table](std::string name, std::string value) {
        if (!value.empty()) {
            table.rows.push_back({plain(std::move(name)), plain(std::move(value))});
        }
    };
    add("Group", domain::toText(group.id) + ", fingerprint " + group.fingerprint);
    add("Type", group.type);
    add("Message", group.title);
    add("Where", group.culprit);
    add("Status", std::string(toText(group.status)));
    add("Occurrences", countText(group.count));
    add("Seen", rangeText(momentText(group.firstSeen), momentText(group.lastSeen)));
    add("Versions", namesWithCounts(facts.versions));
    add("Services", namesWithCounts(facts.services));
    add("Environments", namesWithCounts(facts.environments));
    add("Grouped by", join(group.components, "; ") + " (" + group.ruleSet + ')');
    Section section {"The error", {}, false};
    section.blocks = {table};
    if (!facts.perHour.empty()) {
        section.blocks.emplace_back(occurrenceFigure(facts));
    }
    if (!facts.stack.empty()) {
        section.blocks.emplace_back(Heading {plain("Stack of one occurrence"), 1});
        section.blocks.emplace_back(CodeBlock {facts.stack});
    }
    return section;
}

Section sessionSection(const ImpactFacts& facts)
{
    TableBlock table {
        "Affected sessions, those with signs of frustration first",
        {{"Error at (UTC)"}, {"Session"}, {"Trace"}, {"Segment"}, {"Tickets", ColumnAlign::Right}},
        {},
        facts.sessionsTotal - facts.sessions.size()};
    for (const ImpactSession& session : facts.sessions) {
        table.rows.push_back({plain(momentText(session.time)),
                              {Run {session.id, RunTone::Code}},
                              {Run {session.trace, RunTone::Code}},
                              plain(join(session.segments, ", ")),
                              plain(session.tickets == 0 ? "" : countText(session.tickets))});
    }
    Section section {std::string(kSessionsTitle), {}, false};
    section.blocks = {
        table,
        Paragraph {{{"Open one with "},
                    {"throughline session ID", RunTone::Code},
                    {" or "},
                    {"throughline trace ID", RunTone::Code},
                    {" on the same store, or paste its id into the window's search field."}},
                   ParagraphKind::Note}};
    return section;
}

Section ticketSection(const ImpactFacts& facts)
{
    TableBlock table {"Tickets of sessions that met the error",
                      {{"Created (UTC)"}, {"Ticket"}, {"Topic"}, {"Severity"}, {"Account"}},
                      {},
                      facts.ticketsTotal - facts.tickets.size()};
    for (const domain::Ticket& ticket : facts.tickets) {
        table.rows.push_back({plain(momentText(ticket.created)),
                              {Run {ticket.id, RunTone::Code}},
                              plain(ticket.topic),
                              plain(ticket.severity),
                              plain(ticket.accountId)});
    }
    Section section {std::string(kTicketsTitle), {}, false};
    if (facts.tickets.empty()) {
        section.blocks = {Paragraph {plain("No ticket is linked to a session that met it.")}};
    } else {
        section.blocks = {table};
    }
    return section;
}

Section draftSection(const ImpactFacts& facts)
{
    Section section {"Ticket draft", {}, false};
    section.blocks = {
        Paragraph {plain("To paste into a tracker; it names its evidence."), ParagraphKind::Note},
        CodeBlock {plainTextOf(escalationOf(facts))}};
    return section;
}

TableBlock sourceTable(const ImpactFacts& facts)
{
    TableBlock table {"Files the figures stand on",
                      {{"File"},
                       {"Format"},
                       {"Read", ColumnAlign::Right},
                       {"Accepted", ColumnAlign::Right},
                       {"Duplicates", ColumnAlign::Right},
                       {"Rejected", ColumnAlign::Right},
                       {"SHA-256"}},
                      {},
                      0};
    constexpr std::size_t kSourcesListed = 100;
    for (const domain::SourceSummary& source : facts.sources) {
        if (table.rows.size() == kSourcesListed) {
            table.leftOut = facts.sources.size() - kSourcesListed;
            break;
        }
        const std::string file = source.path.substr(source.path.rfind('/') + 1);
        table.rows.push_back({plain(source.member.empty() ? file : file + " / " + source.member),
                              plain(source.format),
                              plain(countText(source.read)),
                              plain(countText(source.accepted)),
                              plain(countText(source.duplicates)),
                              plain(countText(source.rejected)),
                              {Run {source.sha256.substr(0, 12), RunTone::Code}}});
    }
    return table;
}

Section originSection(const ImpactFacts& facts)
{
    const domain::FunnelDefinition& funnel = facts.comparison.funnel;
    TableBlock table {"", {{"What"}, {"Value"}}, {}, 0};
    table.rows = {
        {plain("Funnel"), {Run {join(funnel.steps, " > "), RunTone::Code}}},
        {plain("Filter"),
         {Run {facts.scope.where.empty() ? "none" : facts.scope.where, RunTone::Code}}},
        {plain("Time range"),
         plain(timeRangeText(facts.scope.range.empty() ? facts.range : facts.scope.range))},
        {plain("Bots"),
         plain(facts.scope.includeBots ? "included" : "left out by rule " + facts.botRule)},
        {plain("Redacted"), plain(impactProvenance(facts).redacted)},
        {plain("Rejected"), plain(impactProvenance(facts).rejected)}};
    for (const auto& [signal, digest] : facts.digest) {
        table.rows.push_back({plain("Digest of " + signal + "s"), {Run {digest, RunTone::Code}}});
    }
    Section section {"Where these figures come from", {}, false};
    section.blocks = {table, sourceTable(facts),
                      Paragraph {{{"The same figures come of "},
                                  {"throughline compare --error-group "
                                       + domain::toText(facts.group.id) + " --funnel NAME --json",
                                   RunTone::Code},
                                  {" on a store with these digests."}},
                                 ParagraphKind::Note}};
    return section;
}

} // namespace

std::string_view methodTitle(std::string_view method)
{
    if (method == "opportunity_matched") {
        return "Matched opportunities: same action, same point, alike in the fields";
    }
    if (method == "at_risk_stratified") {
        return "At risk, in like segments";
    }
    if (method == "at_risk") {
        return "At risk: everybody who came as far";
    }
    if (method == "unstratified") {
        return "Matched opportunities, fields left aside";
    }
    if (method == "any_activity") {
        return "Matched on activity of any kind";
    }
    if (method == "landmark") {
        return "From a landmark on, whoever was still there";
    }
    if (method == "placebo") {
        return "Placebo: the error moved to sessions at random";
    }
    if (method == "history") {
        return "The same users in earlier sessions";
    }
    if (method == "naive") {
        return "Naive: all sessions, whoever met it";
    }
    return method;
}

std::vector<Section> impactAppendix(const ImpactFacts& facts)
{
    std::vector<Section> sections;
    bool first = true;
    const auto add = [&](Section section) {
        section.newPage = std::exchange(first, false);
        sections.push_back(std::move(section));
    };
    if (!facts.comparison.segments.empty()) {
        add(segmentSection(facts));
    }
    add(methodSection(facts));
    if (!facts.comparison.metrics.empty()) {
        add(metricSection(facts));
    }
    add(errorSection(facts));
    if (!facts.sessions.empty()) {
        add(sessionSection(facts));
    }
    add(ticketSection(facts));
    add(draftSection(facts));
    add(originSection(facts));
    return sections;
}

} // namespace throughline::notebook
