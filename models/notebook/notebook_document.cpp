#include "models/notebook/notebook_document.h"

#include "models/base/text.h"
#include "models/codec/json_writer.h"
#include "models/notebook/cell_figures.h"
#include "models/notebook/impact_parts.h"
#include "models/notebook/markdown_blocks.h"
#include "models/notebook/number_text.h"
#include "models/notebook/recount.h"
#include "models/notebook/result_reader.h"

#include <algorithm>

namespace throughline::notebook {

namespace {

constexpr std::size_t kMovedShown = 20;

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
        blocks.emplace_back(figures.table(groups, "By " + figures.text(by, "field"),
                                          {{"value", "value"},
                                           {"entered", "entered", NumberShape::Count},
                                           {"converted", "converted", NumberShape::Count}}));
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

void addFigures(const PinnedResult& pinned, const ResultReader& figures, std::vector<Block>& blocks)
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
    }
}

Provenance provenanceOf(const PinnedResult& pinned)
{
    Provenance provenance;
    const domain::Scope& scope = pinned.question.scope;
    provenance.filter = scope.where.empty() ? "all sessions" : scope.where;
    if (!scope.range.empty()) {
        provenance.filter += ", " + timeRangeText(scope.range);
    }
    for (const auto& [name, version] : pinned.versions) {
        provenance.versions.push_back(std::string(name).append(" ").append(version));
    }
    for (const auto& [signal, digest] : pinned.digests) {
        // Of spans the first half says nothing.
        constexpr std::size_t kShort = 8;
        const std::size_t from = std::min(digest.find_first_not_of('0'), digest.size());
        provenance.digests.push_back(std::string(signal).append(" ").append(digest, from, kShort));
    }
    provenance.samples = "taken " + momentText(pinned.taken);
    return provenance;
}

void addMoved(const PinnedResult& pinned, std::vector<Block>& blocks)
{
    if (pinned.moved.empty()) {
        return;
    }
    TableBlock table;
    table.caption = "Figures that moved when it was asked again";
    table.columns = {{"figure"}, {"before", ColumnAlign::Right}, {"now", ColumnAlign::Right}};
    for (const MovedFigure& moved : pinned.moved) {
        if (table.rows.size() >= kMovedShown) {
            ++table.leftOut;
            continue;
        }
        table.rows.push_back({plain(moved.path), plain(moved.before), plain(moved.after)});
    }
    blocks.emplace_back(std::move(table));
}

std::string standingText(Standing standing)
{
    switch (standing) {
    case Standing::Stands:
        return "what it rests on is as it was";
    case Standing::Moved:
        return "figures it rests on moved; the verdicts are as they were";
    case Standing::Overturned:
        return "a verdict it rests on changed: it does not stand any more";
    case Standing::Unknown:
        return "it rests on nothing that could be asked again";
    }
    return {};
}

void addFinding(const Finding& finding, std::vector<Block>& blocks)
{
    blocks.emplace_back(
        Paragraph {{Run {"Finding: ", RunTone::Muted}, Run {finding.claim, RunTone::Strong}},
                   ParagraphKind::Lead});
    std::vector<std::string> facts {std::string(toText(finding.status)),
                                    standingText(finding.standing)};
    const auto add = [&facts](const std::string& name, const std::string& value) {
        if (!value.empty()) {
            facts.push_back(name + ": " + value);
        }
    };
    add("owner", finding.owner);
    add("product", finding.product);
    add("feature", finding.feature);
    add("experiment", finding.experiment);
    blocks.emplace_back(Paragraph {plain(joinFacts(facts)), ParagraphKind::Note});
}

/// A funnel's and a comparison's picture stands above their tables, behind what leads to it.
void addPicture(const PinnedResult& pinned, const ResultReader& figures, std::vector<Block>& blocks)
{
    auto picture = figureOf(pinned, figures);
    if (!picture) {
        return;
    }
    const auto table = std::find_if(blocks.begin(), blocks.end(), [](const Block& block) {
        return std::holds_alternative<TableBlock>(block);
    });
    blocks.insert(table, FigureBlock {*std::move(picture), {}, {}});
}

/// Sections begin at headings of the first two levels.
void addText(const std::string& text, Document& document)
{
    for (Block& block : markdownBlocks(text)) {
        const auto* heading = std::get_if<Heading>(&block);
        if (heading != nullptr && heading->level <= 2) {
            document.sections.push_back({textOf(heading->runs), {}, false});
        } else {
            document.sections.back().blocks.push_back(std::move(block));
        }
    }
}

} // namespace

std::vector<Block> resultBlocks(const PinnedResult& pinned)
{
    std::vector<Block> blocks;
    const ResultReader figures(pinned.result);
    addFigures(pinned, figures, blocks);
    addPicture(pinned, figures, blocks);
    addMoved(pinned, blocks);
    if (figures.good()) {
        blocks.emplace_back(ProvenanceBlock {provenanceOf(pinned)});
    }
    return blocks;
}

std::vector<Block> findingBlocks(const Finding& finding)
{
    std::vector<Block> blocks;
    addFinding(finding, blocks);
    return blocks;
}

Document notebookDocument(const Notebook& notebook, Timestamp made)
{
    Document document;
    document.kind = "Notebook";
    document.title = notebook.name;
    document.made = made;
    document.sections.emplace_back();
    for (const Cell& cell : notebook.cells) {
        if (cell.kind != CellKind::Finding) {
            addText(cell.text, document);
        }
        std::vector<Block>& blocks = document.sections.back().blocks;
        if (cell.kind == CellKind::Result) {
            blocks.emplace_back(
                Paragraph {{Run {questionText(cell.pinned.question), RunTone::Muted}}});
            for (Block& block : resultBlocks(cell.pinned)) {
                blocks.push_back(std::move(block));
            }
            const std::string name = "cell_" + std::to_string(cell.id);
            document.data.emplace_back(name,
                                       cell.pinned.result.empty() ? "null" : cell.pinned.result);
            if (cell.pinned.question.kind == QuestionKind::Sql && !cell.pinned.result.empty()) {
                codec::JsonWriter sql;
                sql.value(cell.pinned.question.sql);
                document.data.emplace_back(name + "_sql", sql.text());
                blocks.emplace_back(sqlRecount(cell.id));
            }
        } else if (cell.kind == CellKind::Finding) {
            addFinding(cell.finding, blocks);
        }
    }
    std::erase_if(document.sections, [](const Section& section) {
        return section.title.empty() && section.blocks.empty();
    });
    return document;
}

} // namespace throughline::notebook
