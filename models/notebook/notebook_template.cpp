#include "models/notebook/notebook_template.h"

#include "models/base/text.h"
#include "models/codec/json_record.h"
#include "models/notebook/number_text.h"

#include <algorithm>
#include <array>

namespace throughline::notebook {

namespace {

using codec::JsonKind;

constexpr std::array<std::string_view, 4> kMembers {"name", "title", "description", "cells"};
constexpr std::array<std::string_view, 8> kCellMembers {"text", "ask",       "by",   "segments",
                                                        "sql",  "ranked_by", "part", "claim"};

/// Reads one template; the first thing that is wrong ends it.
class TemplateReader
{
public:
    explicit TemplateReader(const std::string& file)
        : m_file(file)
    {
    }

    Result<NotebookTemplate> read(std::string_view text)
    {
        if (!m_json.parseCopy(text) || m_json.nodes()[0].kind != JsonKind::Object) {
            return wrong("it is no JSON object");
        }
        TL_TRY(knownMembers(0, kMembers, "the template"));
        NotebookTemplate form;
        form.name = this->text(0, "name");
        form.title = this->text(0, "title");
        form.description = this->text(0, "description");
        if (form.name.empty() || form.title.empty()) {
            return wrong("it needs a name and a title");
        }
        const std::uint32_t cells = m_json.child(0, "cells");
        if (cells == 0 || m_json.nodes()[cells].kind != JsonKind::Array
            || m_json.nodes()[cells].next == cells + 1) {
            return wrong("it needs a list of cells");
        }
        for (std::uint32_t i = cells + 1; i < m_json.nodes()[cells].next;
             i = m_json.nodes()[i].next) {
            ++m_cell;
            TL_ASSIGN(TemplateCell cell, readCell(i));
            form.cells.push_back(std::move(cell));
        }
        return form;
    }

private:
    Error wrong(const std::string& what) const
    {
        return usageError("The template " + m_file + " cannot be used: " + what,
                          "See resources/templates/README.md for what a template holds");
    }

    Error wrongCell(const std::string& what) const
    {
        return wrong("cell " + std::to_string(m_cell) + " " + what);
    }

    [[nodiscard]] std::string text(std::uint32_t object, std::string_view key) const
    {
        const std::uint32_t node = m_json.child(object, key);
        return node == 0 ? std::string() : std::string(m_json.nodes()[node].text);
    }

    template<std::size_t N>
    Result<void> knownMembers(std::uint32_t object, const std::array<std::string_view, N>& known,
                              const std::string& whose) const
    {
        const auto nodes = m_json.nodes();
        for (std::uint32_t i = object + 1; i < nodes[object].next; i = nodes[i].next) {
            if (std::find(known.begin(), known.end(), nodes[i].key) == known.end()) {
                return wrong(whose + " has a member '" + std::string(nodes[i].key)
                             + "', which is not known");
            }
        }
        return {};
    }

    Result<TemplateCell> readCell(std::uint32_t object)
    {
        if (m_json.nodes()[object].kind != JsonKind::Object) {
            return wrongCell("is no object");
        }
        TL_TRY(knownMembers(object, kCellMembers, "cell " + std::to_string(m_cell)));
        TemplateCell cell;
        cell.text = text(object, "text");
        cell.claim = text(object, "claim");
        if (const std::string ask = text(object, "ask"); !ask.empty()) {
            cell.kind = CellKind::Result;
            TL_TRY(readQuestion(object, ask, cell));
        } else if (!cell.claim.empty()) {
            cell.kind = CellKind::Finding;
        } else if (cell.text.empty()) {
            return wrongCell("holds neither a text nor a question nor a claim");
        }
        return cell;
    }

    Result<void> readQuestion(std::uint32_t object, const std::string& ask, TemplateCell& cell)
    {
        const auto kind = questionKindFromText(ask);
        const bool one = kind == QuestionKind::Session || kind == QuestionKind::Trace
            || kind == QuestionKind::Ticket;
        if (!kind || one) {
            return wrongCell("asks '" + ask
                             + "'; it may ask funnel, comparison, error-group, errors or sql");
        }
        cell.question.kind = *kind;
        cell.question.by = text(object, "by");
        cell.question.sql = text(object, "sql");
        if (*kind == QuestionKind::Sql && cell.question.sql.empty()) {
            return wrongCell("asks in SQL and has none");
        }
        if (const std::uint32_t list = m_json.child(object, "segments"); list != 0) {
            for (std::uint32_t i = list + 1; i < m_json.nodes()[list].next;
                 i = m_json.nodes()[i].next) {
                cell.question.byFields.emplace_back(m_json.nodes()[i].text);
            }
        }
        const std::string ranked = text(object, "ranked_by");
        if (!ranked.empty() && ranked != "funnel") {
            return wrongCell("is ranked by '" + ranked + "'; it may be ranked by funnel");
        }
        cell.withFunnel = !ranked.empty();
        const std::string part = text(object, "part");
        if (!part.empty() && part != "before" && part != "after") {
            return wrongCell("is of the part '" + part + "'; parts are before and after");
        }
        cell.part = part.empty() ? TemplatePart::All
            : part == "before"   ? TemplatePart::Before
                                 : TemplatePart::After;
        return {};
    }

