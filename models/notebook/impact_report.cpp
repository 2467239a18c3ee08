#include "models/notebook/impact_report.h"

#include "models/analysis/compare/compare.h"
#include "models/base/hash.h"
#include "models/base/text.h"
#include "models/codec/json_writer.h"
#include "models/domain/required_steps.h"
#include "models/notebook/answer_json.h"
#include "models/notebook/funnel_figure.h"
#include "models/notebook/impact_parts.h"
#include "models/notebook/interval_figure.h"
#include "models/notebook/number_text.h"
#include "models/notebook/recount.h"
#include "models/notebook/result_json.h"
#include "models/notebook/source_account.h"
#include "models/notebook/wording.h"

#include <algorithm>
#include <cmath>

namespace throughline::notebook {

namespace {

constexpr std::size_t kSegmentsShown = 5;

// Where links lead until the sections they lead to have their names.
constexpr std::string_view kToSessions = "#sessions";
constexpr std::string_view kToTickets = "#tickets";

/// "2.2.0 - 2.3.1"
std::string versionSpan(const domain::ErrorGroup& group)
{
    if (group.versions.empty()) {
        return "unknown";
    }
    const std::string first = elided(group.versions.front(), 90, 13);
    const std::string last = elided(group.versions.back(), 90, 13);
    return group.versions.size() == 1 ? first : first + " \u2013 " + last;
}

KeyFigures keyFigures(const ImpactFacts& facts)
{
    const domain::ErrorGroup& group = facts.group;
    const std::string service =
        group.services.empty() ? "version" : elided(group.services.front(), 110, 13);
    const CivilTime since = toCivil(group.firstSeen);
    std::string day = dayText(group.firstSeen);
    day = day.substr(0, day.size() - std::to_string(since.year).size() - 1);
    return {
        {{countText(group.sessions), group.sessions == 1 ? "session met it" : "sessions met it"},
         {countText(group.users),
          (group.users == 1 ? "user, " : "users, ") + countOf(group.accounts, "account")},
         {countText(group.tickets), group.tickets == 1 ? "ticket about it" : "tickets about it"},
         {versionSpan(group), service + ", since " + day}}};
}

std::string leftOutWords(const analysis::FunnelResult& funnel)
{
    std::vector<std::string> parts;
    if (funnel.botsLeftOut > 0) {
        parts.push_back(countOf(funnel.botsLeftOut, "bot session"));
    }
    if (funnel.immature > 0) {
        parts.push_back(countOf(funnel.immature, "unfinished session"));
    }
    return parts.empty() ? std::string() : "; " + listInWords(parts) + " left out";
}

std::string_view orderWords(domain::FunnelOrder order)
{
    switch (order) {
    case domain::FunnelOrder::Strict:
        return "one right after the other";
    case domain::FunnelOrder::Any:
        return "in any order";
    case domain::FunnelOrder::Ordered:
        break;
    }
    return "in order";
}

/// What the picture counts, and why the naive reading of it misleads.
Runs funnelNote(const ImpactFacts& facts)
{
    const analysis::Comparison& comparison = facts.comparison;
    const domain::FunnelDefinition& funnel = comparison.funnel;
    Runs runs {{"Sessions that take the steps " + std::string(orderWords(funnel.order)) + " within "
                + stretchText(funnel.window) + leftOutWords(facts.without) + ". "}};
    const auto naive = comparison.naive.difference;
    if (naive && comparison.headline.difference) {
        const bool opposite = *naive * *comparison.headline.difference < 0;
        runs.push_back({"Comparing everybody with the error to everybody without would say "});
        runs.push_back({signedText(*naive * 100, 1) + " points", RunTone::Strong});
        runs.push_back({!opposite        ? ", which mixes in who was likely to convert anyway."
                            : *naive > 0 ? ", as if the error helped: only people about to convert "
                                           "can meet it."
                                         : ", though sessions less likely to convert anyway are "
                                           "more likely to meet it."});
    }
    return runs;
}

/// The step, among all of the funnel, from which the affected are compared.
std::uint32_t exposureBar(const ImpactFacts& facts)
{
    return std::max(
        1U, domain::placeOfRequired(facts.comparison.funnel, facts.comparison.exposureStep));
}

TableBlock funnelTable(const ImpactFacts& facts)
{
    TableBlock table {"Sessions per step, with and without the error",
                      {{"Step"},
                       {"Without", ColumnAlign::Right},
                       {"Of the first", ColumnAlign::Right},
                       {"With error", ColumnAlign::Right},
                       {"Of those exposed", ColumnAlign::Right}},
                      {},
                      0};
    const layout::FunnelShares shares = affectedShares(facts.with, exposureBar(facts));
    for (std::size_t i = 0; i < facts.without.steps.size(); ++i) {
        const analysis::FunnelStepResult& step = facts.without.steps[i];
        const bool both = i < facts.with.steps.size();
        table.rows.push_back({plain(stepLabel(step.name)), plain(countText(step.count)),
                              plain(percentText(step.rateFromStart)),
                              plain(both ? countText(facts.with.steps[i].count) : ""),
                              plain(both && shares[i] ? percentText(*shares[i]) : "")});
    }
    return table;
}

FigureBlock funnelBlock(const ImpactFacts& facts)
{
    return {funnelFigure({.unaffected = facts.without,
                          .affected = &facts.with,
                          .exposureStep = exposureBar(facts)}),
            funnelTable(facts), impactProvenance(facts)};
}

IntervalPictureRow pictureRow(std::string label, std::uint64_t affected,
                              const std::optional<double>& difference,
                              const std::optional<analysis::Interval>& interval)
{
    IntervalPictureRow row;
    row.label = std::move(label);
    row.count = countOf(affected, "session");
    if (!difference) {
        row.note = "not enough data";
        return row;
    }
    row.value.estimate = *difference * 100;
    if (interval) {
        row.value.low = interval->low * 100;
        row.value.high = interval->high * 100;
    }
    return row;
}

FigureBlock segmentBlock(const ImpactFacts& facts)
{
    const analysis::Estimate& all = facts.comparison.headline;
    std::vector<IntervalPictureRow> rows {
        pictureRow("All affected", all.affected, all.difference, all.interval)};
    rows.front().strong = true;
    TableBlock table {"Difference in conversion by segment, in percentage points",
                      {{"Segment"},
                       {"Affected", ColumnAlign::Right},
                       {"Difference", ColumnAlign::Right},
                       {"95% interval", ColumnAlign::Right},
                       {"Lost conversions", ColumnAlign::Right}},
                      {},
                      0};
    const auto segments = worstSegments(facts.comparison, kSegmentsShown);
    for (const analysis::SegmentEffect& segment : segments) {
        rows.push_back(pictureRow(segmentName(segment), segment.affected, segment.difference,
                                  segment.interval));
        table.rows.push_back({plain(segmentName(segment)), plain(countText(segment.affected)),
                              plain(signedText(*segment.difference * 100, 1)),
                              plain(rangeText(signedText(segment.interval->low * 100, 1),
                                              signedText(segment.interval->high * 100, 1))),
                              plain(numberText(segment.lostConversions, 1))});
    }
    return {intervalFigure(rows, "Difference in conversion by segment", "points"), table,
            impactProvenance(facts)};
}

std::string fileName(const std::string& path)
{
    return path.substr(path.rfind('/') + 1);
}

/// How a moment is told: what kind it is and what it names.
Runs momentWords(const domain::TimelineItem& item, const domain::ErrorGroup& group)
{
    using domain::TimelineKind;
    switch (item.kind) {
    case TimelineKind::View:
        return {{"opens "}, {item.title, RunTone::Emphasis}};
    case TimelineKind::Request:
        return {{"requests "},
                {item.title, RunTone::Emphasis},
                {item.duration.ns > 0 ? ", " + secondsText(item.duration.toSeconds()) : "",
                 RunTone::Muted}};
    case TimelineKind::Error: {
        const bool own = item.id == domain::toText(group.id);
        Runs runs {{item.title, own ? RunTone::Bad : RunTone::Strong}};
        if (own && !group.services.empty()) {
            runs.push_back({" in " + group.services.front()
                            + (group.culprit.empty() ? "" : ", " + group.culprit)});
        }
        return runs;
    }
    case TimelineKind::Ticket:
        return {{"ticket " + item.id + " "}, {"\u201c" + item.title + "\u201d", RunTone::Emphasis}};
    case TimelineKind::Span:
    case TimelineKind::Log:
        return {{item.title, RunTone::Muted}};
    case TimelineKind::Action:
        break;
    }
    return plain(item.title);
}

TableBlock exampleTable(const ImpactFacts& facts)
{
    TableBlock table {"", {{"Time"}, {"What"}, {"Source"}}, {}, 0};
    for (const domain::TimelineItem& item : facts.example->items) {
        table.rows.push_back({plain(clockText(item.time)),
                              momentWords(item, facts.group),
                              {Run {fileName(item.place.file) + " : " + countText(item.place.line),
                                    RunTone::Muted}}});
    }
    return table;
}

/// What the example is, and where the others are.
Runs evidenceWords(const ImpactFacts& facts)
{
    const ImpactSession& session = facts.example->session;
    std::vector<std::string> who = session.segments;
    Runs runs {
        {"Evidence: session "}, {session.id, RunTone::Code}, {" on " + dayText(session.time)}};
    if (!session.trace.empty()) {
        runs.push_back({", trace "});
        runs.push_back({session.trace, RunTone::Code});
    }
    if (!facts.example->ticket.empty()) {
        runs.push_back({", ticket "});
        runs.push_back({facts.example->ticket, RunTone::Code});
    }
    runs.push_back({who.empty() ? ". " : " (" + join(who, ", ") + "). "});
    const std::uint64_t others = facts.sessionsTotal > 0 ? facts.sessionsTotal - 1 : 0;
    runs.push_back({countOf(others, "more session"), RunTone::Normal, std::string(kToSessions)});
    runs.push_back({" and "});
    runs.push_back(
        {countOf(facts.ticketsTotal, "ticket"), RunTone::Normal, std::string(kToTickets)});
    runs.push_back({" are listed behind this page."});
    return runs;
}

/// The anchor of the section of this title, or nothing.
std::string anchorOfTitle(const Document& document, std::string_view title)
{
    for (std::size_t i = 0; i < document.sections.size(); ++i) {
        if (document.sections[i].title == title) {
            return "#" + anchorOf(document, i);
        }
    }
    return {};
}

/// Links within the document, now that it is whole.
void nameLinks(Document& document)
{
    const std::string sessions = anchorOfTitle(document, kSessionsTitle);
    const std::string tickets = anchorOfTitle(document, kTicketsTitle);
    const auto name = [&](Block& block) {
        if (auto* paragraph = std::get_if<Paragraph>(&block)) {
            for (Run& run : paragraph->runs) {
                run.url = run.url == kToSessions ? sessions
                    : run.url == kToTickets      ? tickets
                                                 : run.url;
            }
        }
    };
    for (Section& section : document.sections) {
        std::for_each(section.blocks.begin(), section.blocks.end(), name);
    }
}

std::string funnelJson(const ImpactFacts& facts)
{
    codec::JsonWriter json;
    json.beginObject().key("with_error").beginObject();
    writeFunnelCounts(json, facts.with);
    json.endObject().key("without_error").beginObject();
    writeFunnelCounts(json, facts.without);
    json.endObject().member("settled_ns", facts.settled.ns).endObject();
    return json.text();
}

std::vector<std::pair<std::string, std::string>> dataOf(const ImpactFacts& facts)
{
    codec::JsonWriter group;
    group.beginObject();
    writeGroupMembers(group, facts.group);
    writeImpact(group, facts.comparison);
    group.endObject();
    codec::JsonWriter comparison;
    writeComparison(comparison, facts.comparison, plainText(comparisonSentence(facts.comparison)));
    codec::JsonWriter segments;
    writePivot(segments, facts.comparison.funnel, facts.segments);
    return {{"error_group", group.text()},
            {"comparison", comparison.text()},
            {"funnel", funnelJson(facts)},
            {"funnel_by_segment", segments.text()}};
}

} // namespace

Provenance impactProvenance(const ImpactFacts& facts)
{
    const analysis::Estimate& headline = facts.comparison.headline;
    Provenance provenance;
    provenance.filter = facts.scope.where.empty() ? "all sessions" : facts.scope.where;
    if (!facts.scope.range.empty()) {
        provenance.filter += ", " + timeRangeText(facts.scope.range);
    }
    provenance.samples = countText(headline.affected) + " affected, " + countText(headline.control)
        + " unaffected sessions";
    provenance.interval = headline.interval ? "95% intervals, clustered by user" : "";
    provenance.method = replaceAll(headline.method, "_", " ");
    provenance.versions = {"grouping " + facts.group.ruleSet,
                           std::string("comparison ") + std::string(analysis::kComparisonVersion),
                           facts.scope.includeBots ? "bots included" : facts.botRule};
    std::string digests;
    for (const auto& [signal, digest] : facts.digest) {
        digests.append(signal).append(" ").append(digest).append("\n");
    }
    constexpr std::size_t kShown = 12;
    provenance.digests = {toHex(hash128(digests)).substr(0, kShown)};
    provenance.redacted = redactedText(facts.sources);
    provenance.rejected = rejectedText(facts.sources);
    return provenance;
}

Document impactReport(const ImpactFacts& facts)
{
    Document document;
    document.kind = "Impact report";
    document.title = impactTitle(facts);
    document.facts = {facts.store,
                      daysText(facts.scope.range.empty() ? facts.range : facts.scope.range),
                      join(facts.group.environments, ", ")};
    document.made = facts.made;
    document.provenance = impactProvenance(facts);
    document.data = dataOf(facts);

    Section top;
    top.blocks = {Paragraph {impactLead(facts.comparison), ParagraphKind::Lead}, keyFigures(facts)};
    Section change {"1 \u00b7 How much does it change conversion?", {}, false};
    change.blocks = {funnelBlock(facts), Paragraph {funnelNote(facts), ParagraphKind::Note},
                     errorRecount(), funnelRecount()};
    Section who {"2 \u00b7 Who is hit most?", {}, false};
    who.blocks = {segmentBlock(facts),
                  Paragraph {segmentWords(facts.comparison), ParagraphKind::Plain}};
    Section happened {"3 \u00b7 What happened, for one of them", {}, false};
    if (facts.example) {
        happened.blocks = {exampleTable(facts),
                           Paragraph {evidenceWords(facts), ParagraphKind::Note}};
    } else {
        happened.blocks = {Paragraph {plain("No session of this store met it.")}};
    }
    Section sure {"How sure is this?", {}, false};
    sure.blocks = {Paragraph {certaintyWords(facts)}};
    document.sections = {top, change, who, happened, sure};
    for (Section& section : impactAppendix(facts)) {
        document.sections.push_back(std::move(section));
    }
    nameLinks(document);
    return document;
}

} // namespace throughline::notebook
