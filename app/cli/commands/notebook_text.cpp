#include "app/cli/commands/notebook_text.h"

#include "app/cli/table.h"
#include "models/base/text.h"
#include "models/codec/json_record.h"
#include "models/codec/json_writer.h"
#include "models/codec/text_escape.h"

#include <algorithm>
#include <ostream>

namespace throughline::cli {

namespace {

using notebook::Cell;
using notebook::CellKind;

/// Figures of one result in a table for people; all of them stand in --json.
constexpr std::size_t kFiguresShown = 20;

/// The figure of a result that says most: its sentence, or how many it counts.
std::string mainFigure(const std::string& result)
{
    codec::JsonRecordReader json;
    if (!json.parseCopy(result)) {
        return "-";
    }
    const auto nodes = json.nodes();
    if (const auto sentence = json.child(0, "sentence"); sentence != 0) {
        return std::string(nodes[sentence].text);
    }
    std::string text;
    for (const std::string_view key : {"entered", "converted", "total", "count", "sessions",
                                       "users", "timeline_total", "spans_total"}) {
        const auto node = json.child(0, key);
        if (node != 0 && nodes[node].kind == codec::JsonKind::Number) {
            text +=
                (text.empty() ? "" : ", ") + std::string(key) + ' ' + std::string(nodes[node].text);
        }
    }
    return text.empty() ? "-" : text;
}

std::string findingFacts(const notebook::Finding& finding)
{
    std::vector<std::string> facts {std::string(notebook::toText(finding.status))};
    const auto add = [&facts](const std::string& name, const std::string& value) {
        if (!value.empty()) {
            facts.push_back(name + ' ' + value);
        }
    };
    add("owner", finding.owner);
    add("product", finding.product);
    add("feature", finding.feature);
    add("experiment", finding.experiment);
    std::vector<std::string> cells;
    for (const std::int64_t id : finding.evidence) {
        cells.push_back(std::to_string(id));
    }
    add("rests on cells", listInWords(cells));
    facts.emplace_back(notebook::toText(finding.standing));
    return join(facts, ", ");
}

} // namespace

void printNotebook(const notebook::Notebook& notebook, std::ostream& out)
{
    out << codec::escapeTerminal(notebook.name)
        << (notebook.templateName.empty()
                ? std::string()
                : "  (" + codec::escapeTerminal(notebook.templateName) + ')')
        << "\n\n";
    Table table({{"cell", true}, {"kind"}, {"what"}, {"says"}});
    for (const Cell& cell : notebook.cells) {
        const std::string says = cell.kind == CellKind::Result ? mainFigure(cell.pinned.result)
            : cell.kind == CellKind::Finding                   ? findingFacts(cell.finding)
                                                               : std::string();
        table.add({std::to_string(cell.id), std::string(notebook::toText(cell.kind)),
                   notebook::summaryOf(cell), says});
    }
    table.print(out);
}

std::vector<std::string> savedNotes(const workflow::SavedNotebook& saved)
{
    std::vector<std::string> notes;
    if (saved.wasGone) {
        notes.emplace_back("the notebook was deleted or renamed elsewhere meanwhile; it is there "
                           "again under this name");
    }
    if (saved.merged.tookTheirs) {
        notes.emplace_back("the notebook was changed elsewhere meanwhile; it holds both changes");
    }
    for (const std::int64_t cell : saved.merged.doubled) {
        notes.push_back("cell " + std::to_string(cell)
                        + " was changed elsewhere too; both are kept, this one as cell "
                        + std::to_string(saved.merged.renumbered.at(cell)));
    }
    return notes;
}

void printRerun(const workflow::Rerun& rerun, std::ostream& out)
{
    for (const workflow::Rerun::Change& change : rerun.changes) {
        const auto cell =
            std::find_if(rerun.notebook.cells.begin(), rerun.notebook.cells.end(),
                         [&change](const Cell& each) { return each.id == change.cell; });
        out << "Cell " << change.cell << ", " << codec::escapeTerminal(notebook::summaryOf(*cell))
            << ": ";
        if (!change.problem.empty()) {
            out << "not asked, " << codec::escapeTerminal(change.problem) << '\n';
            continue;
        }
        if (change.moved.empty()) {
            out << "as it was\n";
            continue;
        }
        out << count(change.moved.size()) << (change.moved.size() == 1 ? " figure" : " figures")
            << " moved\n";
        Table table({{"  figure"}, {"before"}, {"now"}});
        for (std::size_t i = 0; i < std::min(change.moved.size(), kFiguresShown); ++i) {
            const notebook::MovedFigure& moved = change.moved[i];
            table.add({"  " + moved.path, moved.before.empty() ? "-" : moved.before,
                       moved.after.empty() ? "-" : moved.after});
        }
        table.print(out);
        if (change.moved.size() > kFiguresShown) {
            out << "  and " << change.moved.size() - kFiguresShown << " more; --json tells all\n";
        }
    }
    for (const Cell& cell : rerun.notebook.cells) {
        if (cell.kind == CellKind::Finding) {
            out << "Finding " << cell.id << ", " << codec::escapeTerminal(cell.finding.claim)
                << ": " << notebook::toText(cell.finding.standing) << '\n';
        }
    }
}

void writeRerun(const workflow::Rerun& rerun, std::ostream& out)
{
    codec::JsonWriter json(2);
    json.beginObject().member("notebook", rerun.notebook.name);
    json.member("moved", rerun.anyMoved()).key("results").beginArray();
    for (const workflow::Rerun::Change& change : rerun.changes) {
        json.beginObject().member("cell", change.cell).textOrNull("problem", change.problem);
        json.key("moved").beginArray();
        for (const notebook::MovedFigure& moved : change.moved) {
            json.beginObject().member("figure", moved.path).textOrNull("before", moved.before);
            json.textOrNull("after", moved.after).endObject();
        }
        json.endArray().endObject();
    }
    json.endArray().key("findings").beginArray();
    for (const Cell& cell : rerun.notebook.cells) {
        if (cell.kind == CellKind::Finding) {
            json.beginObject().member("cell", cell.id).member("claim", cell.finding.claim);
            json.member("status", notebook::toText(cell.finding.status));
            json.member("standing", notebook::toText(cell.finding.standing)).endObject();
        }
    }
    json.endArray().endObject();
    out << json.text() << '\n';
}

} // namespace throughline::cli
