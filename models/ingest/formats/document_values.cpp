#include "models/ingest/formats/document_values.h"

#include "models/base/text.h"
#include "models/base/utf8.h"
#include "models/ingest/json_flatten.h"
#include "models/ingest/json_head.h"
#include "models/ingest/terminal_colours.h"

#include <algorithm>

namespace throughline::ingest {

namespace {

using domain::IssueCode;
using domain::ValueKind;

Writing writingOf(const DocumentFormat& format, const Recognition& recognition)
{
    if (recognition.framing == Framing::Rows) {
        return Writing::Table;
    }
    if (!format.columns.empty()) {
        return Writing::TabTable;
    }
    return format.reads(Writing::Text) ? Writing::Text
        : format.reads(Writing::Pairs) ? Writing::Pairs
                                       : Writing::Json;
}

bool isNumberMember(std::string_view name)
{
    return name.starts_with("int") || name.starts_with("float") || name.starts_with("double");
}

} // namespace

DocumentValues::DocumentValues(const DocumentFormat& format, const Recognition& recognition)
    : m_format(format)
    , m_writing(writingOf(format, recognition))
    , m_columns(recognition.columns)
    , m_row(codec::CsvDialect {recognition.delimiter, '"'})
{
}

void DocumentValues::add(std::string_view name, std::string_view value)
{
    m_values.push_back({name, value, ValueKind::Text});
}

std::optional<FrameProblem> DocumentValues::read(std::string_view frame, RawSink& sink)
{
    m_values.clear();
    m_arena.reset();
    if (m_writing != Writing::Json && !isValidUtf8(frame)) {
        return FrameProblem {IssueCode::InvalidUtf8, ""};
    }
    std::optional<FrameProblem> problem = m_writing == Writing::Json ? readJson(frame, sink)
        : m_writing == Writing::Pairs                                ? readPairs(frame)
        : m_writing == Writing::Text                                 ? readText(frame)
        : m_writing == Writing::TabTable                             ? readColumns(frame)
                                                                     : readRow(frame);
    if (!problem && m_values.size() > kMostJsonFields) {
        problem = FrameProblem {IssueCode::TooManyKeys, ""};
    }
    return problem;
}

std::optional<FrameProblem> DocumentValues::readRow(std::string_view frame)
{
    const bool good = m_row.parse(frame);
    const std::vector<std::string_view>& fields = m_row.fields();
    if (!good) {
        return FrameProblem {IssueCode::BadRow,
                             "quotes of field " + std::to_string(fields.size() + 1)};
    }
    // Some programs end every row with a delimiter.
    const auto surplus = fields.size() > m_columns.size()
        ? fields.begin() + static_cast<std::ptrdiff_t>(m_columns.size())
        : fields.end();
    const bool filled =
        std::any_of(surplus, fields.end(), [](std::string_view field) { return !field.empty(); });
    if (fields.size() < m_columns.size() || filled) {
        return FrameProblem {IssueCode::BadRow,
                             std::to_string(fields.size()) + " fields for "
                                 + std::to_string(m_columns.size()) + " columns"};
    }
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        add(m_columns[i], fields[i]);
    }
    return std::nullopt;
}

std::optional<FrameProblem> DocumentValues::readColumns(std::string_view frame)
{
    const std::vector<std::string_view> fields = split(frame, '\t');
    const std::vector<std::string>& columns = m_format.columns;
    if (fields.size() != columns.size()) {
        return FrameProblem {IssueCode::BadRow,
                             std::to_string(fields.size()) + " fields for "
                                 + std::to_string(columns.size()) + " columns"};
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
        add(columns[i], fields[i]);
    }
    return std::nullopt;
}

std::optional<FrameProblem> DocumentValues::readJson(std::string_view frame, RawSink& sink)
{
    if (!m_json.parse(frame)) {
        return FrameProblem {issueOf(m_json.problem()), ""};
    }
    if (m_json.replacedLoneSurrogate()) {
        sink.note(IssueCode::LoneSurrogate);
    }
    if (m_json.nodes()[0].kind != codec::JsonKind::Object) {
        return FrameProblem {IssueCode::NotAnObject, ""};
    }
    if (m_json.repeatsKey()) {
        sink.note(IssueCode::DuplicateKey);
    }
    appendJsonFields(m_json, 0, {}, m_arena, m_values);
    return std::nullopt;
}

