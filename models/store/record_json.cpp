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

/// Writes label and value of the fields up to the first that cannot be copied as it is; there is
/// room for all. The number of fields written; `at` is behind them.
std::size_t writePlainFields(const char* begin, char*& at, const ShapedRecord& record,
                             LineMembers& members)
{
    const RecordShape& shape = record.shape();
    const domain::Field* const fields = record.record().fields.data();
    const char* const labels = shape.labelText.data();
    std::size_t i = 0;
    for (const RecordShape::Piece& piece : shape.pieces) {
        const domain::Field& field = fields[piece.field];
        char* const value = putLabel(at, labels + piece.label, piece.labelSize);
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
        members[i++] = static_cast<std::uint32_t>(at - begin);
        at = end;
    }
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

std::string_view writeRecordJson(std::string& room, const ShapedRecord& record,
                                 LineMembers& members)
{
    constexpr std::string_view kTime = "{\"ts\":";
    constexpr std::size_t kDigits = 24;
    const RecordShape& shape = record.shape();
    const std::size_t size = shape.order.size();
    members.resize(size + 1);
    std::size_t most = kTime.size() + kDigits + shape.labelText.size() + 1;
    for (const domain::Field& field : record.record().fields) {
        most += field.value.size() + 2;
    }
    if (room.size() < most) {
        room.resize(2 * most);
    }
    char* at = putShort(room.data(), kTime);
    at = std::to_chars(at, at + kDigits, record.record().time.ns).ptr;
    const std::size_t plain = writePlainFields(room.data(), at, record, members);
    if (plain == size) {
        members[size] = static_cast<std::uint32_t>(at - room.data());
        *at++ = '}';
        return {room.data(), static_cast<std::size_t>(at - room.data())};
    }
    room.resize(static_cast<std::size_t>(at - room.data()));
    for (std::size_t i = plain; i < size; ++i) {
        members[i] = static_cast<std::uint32_t>(room.size());
        room += shape.labels[i];
        appendValue(room, record.record().fields[shape.order[i]]);
    }
    members[size] = static_cast<std::uint32_t>(room.size());
    room += '}';
    return room;
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
