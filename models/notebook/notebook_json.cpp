#include "models/notebook/notebook_json.h"

#include "models/base/text.h"
#include "models/codec/json_record.h"
#include "models/codec/json_text.h"

#include <array>
#include <utility>

namespace throughline::notebook {

namespace {

using codec::JsonKind;

void writeFunnel(codec::JsonWriter& json, const domain::FunnelDefinition& funnel)
{
    json.beginObject().member("name", funnel.name).member("steps", funnel.steps);
    json.member("unit", static_cast<int>(funnel.unit));
    json.member("order", static_cast<int>(funnel.order));
    json.member("window_ns", funnel.window.ns).member("tolerance_ns", funnel.tolerance.ns);
    json.member("attempt", static_cast<int>(funnel.attempt)).member("universe", funnel.universe);
    json.key("optional").beginArray();
    for (const std::uint32_t step : funnel.optionalSteps) {
        json.value(step);
    }
    json.endArray().key("exclusions").beginArray();
    for (const domain::FunnelExclusion& exclusion : funnel.exclusions) {
        json.beginObject().member("step", exclusion.step).member("from", exclusion.from);
        json.member("to", exclusion.to).member("mode", static_cast<int>(exclusion.mode));
        json.endObject();
    }
    json.endArray().endObject();
}

/// Reads members of objects of one parsed document; what is missing is empty.
class Reader
{
public:
    bool parse(std::string_view text)
    {
        return m_json.parseCopy(text) && m_json.nodes()[0].kind == JsonKind::Object;
    }

    [[nodiscard]] std::uint32_t child(std::uint32_t object, std::string_view key) const
    {
        return m_json.child(object, key);
    }

    [[nodiscard]] std::string text(std::uint32_t object, std::string_view key) const
    {
        const std::uint32_t node = child(object, key);
        return node == 0 ? std::string() : std::string(m_json.nodes()[node].text);
    }

    [[nodiscard]] std::optional<std::int64_t> number(std::uint32_t object,
                                                     std::string_view key) const
    {
        const std::uint32_t node = child(object, key);
        return node == 0 ? std::nullopt : parseInteger(m_json.nodes()[node].text);
    }

    [[nodiscard]] std::int64_t numberOr(std::uint32_t object, std::string_view key,
                                        std::int64_t otherwise) const
    {
        return number(object, key).value_or(otherwise);
    }

    /// The nodes of a list or object; none where there is no such member.
    [[nodiscard]] std::vector<std::uint32_t> children(std::uint32_t object,
                                                      std::string_view key) const
    {
        const std::uint32_t node = child(object, key);
        return node == 0 ? std::vector<std::uint32_t>() : childrenOf(node);
    }

    [[nodiscard]] std::vector<std::uint32_t> childrenOf(std::uint32_t node) const
    {
        std::vector<std::uint32_t> found;
        const auto nodes = m_json.nodes();
        for (std::uint32_t i = node + 1; i < nodes[node].next; i = nodes[i].next) {
            found.push_back(i);
        }
        return found;
    }

    [[nodiscard]] std::vector<std::string> texts(std::uint32_t object, std::string_view key) const
    {
        std::vector<std::string> found;
        for (const std::uint32_t node : children(object, key)) {
            found.emplace_back(m_json.nodes()[node].text);
        }
        return found;
    }

    [[nodiscard]] std::map<std::string, std::string> pairs(std::uint32_t object,
                                                           std::string_view key) const
    {
        std::map<std::string, std::string> found;
        for (const std::uint32_t node : children(object, key)) {
            found[std::string(m_json.nodes()[node].key)] = m_json.nodes()[node].text;
        }
        return found;
    }

    /// The member as JSON text.
    [[nodiscard]] std::string raw(std::uint32_t object, std::string_view key) const
    {
        std::string json;
        if (const std::uint32_t node = child(object, key); node != 0) {
            codec::appendJson(json, m_json, node);
        }
        return json;
    }

    [[nodiscard]] std::string rawOf(std::uint32_t node) const
    {
        std::string json;
        codec::appendJson(json, m_json, node);
        return json;
    }