std::optional<FrameProblem> DocumentValues::readPairs(std::string_view frame)
{
    if (!m_pairs.parse(frame)) {
        return FrameProblem {IssueCode::UnknownShape, "not a list of key=value pairs"};
    }
    for (const codec::LogfmtPair& pair : m_pairs.pairs()) {
        add(pair.key, pair.alone ? std::string_view("true") : pair.value);
    }
    return std::nullopt;
}

std::optional<FrameProblem> DocumentValues::readText(std::string_view frame)
{
    if (!m_format.pattern->matchBegin(withoutColours(frame, m_plain), m_groups)) {
        return FrameProblem {IssueCode::UnknownShape, "the line does not fit the pattern"};
    }
    for (std::size_t i = 1; i < m_format.groups.size(); ++i) {
        if (!m_format.groups[i].empty() && m_groups[i].data() != nullptr) {
            add(m_format.groups[i], m_groups[i]);
        }
    }
    return std::nullopt;
}

bool DocumentValues::openPairs(std::size_t index)
{
    const domain::Field list = m_values[index];
    if (list.kind != ValueKind::Json || !m_inner.parseCopy(list.value)
        || m_inner.nodes()[0].kind != codec::JsonKind::Array) {
        return false;
    }
    const auto nodes = m_inner.nodes();
    const auto isPair = [&](std::uint32_t i) {
        return nodes[i].kind == codec::JsonKind::Object && m_inner.child(i, "value") != 0
            && nodes[m_inner.child(i, "key")].kind == codec::JsonKind::String;
    };
    for (std::uint32_t i = 1; i < nodes[0].next; i = nodes[i].next) {
        if (!isPair(i)) {
            return false;
        }
    }
    for (std::uint32_t i = 1; i < nodes[0].next; i = nodes[i].next) {
        std::uint32_t value = m_inner.child(i, "value");
        if (nodes[value].kind == codec::JsonKind::Object) {
            value = memberWithValue(value);
        }
        if (value == 0) {
            continue;
        }
        const std::string_view key =
            m_arena.join(list.key, ".", nodes[m_inner.child(i, "key")].text);
        domain::Field field = jsonField(m_inner, value, key, m_arena);
        field.value = m_arena.keep(field.value);
        // 64-bit numbers are texts in the JSON that warehouses write.
        if (field.kind == ValueKind::Text && isNumberMember(nodes[value].key)
            && codec::isJsonNumber(field.value)) {
            field.kind = ValueKind::Number;
        }
        m_values.push_back(field);
    }
    return true;
}

std::uint32_t DocumentValues::memberWithValue(std::uint32_t object) const
{
    const auto nodes = m_inner.nodes();
    std::uint32_t member = object + 1;
    while (member < nodes[object].next && nodes[member].kind == codec::JsonKind::Null) {
        member = nodes[member].next;
    }
    return member < nodes[object].next ? member : 0;
}

bool DocumentValues::flatten(std::size_t index)
{
    const domain::Field value = m_values[index];
    if (value.kind != ValueKind::Text) {
        return false;
    }
    const std::string_view text = trim(value.value);
    if (text.starts_with('{')) {
        if (!m_inner.parseCopy(text) || m_inner.nodes()[0].kind != codec::JsonKind::Object) {
            return false;
        }
        const std::size_t first = m_values.size();
        appendJsonFields(m_inner, 0, value.key, m_arena, m_values);
        for (std::size_t i = first; i < m_values.size(); ++i) {
            m_values[i].key = m_arena.keep(m_values[i].key);
            m_values[i].value = m_arena.keep(m_values[i].value);
        }
        return true;
    }
    codec::LogfmtReader pairs;
    const bool listed = pairs.parse(text)
        && std::ranges::none_of(pairs.pairs(), &codec::LogfmtPair::alone) && !pairs.pairs().empty();
    for (std::size_t i = 0; listed && i < pairs.pairs().size(); ++i) {
        const codec::LogfmtPair& pair = pairs.pairs()[i];
        add(m_arena.join(value.key, ".", pair.key), m_arena.keep(pair.value));
    }
    return listed;
}

} // namespace throughline::ingest