    const std::string& m_file;
    codec::JsonRecordReader m_json;
    std::size_t m_cell = 0;
};

bool needsFunnel(const TemplateCell& cell)
{
    return cell.kind == CellKind::Result
        && (cell.question.kind == QuestionKind::Funnel
            || cell.question.kind == QuestionKind::Comparison || cell.withFunnel);
}

bool needsGroup(const TemplateCell& cell)
{
    return cell.kind == CellKind::Result
        && (cell.question.kind == QuestionKind::ErrorGroup
            || cell.question.kind == QuestionKind::Comparison);
}

bool mentions(const TemplateCell& cell, std::string_view place)
{
    return cell.text.find(place) != std::string::npos || cell.claim.find(place) != std::string::npos
        || cell.question.sql.find(place) != std::string::npos;
}

bool needs(const TemplateCell& cell, TemplateInput input)
{
    switch (input) {
    case TemplateInput::ErrorGroup:
        return needsGroup(cell) || mentions(cell, "{error_group}");
    case TemplateInput::Funnel:
        return needsFunnel(cell) || mentions(cell, "{funnel}");
    case TemplateInput::At:
        return cell.part != TemplatePart::All || mentions(cell, "{at}");
    }
    return false;
}

domain::Scope scopeOf(const TemplateCell& cell, const TemplateInputs& inputs)
{
    domain::Scope scope = inputs.scope;
    if (cell.part == TemplatePart::All || !inputs.at) {
        return scope;
    }
    TimeRange range = scope.range.empty() ? TimeRange {kNoBegin, kNoEnd} : scope.range;
    if (cell.part == TemplatePart::Before) {
        range.to = std::min(range.to, *inputs.at);
    } else {
        range.from = std::max(range.from, *inputs.at);
    }
    scope.range = range;
    return scope;
}

} // namespace

std::string_view toText(TemplateInput input)
{
    switch (input) {
    case TemplateInput::ErrorGroup:
        return "--error-group";
    case TemplateInput::Funnel:
        return "--funnel";
    case TemplateInput::At:
        return "--at";
    }
    return {};
}

Result<NotebookTemplate> readTemplate(std::string_view json, const std::string& file)
{
    return TemplateReader(file).read(json);
}

std::vector<TemplateInput> inputsOf(const NotebookTemplate& form)
{
    std::vector<TemplateInput> inputs;
    for (const TemplateInput input :
         {TemplateInput::ErrorGroup, TemplateInput::Funnel, TemplateInput::At}) {
        if (std::any_of(form.cells.begin(), form.cells.end(),
                        [input](const TemplateCell& cell) { return needs(cell, input); })) {
            inputs.push_back(input);
        }
    }
    return inputs;
}

Result<std::vector<Cell>> cellsOf(const NotebookTemplate& form, const TemplateInputs& inputs)
{
    std::vector<std::string> missing;
    for (const TemplateInput input : inputsOf(form)) {
        const bool told = input == TemplateInput::ErrorGroup ? !inputs.errorGroup.empty()
            : input == TemplateInput::Funnel                 ? !inputs.funnel.steps.empty()
                                                             : inputs.at.has_value();
        if (!told) {
            missing.emplace_back(toText(input));
        }
    }
    if (!missing.empty()) {
        return usageError("The template " + form.name + " needs " + listInWords(missing));
    }
    const auto filled = [&inputs](std::string text) {
        text = replaceAll(std::move(text), "{error_group}", inputs.errorGroup);
        text = replaceAll(std::move(text), "{funnel}", inputs.funnel.name);
        return replaceAll(std::move(text), "{at}", inputs.at ? formatRfc3339(*inputs.at) : "");
    };
    std::vector<Cell> cells;
    for (const TemplateCell& planned : form.cells) {
        Cell& cell = cells.emplace_back();
        cell.kind = planned.kind;
        cell.text = filled(planned.text);
        cell.finding.claim = filled(planned.claim);
        if (cell.kind != CellKind::Result) {
            continue;
        }
        Question& question = cell.pinned.question;
        question = planned.question;
        question.scope = scopeOf(planned, inputs);
        if (needsFunnel(planned)) {
            question.funnel = inputs.funnel;
        }
        if (needsGroup(planned)) {
            question.errorGroup = inputs.errorGroup;
        }
        // A name in SQL stands in quotes; a quote in it is doubled.
        question.sql = replaceAll(
            replaceAll(question.sql, "{error_group}", replaceAll(inputs.errorGroup, "'", "''")),
            "{at_ns}", inputs.at ? std::to_string(inputs.at->ns) : "0");
    }
    return cells;
}

} // namespace throughline::notebook
