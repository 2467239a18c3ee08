#include "models/store/record_json.h"

#include "models/base/short_copy.h"
#include "models/base/text.h"
#include "models/codec/json_text.h"
#include "models/codec/json_writer.h"
#include "models/store/record_facts.h"

#include <charconv>
#include <cstring>

namespace throughline::store {

namespace {

void appendInteger(std::string& json, std::int64_t value)
{
    char buffer[24];
    const auto end = std::to_chars(std::begin(buffer), std::end(buffer), value).ptr;
    json.append(buffer, end);
}

void appendValue(std::string& json, const domain::Field& field)
{
    switch (field.kind) {
    case domain::ValueKind::Null:
        json += "null";
        break;
    case domain::ValueKind::Text:
        codec::appendJsonString(json, field.value);
        break;
    case domain::ValueKind::Boolean:
    case domain::ValueKind::Number:
    case domain::ValueKind::Json:
        json += field.value;
        break;
    }
}

/// The same in quotes.
char* putQuoted(char* to, std::string_view text)
{
    *to = '"';
    char* const end = putShort(to + 1, text);
    *end = '"';
    return end + 1;
}

/// A label out of its shape's text, behind which there is room on both sides.
char* putLabel(char* to, const char* label, std::size_t size)
{
    if (size <= RecordShape::kLabelRoom) {
        std::memcpy(to, label, RecordShape::kLabelRoom);
    } else {
        std::memcpy(to, label, size);
    }
    return to + size;
}

/// Writes label and value of the fields up to the first that cannot be copied as it is, into memory
/// that was made for all of them at once; the number of fields written.
std::size_t appendPlainFields(std::string& json, const ShapedRecord& record, LineMembers& members)
{
    const RecordShape& shape = record.shape();
    const std::vector<domain::Field>& fields = record.record().fields;
    std::size_t most = shape.labelText.size();
    for (const domain::Field& field : fields) {
        most += field.value.size() + 2;
    }
    const std::size_t from = json.size();
    json.resize(from + most);
    char* at = json.data() + from;
    const char* label = shape.labelText.data();
    std::size_t i = 0;
    for (; i < shape.order.size(); ++i) {
        const domain::Field& field = fields[shape.order[i]];
        char* const value = putLabel(at, label, shape.labels[i].size());
        label += shape.labels[i].size();
        char* end = nullptr;
        if (field.kind == domain::ValueKind::Text) {
            end = field.plain ? putQuoted(value, field.value)
                              : codec::writePlainJsonString(value, field.value);
        } else if (field.kind != domain::ValueKind::Null && !field.value.empty()) {
            end = putShort(value, field.value);
        }
        if (end == nullptr) {
            break;
        }
        members[i] = static_cast<std::uint32_t>(at - json.data());
        at = end;
    }
    json.resize(static_cast<std::size_t>(at - json.data()));
    return i;
}

domain::ValueKind kindOf(codec::JsonKind kind)
{
    switch (kind) {
    case codec::JsonKind::Null:
        return domain::ValueKind::Null;
    case codec::JsonKind::Boolean:
        return domain::ValueKind::Boolean;
    case codec::JsonKind::Number:
        return domain::ValueKind::Number;
    case codec::JsonKind::String:
        return domain::ValueKind::Text;
    case codec::JsonKind::Array:
    case codec::JsonKind::Object:
        return domain::ValueKind::Json;
    }
    return domain::ValueKind::Null;
}

} // namespace

void appendRecordJson(std::string& json, const ShapedRecord& record, LineMembers& members)
{
    const RecordShape& shape = record.shape();
    const std::size_t size = shape.order.size();
    members.resize(size + 1);
    json += "{\"ts\":";
    appendInteger(json, record.record().time.ns);
    for (std::size_t i = appendPlainFields(json, record, members); i < size; ++i) {
        members[i] = static_cast<std::uint32_t>(json.size());
        json += shape.labels[i];
        appendValue(json, record.record().fields[shape.order[i]]);
    }
    members[size] = static_cast<std::uint32_t>(json.size());
    json += '}';
}

Hash128 recordHash(std::string_view line, domain::Signal signal)
{
    Hash128 hash = hash128(line);
    hash.high ^= static_cast<std::uint64_t>(signal) + 1;
    return hash;
}

Hash128 recordHash(std::string_view line, const ShapedRecord& record)
{
    Hash128 hash = recordHash(line, record.record().signal);
    if (record.record().signal == domain::Signal::Span) {
        hash.high ^= hash.low;
        hash.low = spanIdentity(record);
    }
    return hash;
}

Result<const domain::Record*> RecordJsonReader::read(std::string_view line, domain::Signal signal)
{
    m_record.signal = signal;
    m_record.fields.clear();
    m_values.clear();
    const bool parsed = m_json.parseCopy(line);
    const auto nodes = m_json.nodes();
    const auto time = parsed && nodes.size() > 1 && nodes[1].key == "ts"
        ? parseInteger(nodes[1].text)
        : std::nullopt;
    if (!time) {
        return storeError("A record in the store cannot be read",
                          "Run verify to see what is damaged");
    }
    m_record.time.ns = *time;

    struct Built
    {
        std::size_t field;
        std::size_t from;
        std::size_t size;
    };

    std::vector<Built> built; // their views come last: the text they lie in grows until then
    for (std::uint32_t i = nodes[1].next; i < nodes.size(); i = nodes[i].next) {
        const codec::JsonNode& node = nodes[i];
        if (node.kind >= codec::JsonKind::Array) {
            const std::size_t from = m_values.size();
            codec::appendJson(m_values, m_json, i);
            built.push_back({m_record.fields.size(), from, m_values.size() - from});
        }
        m_record.fields.push_back({node.key, node.text, kindOf(node.kind)});
    }
    for (const Built& value : built) {
        m_record.fields[value.field].value =
            std::string_view(m_values).substr(value.from, value.size);
    }
    return &m_record;
}

} // namespace throughline::store
