#include "models/notebook/notebook_document.h"

#include "models/base/text.h"
#include "models/codec/json_writer.h"
#include "models/notebook/cell_figures.h"
#include "models/notebook/markdown_blocks.h"
#include "models/notebook/recount.h"
#include "models/notebook/result_blocks.h"

#include <algorithm>

namespace throughline::notebook {

namespace {

constexpr std::size_t kMovedShown = 20;

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
    addAnswer(pinned, figures, blocks);
    addPicture(pinned, figures, blocks);
    addMoved(pinned, blocks);
    if (figures.good()) {
        blocks.emplace_back(ProvenanceBlock {provenanceOf(pinned, figures)});
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
            // A question in SQL stands whole above its answer.
            if (cell.pinned.question.kind != QuestionKind::Sql || cell.pinned.result.empty()) {
                blocks.emplace_back(
                    Paragraph {{Run {questionText(cell.pinned.question), RunTone::Muted}}});
            }
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
