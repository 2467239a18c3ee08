#include "models/notebook/notebook_document.h"

#include "models/base/text.h"
#include "models/codec/json_record.h"
#include "models/notebook/markdown_blocks.h"
#include "models/notebook/number_text.h"

#include <algorithm>
#include <cmath>

namespace throughline::notebook {

namespace {

using codec::JsonKind;

constexpr std::size_t kMostRows = 200;
constexpr std::size_t kMovedShown = 20;

/// How a number of a result is written.
enum class Shape : std::uint8_t
{
    Text,
    Count,
    Share, ///< a fraction as percent
    Points, ///< a fraction as points, with a sign
    Number
};

struct ColumnOf
{
    std::string_view member;
    std::string_view title;
    Shape shape = Shape::Text;
};

/// Reads the figures of one stored result.
class Figures
{
public:
    explicit Figures(const std::string& result) { m_good = m_json.parseCopy(result); }

    [[nodiscard]] bool good() const { return m_good; }

    [[nodiscard]] std::uint32_t child(std::uint32_t object, std::string_view key) const
    {
        return m_json.child(object, key);
    }

    [[nodiscard]] std::string text(std::uint32_t object, std::string_view key) const
    {
        const std::uint32_t node = m_json.child(object, key);
        return node == 0 ? std::string() : std::string(m_json.nodes()[node].text);
    }

    [[nodiscard]] std::vector<std::uint32_t> childrenOf(std::uint32_t list) const
    {
        std::vector<std::uint32_t> found;
        const auto nodes = m_json.nodes();
        for (std::uint32_t i = list + 1; list != 0 && i < nodes[list].next; i = nodes[i].next) {
            found.push_back(i);
        }
        return found;
    }

    [[nodiscard]] std::string shown(std::uint32_t node, Shape shape) const
    {
        const codec::JsonNode& value = m_json.nodes()[node];
        if (node == 0 || value.kind == JsonKind::Null) {
            return "\u2013";
        }
        const auto number = parseDouble(value.text);
        if (value.kind != JsonKind::Number || !number) {
            return std::string(value.text);
        }
        switch (shape) {
        case Shape::Count:
            return groupDigits(static_cast<std::int64_t>(std::llround(*number)));
        case Shape::Share:
            return percentText(*number);
        case Shape::Points:
            return signedText(*number * 100, 1);
        case Shape::Number:
            return numberText(*number, 1);
        case Shape::Text:
            break;
        }
        return std::string(value.text);
    }

    /// A list of objects as a table; entries beyond the first hundreds are counted.
    [[nodiscard]] TableBlock table(std::uint32_t list, const std::string& caption,
                                   const std::vector<ColumnOf>& columns) const
    {
        TableBlock table;
        table.caption = caption;
        for (const ColumnOf& column : columns) {
            table.columns.push_back(
                {std::string(column.title),
                 column.shape == Shape::Text ? ColumnAlign::Left : ColumnAlign::Right});
        }
        for (const std::uint32_t entry : childrenOf(list)) {
            if (table.rows.size() >= kMostRows) {
                ++table.leftOut;
                continue;
            }
            auto& row = table.rows.emplace_back();
            for (const ColumnOf& column : columns) {
                row.push_back(plain(shown(child(entry, column.member), column.shape)));
            }
        }
        return table;
    }

    /// "-6.1 to -2.0" of a member that holds two bounds.
    [[nodiscard]] std::string interval(std::uint32_t object, std::string_view key) const
    {
        const auto bounds = childrenOf(child(object, key));
        return bounds.size() != 2
            ? std::string()
            : rangeText(shown(bounds[0], Shape::Points), shown(bounds[1], Shape::Points));
    }