    [[nodiscard]] std::string_view textOf(std::uint32_t node) const
    {
        return m_json.nodes()[node].text;
    }

private:
    codec::JsonRecordReader m_json;
};

domain::FunnelDefinition readFunnel(const Reader& json, std::uint32_t object)
{
    domain::FunnelDefinition funnel;
    funnel.name = json.text(object, "name");
    funnel.steps = json.texts(object, "steps");
    funnel.unit = static_cast<domain::Unit>(json.numberOr(object, "unit", 0));
    funnel.order = static_cast<domain::FunnelOrder>(json.numberOr(object, "order", 0));
    funnel.window.ns = json.numberOr(object, "window_ns", funnel.window.ns);
    funnel.tolerance.ns = json.numberOr(object, "tolerance_ns", 0);
    funnel.attempt = static_cast<domain::AttemptChoice>(json.numberOr(object, "attempt", 0));
    funnel.universe = json.text(object, "universe");
    for (const std::uint32_t step : json.children(object, "optional")) {
        funnel.optionalSteps.push_back(
            static_cast<std::uint32_t>(parseInteger(json.textOf(step)).value_or(0)));
    }
    for (const std::uint32_t node : json.children(object, "exclusions")) {
        domain::FunnelExclusion& exclusion = funnel.exclusions.emplace_back();
        exclusion.step = json.text(node, "step");
        exclusion.from = static_cast<std::uint32_t>(json.numberOr(node, "from", 1));
        exclusion.to = static_cast<std::uint32_t>(json.numberOr(node, "to", 2));
        exclusion.mode = static_cast<domain::ExclusionMode>(json.numberOr(node, "mode", 0));
    }
    return funnel;
}

/// Members of a question that are plain texts; those that are empty are not written.
constexpr std::array<std::pair<std::string_view, std::string Question::*>, 14> kQuestionTexts {
    {{"by", &Question::by},
     {"attribution", &Question::attribution},
     {"error_group", &Question::errorGroup},
     {"fingerprint", &Question::fingerprint},
     {"id", &Question::id},
     {"sql", &Question::sql},
     {"set", &Question::set},
     {"arm", &Question::arm},
     {"sort", &Question::sort},
     {"first", &Question::first},
     {"second", &Question::second},
     {"version", &Question::version},
     {"path", &Question::path},
     {"maps", &Question::maps}}};

Result<Question> readQuestion(const Reader& json, std::uint32_t object)
{
    Question question;
    const std::string kind = json.text(object, "kind");
    const auto known = questionKindFromText(kind);
    if (!known) {
        return usageError(
            "'" + kind + "' is no kind of question",
            "Kinds are funnel, comparison, error-group, errors, session, trace, ticket, sql, "
            "sessions, differences, release, pivot, record, regroup");
    }
    question.kind = *known;
    if (const std::uint32_t funnel = json.child(object, "funnel"); funnel != 0) {
        question.funnel = readFunnel(json, funnel);
    }
    question.scope.where = json.text(object, "where");
    question.scope.range.from.ns = json.numberOr(object, "from_ns", 0);
    question.scope.range.to.ns = json.numberOr(object, "to_ns", 0);
    question.scope.includeBots = json.text(object, "include_bots") == "true";
    if (const auto step = json.number(object, "from_step")) {
        question.fromStep = static_cast<std::uint32_t>(*step);
    }
    question.match = json.texts(object, "match");
    question.byFields = json.texts(object, "segments");
    question.valuePerConversion = parseDouble(json.text(object, "value_per_conversion"));
    for (const std::uint32_t node : json.children(object, "values")) {
        question.values.push_back({json.text(node, "field"), json.text(node, "value")});
    }
    for (const auto& [name, member] : kQuestionTexts) {
        question.*member = json.text(object, name);
    }
    return question;
}

Result<PinnedResult> readPinned(const Reader& json, std::uint32_t object)
{
    PinnedResult pinned;
    TL_ASSIGN(pinned.question, readQuestion(json, json.child(object, "question")));
    pinned.versions = json.pairs(object, "versions");
    pinned.digests = json.pairs(object, "digests");
    pinned.redacted = json.text(object, "redacted");
    pinned.rejected = json.text(object, "rejected");
    pinned.result = json.raw(object, "result");
    if (pinned.result == "null") {
        pinned.result.clear(); // not asked yet
    }
    pinned.taken.ns = json.numberOr(object, "taken_ns", 0);
    for (const std::uint32_t node : json.children(object, "moved")) {
        pinned.moved.push_back(
            {json.text(node, "path"), json.text(node, "before"), json.text(node, "after")});
    }
    return pinned;
}

Finding readFinding(const Reader& json, std::uint32_t object)
{
    Finding finding;
    finding.claim = json.text(object, "claim");
    finding.status =
        findingStatusFromText(json.text(object, "status")).value_or(FindingStatus::Open);
    finding.owner = json.text(object, "owner");
    finding.product = json.text(object, "product");
    finding.feature = json.text(object, "feature");
    finding.experiment = json.text(object, "experiment");
    for (const std::uint32_t node : json.children(object, "evidence")) {
        finding.evidence.push_back(parseInteger(json.textOf(node)).value_or(0));
    }
    finding.standing = standingFromText(json.text(object, "standing")).value_or(Standing::Unknown);
    return finding;
}

Result<Cell> readCell(const Reader& json, std::uint32_t object)
{
    Cell cell;
    cell.id = json.numberOr(object, "id", 0);
    const auto kind = cellKindFromText(json.text(object, "kind"));
    if (!kind) {
        return storeError("A cell of a notebook cannot be read");
    }
    cell.kind = *kind;
    cell.text = json.text(object, "text");
    if (const std::uint32_t pinned = json.child(object, "pinned"); pinned != 0) {
        TL_ASSIGN(cell.pinned, readPinned(json, pinned));
    }
    if (const std::uint32_t finding = json.child(object, "finding"); finding != 0) {
        cell.finding = readFinding(json, finding);
    }
    return cell;
}

void writePairs(codec::JsonWriter& json, std::string_view name,
                const std::map<std::string, std::string>& pairs)
{
    json.key(name).beginObject();
    for (const auto& [key, value] : pairs) {
        json.member(key, value);
    }
    json.endObject();
}

void writePinned(codec::JsonWriter& json, const PinnedResult& pinned)
{
    json.key("pinned").beginObject().member("text", questionText(pinned.question)).key("question");
    writeQuestion(json, pinned.question);
    writePairs(json, "versions", pinned.versions);
    writePairs(json, "digests", pinned.digests);
    json.textOrNull("redacted", pinned.redacted).textOrNull("rejected", pinned.rejected);
    json.member("taken_ns", pinned.taken.ns).member("taken", formatRfc3339(pinned.taken));
    json.key("moved").beginArray();
    for (const MovedFigure& moved : pinned.moved) {
        json.beginObject().member("path", moved.path).textOrNull("before", moved.before);
        json.textOrNull("after", moved.after).endObject();
    }
    json.endArray().key("result");
    if (pinned.result.empty()) {
        json.null();
    } else {
        json.raw(pinned.result);
    }
    json.endObject();
}

void writeFinding(codec::JsonWriter& json, const Finding& finding)
{
    json.key("finding").beginObject().member("claim", finding.claim);
    json.member("status", toText(finding.status)).textOrNull("owner", finding.owner);
    json.textOrNull("product", finding.product).textOrNull("feature", finding.feature);
    json.textOrNull("experiment", finding.experiment).key("evidence").beginArray();
    for (const std::int64_t id : finding.evidence) {
        json.value(id);
    }
    json.endArray().member("standing", toText(finding.standing)).endObject();
}

} // namespace

std::string funnelText(const domain::FunnelDefinition& funnel)
{
    codec::JsonWriter json;
    writeFunnel(json, funnel);
    return json.text();
}

Result<domain::FunnelDefinition> funnelFromText(std::string_view text)
{
    Reader json;
    if (!json.parse(text)) {
        return storeError("A stored funnel cannot be read", "Define it again");
    }
    return readFunnel(json, 0);
}

void writeQuestion(codec::JsonWriter& json, const Question& question)
{
    json.beginObject().member("kind", toText(question.kind));
    if (!question.funnel.steps.empty()) {
        json.key("funnel");
        writeFunnel(json, question.funnel);
    }
    if (!question.scope.where.empty()) {
        json.member("where", question.scope.where);
    }
    if (!question.scope.range.empty()) {
        json.member("from_ns", question.scope.range.from.ns);
        json.member("to_ns", question.scope.range.to.ns);
    }
    if (question.scope.includeBots) {
        json.member("include_bots", true);
    }
    if (question.fromStep) {
        json.member("from_step", *question.fromStep);
    }
    if (!question.match.empty()) {
        json.member("match", question.match);
    }
    if (!question.byFields.empty()) {
        json.member("segments", question.byFields);
    }
    if (question.valuePerConversion) {
        json.member("value_per_conversion", *question.valuePerConversion);
    }
    if (!question.values.empty()) {
        json.key("values").beginArray();
        for (const FieldValue& each : question.values) {
            json.beginObject().member("field", each.field).textOrNull("value", each.value);
            json.endObject();
        }
        json.endArray();
    }
    for (const auto& [name, member] : kQuestionTexts) {
        if (!(question.*member).empty()) {
            json.member(name, question.*member);
        }
    }
    json.endObject();
}

Result<Question> readQuestion(std::string_view text)
{
    Reader json;
    if (!json.parse(text)) {
        return usageError("A question is no JSON object");
    }
    return readQuestion(json, 0);
}

void writeCell(codec::JsonWriter& json, const Cell& cell)
{
    json.beginObject().member("id", cell.id).member("kind", toText(cell.kind));
    json.member("text", cell.text);
    if (cell.kind == CellKind::Result) {
        writePinned(json, cell.pinned);
    }
    if (cell.kind == CellKind::Finding) {
        writeFinding(json, cell.finding);
    }
    json.endObject();
}

Result<Cell> readCell(std::string_view text)
{
    Reader json;
    if (!json.parse(text)) {
        return storeError("A cell of a notebook cannot be read");
    }
    return readCell(json, 0);
}

std::string notebookText(const Notebook& notebook)
{
    codec::JsonWriter json(2);
    json.beginObject().member("name", notebook.name);
    json.textOrNull("template", notebook.templateName).member("next_cell", notebook.nextCell);
    json.key("cells").beginArray();
    for (const Cell& cell : notebook.cells) {
        writeCell(json, cell);
    }
    json.endArray().endObject();
    return json.text();
}

Result<Notebook> notebookFromText(std::string_view text)
{
    Reader json;
    if (!json.parse(text)) {
        return storeError("A notebook cannot be read");
    }
    Notebook notebook;
    notebook.name = json.text(0, "name");
    notebook.templateName = json.text(0, "template");
    for (const std::uint32_t node : json.children(0, "cells")) {
        TL_ASSIGN(Cell cell, readCell(json, node));
        notebook.cells.push_back(std::move(cell));
    }
    notebook.nextCell = json.numberOr(0, "next_cell", 1);
    return notebook;
}

} // namespace throughline::notebook
