#include "models/notebook/answer_blocks.h"

#include "models/base/text.h"
#include "models/base/time_parse.h"
#include "models/notebook/impact_parts.h"
#include "models/notebook/number_text.h"

#include <algorithm>
#include <optional>

namespace throughline::notebook {

namespace {

constexpr std::string_view kNone = "\u2013";

std::string moment(const ResultReader& figures, std::uint32_t object, std::string_view key)
{
    const auto parsed = parseIsoTime(figures.text(object, key));
    return parsed ? momentText(parsed->time) : std::string(kNone);
}

std::string count(const ResultReader& figures, std::uint32_t object, std::string_view key)
{
    return figures.shown(figures.child(object, key), NumberShape::Count);
}

/// A rate with its interval: "174.9 (153.4 - 199.5)".
std::string rateWithInterval(const ResultReader& figures, std::uint32_t object,
                             std::string_view key, NumberShape shape)
{
    const std::string rate = figures.shown(figures.child(object, key), shape);
    const auto bounds = figures.childrenOf(figures.child(object, "ci"));
    return bounds.size() != 2 ? rate
                              : rate + " ("
            + rangeText(figures.shown(bounds[0], shape), figures.shown(bounds[1], shape)) + ")";
}

void addLeftOut(TableBlock& table, const ResultReader& figures, std::string_view total)
{
    const auto all = parseUnsigned(figures.text(0, total)).value_or(0);
    table.leftOut = all > table.rows.size() ? all - table.rows.size() : 0;
}

void addPeriods(const ResultReader& figures, std::vector<Block>& blocks)
{
    TableBlock table;
    table.caption = "The two periods";
    table.columns = {{"period"}, {"from"}, {"to"}};
    for (const auto& [name, title] : {std::pair {"before", "before"}, {"after", "since"}}) {
        const std::uint32_t period = figures.child(0, name);
        table.rows.push_back({plain(title), plain(moment(figures, period, "from")),
                              plain(moment(figures, period, "to"))});
    }
    blocks.emplace_back(std::move(table));
}

void addOccurrences(const ResultReader& figures, std::uint32_t found, std::vector<Block>& blocks)
{
    TableBlock table;
    table.caption = "How often " + figures.text(0, "error_group") + " occurred";
    table.columns = {{"period"},
                     {"sessions at risk", ColumnAlign::Right},
                     {"hit", ColumnAlign::Right},
                     {"occurrences", ColumnAlign::Right},
                     {"per 1,000 (95% interval)", ColumnAlign::Right}};
    for (const auto& [name, title] : {std::pair {"before", "before"}, {"after", "since"}}) {
        const std::uint32_t period = figures.child(found, name);
        table.rows.push_back(
            {plain(title), plain(count(figures, period, "sessions_at_risk")),
             plain(count(figures, period, "sessions_hit")),
             plain(count(figures, period, "occurrences")),
             plain(rateWithInterval(figures, period, "per_1000", NumberShape::Number))});
    }
    blocks.emplace_back(std::move(table));
}

void addConversion(const ResultReader& figures, std::uint32_t found, std::vector<Block>& blocks)
{
    TableBlock table;
    const std::string funnel = figures.text(found, "funnel");
    table.caption = funnel.empty() ? "Conversion" : "Conversion of " + funnel;
    table.columns = {{"period"},
                     {"sessions", ColumnAlign::Right},
                     {"converted", ColumnAlign::Right},
                     {"rate (95% interval)", ColumnAlign::Right}};
    for (const auto& [name, title] : {std::pair {"before", "before"}, {"after", "since"}}) {
        const std::uint32_t period = figures.child(found, name);
        table.rows.push_back(
            {plain(title), plain(count(figures, period, "sessions")),
             plain(count(figures, period, "converted")),
             plain(rateWithInterval(figures, period, "rate", NumberShape::Share))});
    }
    blocks.emplace_back(std::move(table));
    TableBlock moved;
    moved.caption = "By how much conversion moved, in points";
    moved.columns = {
        {"between"}, {"difference", ColumnAlign::Right}, {"95% interval", ColumnAlign::Right}};
    for (const auto& [name, title] :
         {std::pair {"estimate", "before and since the release"},
          {"placebo", "the two periods before it (should be near 0)"}}) {
        const std::uint32_t estimate = figures.child(found, name);
        const std::string interval = figures.interval(estimate, "ci");
        moved.rows.push_back(
            {plain(title),
             plain(figures.shown(figures.child(estimate, "difference"), NumberShape::Points)),
             plain(interval.empty() ? std::string(kNone) : interval)});
    }
    blocks.emplace_back(std::move(moved));
}

std::string orderWords(const std::string& sort)
{
    if (sort == "newest") {
        return "newest first";
    }
    if (sort == "longest") {
        return "longest first";
    }
    return sort == "errors" ? "most errors first" : "most frustrated first";
}

/// A step as a column is called: its event where it is one and every step has a column.
std::string stepTitle(const ResultReader& figures, std::size_t step, std::size_t columns)
{
    const auto steps = figures.childrenOf(figures.child(figures.child(0, "funnel"), "steps"));
    const std::string text =
        steps.size() == columns ? figures.shown(steps[step - 1], NumberShape::Text) : "";
    constexpr std::string_view kEvent = "event:";
    return text.starts_with(kEvent) ? text.substr(kEvent.size()) : "step " + std::to_string(step);
}

/// Columns of a pivot: the field, who met the error where it is split by that, each step.
void addPivotRow(TableBlock& table, const ResultReader& figures, std::uint32_t entry,
                 const std::string& arm, std::string_view member)
{
    const auto steps = figures.childrenOf(figures.child(entry, member));
    auto& row = table.rows.emplace_back();
    const std::string value = figures.text(entry, "value");
    row.push_back(plain(value.empty() ? "(none)" : value));
    if (!arm.empty()) {
        row.push_back(plain(arm));
    }
    for (const std::uint32_t step : steps) {
        row.push_back(plain(figures.shown(step, NumberShape::Count)));
    }
    const auto entered = steps.empty() ? std::nullopt : figures.number(steps.front());
    const auto converted = steps.empty() ? std::nullopt : figures.number(steps.back());
    row.push_back(plain(entered.value_or(0) > 0 ? percentText(converted.value_or(0) / *entered)
                                                : std::string(kNone)));
    row.resize(table.columns.size(), plain(""));
}

bool anyWith(const ResultReader& figures)
{
    for (const std::uint32_t field : figures.childrenOf(figures.child(0, "fields"))) {
        for (const std::uint32_t entry : figures.childrenOf(figures.child(field, "values"))) {
            const auto steps = figures.childrenOf(figures.child(entry, "with"));
            if (!steps.empty() && figures.number(steps.front()).value_or(0) > 0) {
                return true;
            }
        }
    }
    return false;
}

} // namespace

std::string differenceLabel(const ResultReader& figures, std::uint32_t entry)
{
    const std::string field = figures.text(entry, "field");
    const std::string value = figures.text(entry, "value");
    return (field.empty() ? figures.text(entry, "kind") : field) + ": "
        + (value.empty() ? "(none)" : value);
}

void addSessions(const ResultReader& figures, std::vector<Block>& blocks)
{
    KeyFigures keys;
    keys.items.push_back({count(figures, 0, "total"), "sessions"});
    const bool outcomes = figures.number(0, "not_converted").has_value();
    if (outcomes) {
        keys.items.push_back({count(figures, 0, "not_converted"), "did not convert"});
    }
    blocks.emplace_back(std::move(keys));
    TableBlock table;
    table.caption = "The first of them, " + orderWords(figures.text(0, "sort"));
    table.columns = {{"session"},
                     {"user"},
                     {"begins"},
                     {"events", ColumnAlign::Right},
                     {"errors", ColumnAlign::Right},
                     {"rage clicks", ColumnAlign::Right},
                     {"tickets", ColumnAlign::Right}};
    if (outcomes) {
        table.columns.push_back({"converted"});
    }
    for (const std::uint32_t entry : figures.childrenOf(figures.child(0, "sessions"))) {
        auto& row = table.rows.emplace_back();
        row.push_back({Run {figures.text(entry, "id"), RunTone::Code}});
        row.push_back(plain(figures.shown(figures.child(entry, "user"), NumberShape::Text)));
        row.push_back(plain(moment(figures, entry, "start")));
        for (const std::string_view member : {"events", "errors", "rage_clicks", "tickets"}) {
            row.push_back(plain(count(figures, entry, member)));
        }
        if (outcomes) {
            row.push_back(plain(figures.text(entry, "converted") == "true" ? "yes" : "no"));
        }
    }
    addLeftOut(table, figures, "total");
    blocks.emplace_back(std::move(table));
}

void addDifferences(const ResultReader& figures, std::vector<Block>& blocks)
{
    blocks.emplace_back(Paragraph {plain(figures.text(0, "sentence")), ParagraphKind::Lead});
    TableBlock table;
    table.caption = "What differs, the surest first";
    table.columns = {{"what"},
                     {"first", ColumnAlign::Right},
                     {"others", ColumnAlign::Right},
                     {"points", ColumnAlign::Right},
                     {"95% interval", ColumnAlign::Right},
                     {"q", ColumnAlign::Right}};
    for (const std::uint32_t entry : figures.childrenOf(figures.child(0, "differences"))) {
        const auto q = figures.number(entry, "q_value");
        const std::string interval = figures.interval(entry, "ci");
        table.rows.push_back(
            {plain(differenceLabel(figures, entry)),
             plain(figures.shown(figures.child(entry, "share_a"), NumberShape::Share)),
             plain(figures.shown(figures.child(entry, "share_b"), NumberShape::Share)),
             plain(figures.shown(figures.child(entry, "difference"), NumberShape::Points)),
             plain(interval.empty() ? std::string(kNone) : interval),
             plain(q ? pValueText(*q) : std::string(kNone))});
    }
    addLeftOut(table, figures, "total");
    blocks.emplace_back(std::move(table));
    std::vector<std::string> fields;
    for (const std::uint32_t field : figures.childrenOf(figures.child(0, "left_out_fields"))) {
        fields.push_back(figures.shown(field, NumberShape::Text));
    }
    if (!fields.empty()) {
        blocks.emplace_back(Paragraph {
            plain("Left out, for nearly every session has its own value: " + join(fields, ", ")),
            ParagraphKind::Note});
    }
}

void addRelease(const ResultReader& figures, std::vector<Block>& blocks)
{
    blocks.emplace_back(Paragraph {plain(figures.text(0, "sentence")), ParagraphKind::Lead});
    if (const std::uint32_t found = figures.child(0, "occurrences");
        found != 0 && figures.child(found, "before") != 0) {
        addOccurrences(figures, found, blocks);
    }
    if (const std::uint32_t found = figures.child(0, "conversion");
        found != 0 && figures.child(found, "before") != 0) {
        addConversion(figures, found, blocks);
    }
    addPeriods(figures, blocks);
}

void addPivot(const ResultReader& figures, std::vector<Block>& blocks)
{
    const bool byError = anyWith(figures);
    for (const std::uint32_t field : figures.childrenOf(figures.child(0, "fields"))) {
        const auto entries = figures.childrenOf(figures.child(field, "values"));
        const std::size_t steps = entries.empty()
            ? 0
            : figures.childrenOf(figures.child(entries.front(), "without")).size();
        TableBlock table;
        table.caption = "By " + figures.text(field, "field");
        table.columns = {{figures.text(field, "field")}};
        if (byError) {
            table.columns.push_back({"error"});
        }
        for (std::size_t step = 1; step <= steps; ++step) {
            table.columns.push_back({stepTitle(figures, step, steps), ColumnAlign::Right});
        }
        table.columns.push_back({"converted", ColumnAlign::Right});
        for (const std::uint32_t entry : entries) {
            if (byError) {
                addPivotRow(table, figures, entry, "with", "with");
            }
            addPivotRow(table, figures, entry, byError ? "without" : "", "without");
        }
        blocks.emplace_back(std::move(table));
    }
}

void addRecord(const ResultReader& figures, std::vector<Block>& blocks)
{
    std::string file = figures.text(0, "file");
    if (const std::string member = figures.text(0, "member"); !member.empty()) {
        file += ", " + member;
    }
    blocks.emplace_back(
        Paragraph {{Run {figures.text(0, "signal"), RunTone::Strong},
                    Run {" of " + moment(figures, 0, "time") + ", " + file + ", line "
                         + count(figures, 0, "line") + ", " + figures.text(0, "format")}}});
    blocks.emplace_back(figures.table(figures.child(0, "attributes"), "What the record says",
                                      {{"name", "attribute"}, {"value", "value"}}));
    if (!figures.childrenOf(figures.child(0, "rules")).empty()) {
        blocks.emplace_back(figures.table(
            figures.child(0, "rules"), "What redaction changed in it",
            {{"rule", "rule"}, {"field", "field"}, {"count", "times", NumberShape::Count}}));
    }
}

void addRegroup(const ResultReader& figures, std::vector<Block>& blocks)
{
    const std::uint32_t change = figures.child(0, "change");
    const std::string before = figures.text(0, "rule_set_before");
    const std::string after = figures.text(0, "rule_set_after");
    blocks.emplace_back(Paragraph {plain(figures.text(change, "sentence")), ParagraphKind::Lead});
    blocks.emplace_back(Paragraph {plain(
        before == after ? "Rule set " + before : "Rule set " + before + " becomes " + after)});
    const std::uint32_t names = figures.child(0, "names");
    TableBlock table;
    table.caption = "Where occurrences go";
    table.columns = {
        {"from"}, {"error"}, {"to"}, {"error there"}, {"occurrences", ColumnAlign::Right}};
    for (const std::uint32_t flow : figures.childrenOf(figures.child(change, "flows"))) {
        const std::string from = figures.text(flow, "from");
        const std::string to = figures.text(flow, "to");
        table.rows.push_back({plain(from), plain(figures.text(names, from)), plain(to),
                              plain(figures.text(names, to)),
                              plain(count(figures, flow, "occurrences"))});
    }
    if (!table.rows.empty()) {
        blocks.emplace_back(std::move(table));
    }
}

} // namespace throughline::notebook