    [[nodiscard]] const codec::JsonRecordReader& json() const { return m_json; }

private:
    codec::JsonRecordReader m_json;
    bool m_good = false;
};

void addFunnel(const Figures& figures, std::vector<Block>& blocks)
{
    blocks.emplace_back(
        figures.table(figures.child(0, "steps"), "Steps of the funnel",
                      {{"step", "step", Shape::Count},
                       {"name", "name"},
                       {"count", "reached", Shape::Count},
                       {"rate_from_start", "of those who entered", Shape::Share},
                       {"rate_from_previous", "of the step before", Shape::Share}}));
    const std::uint32_t by = figures.child(0, "by");
    const std::uint32_t groups = by == 0 ? 0 : figures.child(by, "groups");
    if (groups != 0) {
        blocks.emplace_back(figures.table(groups, "By " + figures.text(by, "field"),
                                          {{"value", "value"},
                                           {"entered", "entered", Shape::Count},
                                           {"converted", "converted", Shape::Count}}));
    }
}

void addComparison(const Figures& figures, std::vector<Block>& blocks)
{
    blocks.emplace_back(Paragraph {plain(figures.text(0, "sentence")), ParagraphKind::Lead});
    TableBlock table;
    table.caption = "Estimates: affected against control, in points";
    table.columns = {{"method"},
                     {"affected", ColumnAlign::Right},
                     {"control", ColumnAlign::Right},
                     {"difference", ColumnAlign::Right},
                     {"95% interval", ColumnAlign::Right}};
    for (const std::uint32_t estimate : figures.childrenOf(figures.child(0, "estimates"))) {
        if (figures.child(estimate, "method") == 0) {
            continue;
        }
        table.rows.push_back(
            {plain(figures.text(estimate, "method")),
             plain(figures.shown(figures.child(estimate, "affected"), Shape::Count)),
             plain(figures.shown(figures.child(estimate, "control"), Shape::Count)),
             plain(figures.shown(figures.child(estimate, "difference"), Shape::Points)),
             plain(figures.interval(estimate, "ci"))});
    }
    blocks.emplace_back(std::move(table));
    if (const std::uint32_t segments = figures.child(0, "segments");
        !figures.childrenOf(segments).empty()) {
        blocks.emplace_back(
            figures.table(segments, "Where it hurts, in points",
                          {{"field", "field"},
                           {"value", "value"},
                           {"affected", "affected", Shape::Count},
                           {"control", "control", Shape::Count},
                           {"difference", "difference", Shape::Points},
                           {"lost_conversions", "lost conversions", Shape::Number}}));
    }
}

void addErrorGroup(const Figures& figures, std::vector<Block>& blocks)
{
    blocks.emplace_back(Paragraph {
        {Run {figures.text(0, "type"), RunTone::Strong}, Run {" " + figures.text(0, "title")}}});
    KeyFigures keys;
    for (const std::string_view member : {"count", "sessions", "users", "tickets"}) {
        keys.items.push_back({figures.shown(figures.child(0, member), Shape::Count),
                              member == "count" ? "occurrences" : std::string(member)});
    }
    blocks.emplace_back(std::move(keys));
    if (const std::string stack = figures.text(0, "stack"); !stack.empty()) {
        blocks.emplace_back(CodeBlock {stack});
    }
}

void addErrors(const Figures& figures, std::vector<Block>& blocks)
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
             plain(figures.shown(figures.child(group, "sessions"), Shape::Count)),
             plain(figures.shown(figures.child(group, "users"), Shape::Count)),
             plain(figures.shown(impact == 0 ? 0 : figures.child(impact, "lost_conversions"),
                                 Shape::Number)),
             plain(figures.text(group, "status"))});
    }
    const auto total = parseUnsigned(figures.text(0, "total")).value_or(0);
    table.leftOut = total > table.rows.size() ? total - table.rows.size() : 0;
    blocks.emplace_back(std::move(table));
}

/// A list of which the result keeps the beginning and how many there were.
void addBeginning(const Figures& figures, std::vector<Block>& blocks, std::string_view list,
                  std::string_view total, const std::string& caption,
                  const std::vector<ColumnOf>& columns)
{
    TableBlock table = figures.table(figures.child(0, list), caption, columns);
    const auto all = parseUnsigned(figures.text(0, total)).value_or(0);
    table.leftOut = all > table.rows.size() ? all - table.rows.size() : 0;
    blocks.emplace_back(std::move(table));
}

void addSql(const Figures& figures, const Question& question, std::vector<Block>& blocks)
{
    blocks.emplace_back(CodeBlock {question.sql});
    TableBlock table;
    table.caption = "What it answers";
    const auto rows = figures.childrenOf(figures.child(0, "rows"));
    const auto nodes = figures.json().nodes();
    std::vector<std::uint32_t> first =
        rows.empty() ? std::vector<std::uint32_t>() : figures.childrenOf(rows.front());
    for (const std::uint32_t column : figures.childrenOf(figures.child(0, "columns"))) {
        const std::size_t place = table.columns.size();
        const bool number = place < first.size() && nodes[first[place]].kind == JsonKind::Number;
        table.columns.push_back(
            {std::string(nodes[column].text), number ? ColumnAlign::Right : ColumnAlign::Left});
    }
    for (const std::uint32_t entry : rows) {
        auto& row = table.rows.emplace_back();
        for (const std::uint32_t value : figures.childrenOf(entry)) {
            row.push_back(plain(figures.shown(value, Shape::Text)));
        }
        row.resize(table.columns.size(), plain(""));
    }
    const auto total = parseUnsigned(figures.text(0, "total")).value_or(0);
    table.leftOut = total > rows.size() ? total - rows.size() : 0;
    blocks.emplace_back(std::move(table));
}

void addFigures(const PinnedResult& pinned, std::vector<Block>& blocks)
{
    const Figures figures(pinned.result);
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
                      {"duration_ms", "ms", Shape::Number},
                      {"status", "status"}});
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
            addFigures(cell.pinned, blocks);
            addMoved(cell.pinned, blocks);
            blocks.emplace_back(ProvenanceBlock {provenanceOf(cell.pinned)});
            document.data.emplace_back("cell_" + std::to_string(cell.id), cell.pinned.result);
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
