#include "models/notebook/result_blocks.h"

#include "models/base/text.h"
#include "models/notebook/answer_blocks.h"
#include "models/notebook/impact_parts.h"
#include "models/notebook/number_text.h"

namespace throughline::notebook {

namespace {

/// How each value of a split did.
TableBlock groupTable(const ResultReader& figures, std::uint32_t groups, const std::string& field)
{
    TableBlock table;
    table.caption = "By " + field;
    table.columns = {{fieldWord(field)},
                     {"entered", ColumnAlign::Right},
                     {"converted", ColumnAlign::Right},
                     {"of those who entered", ColumnAlign::Right}};
    constexpr std::size_t kMost = 60;
    for (const std::uint32_t group : figures.childrenOf(groups)) {
        if (table.rows.size() == kMost) {
            ++table.leftOut;
            continue;
        }
        const std::string value = figures.text(group, "value");
        const double entered = figures.number(group, "entered").value_or(0);
        const double converted = figures.number(group, "converted").value_or(0);
        table.rows.push_back(
            {plain(value.empty() ? "(none)" : value),
             plain(figures.shown(figures.child(group, "entered"), NumberShape::Count)),
             plain(figures.shown(figures.child(group, "converted"), NumberShape::Count)),
             plain(entered > 0 ? percentText(converted / entered) : "\u2013")});
    }
    return table;
}

void addFunnel(const ResultReader& figures, std::vector<Block>& blocks)
{
    blocks.emplace_back(
        figures.table(figures.child(0, "steps"), "Steps of the funnel",
                      {{"step", "step", NumberShape::Count},
                       {"name", "name"},
                       {"count", "reached", NumberShape::Count},
                       {"rate_from_start", "of those who entered", NumberShape::Share},
                       {"rate_from_previous", "of the step before", NumberShape::Share}}));
    const std::uint32_t by = figures.child(0, "by");
    const std::uint32_t groups = by == 0 ? 0 : figures.child(by, "groups");
    if (groups != 0) {
        blocks.emplace_back(groupTable(figures, groups, figures.text(by, "field")));
    }
}

void addSegments(const ResultReader& figures, std::vector<Block>& blocks)
{
    constexpr std::size_t kMost = 60;
    TableBlock table;
    table.caption = "Where it hurts, in points";
    table.columns = {{"segment"},
                     {"affected", ColumnAlign::Right},
                     {"control", ColumnAlign::Right},
                     {"difference", ColumnAlign::Right},
                     {"95% interval", ColumnAlign::Right},
                     {"lost conversions", ColumnAlign::Right}};
    const auto segments = figures.childrenOf(figures.child(0, "segments"));
    for (const std::uint32_t segment : segments) {
        if (table.rows.size() == kMost) {
            table.leftOut = segments.size() - kMost;
            break;
        }
        const std::string value = figures.text(segment, "value");
        table.rows.push_back(
            {plain(fieldWord(figures.text(segment, "field")) + ": "
                   + (value.empty() ? "(none)" : value)),
             plain(figures.shown(figures.child(segment, "affected"), NumberShape::Count)),
             plain(figures.shown(figures.child(segment, "control"), NumberShape::Count)),
             plain(figures.shown(figures.child(segment, "difference"), NumberShape::Points)),
             plain(figures.interval(segment, "ci")),
             plain(
                 figures.shown(figures.child(segment, "lost_conversions"), NumberShape::Number))});
    }
    if (!segments.empty()) {
        blocks.emplace_back(std::move(table));
    }
}

void addComparison(const ResultReader& figures, std::vector<Block>& blocks)
{
    blocks.emplace_back(Paragraph {plain(figures.text(0, "sentence")), ParagraphKind::Lead});
    TableBlock table;
    table.caption = "Estimates: affected against control, in points";
    table.columns = {{"method"},
                     {"affected", ColumnAlign::Right},
                     {"control", ColumnAlign::Right},
                     {"difference", ColumnAlign::Right},
                     {"95% interval", ColumnAlign::Right}};
    const std::string headline = figures.text(figures.child(0, "headline"), "method");
    for (const std::uint32_t estimate : figures.childrenOf(figures.child(0, "estimates"))) {
        if (figures.child(estimate, "method") == 0) {
            continue;
        }
        const std::string method = figures.text(estimate, "method");
        table.rows.push_back(
            {{Run {std::string(methodTitle(method)),
                   method == headline ? RunTone::Strong : RunTone::Normal}},
             plain(figures.shown(figures.child(estimate, "affected"), NumberShape::Count)),
             plain(figures.shown(figures.child(estimate, "control"), NumberShape::Count)),
             plain(figures.shown(figures.child(estimate, "difference"), NumberShape::Points)),
             plain(figures.interval(estimate, "ci"))});
    }
    blocks.emplace_back(std::move(table));
    addSegments(figures, blocks);
}

void addErrorGroup(const ResultReader& figures, std::vector<Block>& blocks)
{
    blocks.emplace_back(Paragraph {
        {Run {figures.text(0, "type"), RunTone::Strong}, Run {" " + figures.text(0, "title")}}});
    KeyFigures keys;
    for (const std::string_view member : {"count", "sessions", "users", "tickets"}) {
        keys.items.push_back({figures.shown(figures.child(0, member), NumberShape::Count),
                              member == "count" ? "occurrences" : std::string(member)});
    }
    blocks.emplace_back(std::move(keys));
    if (const std::string stack = figures.text(0, "stack"); !stack.empty()) {
        blocks.emplace_back(CodeBlock {stack});
    }
}

void addErrors(const ResultReader& figures, std::vector<Block>& blocks)
{
    TableBlock table;
    table.caption = "Error groups";
    table.columns = {{"group"},
                     {"error"},
                     {"sessions", ColumnAlign::Right},
                     {"users", ColumnAlign::Right},
                     {"lost conversions", ColumnAlign::Right},
                     {"state"}};
    for (const std::uint32_t group : figures.childrenOf(figures.child(0, "error_groups"))) {
        const std::uint32_t impact = figures.child(group, "impact");
        table.rows.push_back(
            {plain(figures.text(group, "id")),
             {Run {figures.text(group, "type"), RunTone::Strong},
              Run {" " + figures.text(group, "title")}},
             plain(figures.shown(figures.child(group, "sessions"), NumberShape::Count)),
             plain(figures.shown(figures.child(group, "users"), NumberShape::Count)),
             plain(figures.shown(impact == 0 ? 0 : figures.child(impact, "lost_conversions"),
                                 NumberShape::Number)),
             plain(figures.text(group, "status"))});
    }
    const auto total = parseUnsigned(figures.text(0, "total")).value_or(0);
    table.leftOut = total > table.rows.size() ? total - table.rows.size() : 0;
    blocks.emplace_back(std::move(table));
}

/// A list of which the result keeps the beginning and how many there were.
void addBeginning(const ResultReader& figures, std::vector<Block>& blocks, std::string_view list,
                  std::string_view total, const std::string& caption,
                  const std::vector<ResultColumn>& columns)
{
    TableBlock table = figures.table(figures.child(0, list), caption, columns);
    const auto all = parseUnsigned(figures.text(0, total)).value_or(0);
    table.leftOut = all > table.rows.size() ? all - table.rows.size() : 0;
    blocks.emplace_back(std::move(table));
}

void addSql(const ResultReader& figures, const Question& question, std::vector<Block>& blocks)
{
    blocks.emplace_back(CodeBlock {question.sql});
    TableBlock table;
    table.caption = "What it answers";
    const auto rows = figures.childrenOf(figures.child(0, "rows"));
    const std::vector<std::uint32_t> first =
        rows.empty() ? std::vector<std::uint32_t>() : figures.childrenOf(rows.front());
    for (const std::uint32_t column : figures.childrenOf(figures.child(0, "columns"))) {
        const std::size_t place = table.columns.size();
        const bool number = place < first.size() && figures.isNumber(first[place]);
        table.columns.push_back({figures.shown(column, NumberShape::Text),
                                 number ? ColumnAlign::Right : ColumnAlign::Left});
    }
    for (const std::uint32_t entry : rows) {
        auto& row = table.rows.emplace_back();
        for (const std::uint32_t value : figures.childrenOf(entry)) {
            row.push_back(plain(figures.shown(value, NumberShape::Text)));
        }
        row.resize(table.columns.size(), plain(""));
    }
    const auto total = parseUnsigned(figures.text(0, "total")).value_or(0);
    table.leftOut = total > rows.size() ? total - rows.size() : 0;
    blocks.emplace_back(std::move(table));
}

void addTicket(const ResultReader& figures, std::vector<Block>& blocks)
{
    blocks.emplace_back(Paragraph {{Run {figures.text(0, "topic"), RunTone::Strong}}});
    if (const std::string message = figures.text(0, "message"); !message.empty()) {
        blocks.emplace_back(Paragraph {plain(message), ParagraphKind::Quote});
    }
    blocks.emplace_back(figures.table(figures.child(0, "sessions"), "Sessions it may belong to",
                                      {{"session_id", "session"},
                                       {"confidence", "confidence", NumberShape::Share},
                                       {"reason", "evidence"}}));
}

} // namespace

void addAnswer(const PinnedResult& pinned, const ResultReader& figures, std::vector<Block>& blocks)
{
    if (!figures.good()) {
        blocks.emplace_back(
            Paragraph {plain("This result has not been asked for."), ParagraphKind::Note});
        return;
    }
    switch (pinned.question.kind) {
    case QuestionKind::Funnel:
        addFunnel(figures, blocks);
        break;
    case QuestionKind::Comparison:
        addComparison(figures, blocks);
        break;
    case QuestionKind::ErrorGroup:
        addErrorGroup(figures, blocks);
        break;
    case QuestionKind::Errors:
        addErrors(figures, blocks);
        break;
    case QuestionKind::Session:
        addBeginning(figures, blocks, "timeline", "timeline_total", "What happened",
                     {{"t", "time"}, {"kind", "kind"}, {"title", "what"}});
        break;
    case QuestionKind::Trace:
        addBeginning(figures, blocks, "spans", "spans_total", "Operations",
                     {{"service", "service"},
                      {"name", "operation"},
                      {"duration_ms", "ms", NumberShape::Number},
                      {"status", "status"}});
        break;
    case QuestionKind::Ticket:
        addTicket(figures, blocks);
        break;
    case QuestionKind::Sql:
        addSql(figures, pinned.question, blocks);
        break;
    case QuestionKind::Sessions:
        addSessions(figures, blocks);
        break;
    case QuestionKind::Differences:
        addDifferences(figures, blocks);
        break;
    case QuestionKind::Release:
        addRelease(figures, blocks);
        break;
    case QuestionKind::Pivot:
        addPivot(figures, blocks);
        break;
    case QuestionKind::Record:
        addRecord(figures, blocks);
        break;
    case QuestionKind::Regroup:
        addRegroup(figures, blocks);
        break;
    }
}

} // namespace throughline::notebook
