#include "models/base/byte_pack.h"
#include "models/base/digits.h"
#include "models/base/same_text.h"
#include "models/base/short_copy.h"
#include "models/store/column_bytes.h"
#include "models/store/packed_layout.h"
#include "models/store/packed_lines.h"

#include <algorithm>
#include <cstring>

namespace throughline::store {

namespace {

constexpr std::size_t kRoomForCounts = 64;

/// The value is this text as a JSON string that needs no escapes.
bool isQuoted(std::string_view value, std::string_view text)
{
    return value.size() == text.size() + 2 && value.front() == '"' && value.back() == '"'
        && sameText(value.substr(1, text.size()), text);
}

/// `from` to the 16 digits behind it are lower-case hexadecimal ones.
bool areIdDigits(const char* from)
{
    return digits::areLowerHex(digits::load(from))
        && digits::areLowerHex(digits::load(from + digits::kLetters));
}

/// The value is this id as the link column gives it back.
bool isTrace(std::string_view value, const domain::TraceId& id)
{
    return value.size() == 2 + 2 * sizeof id && id.valid() && areIdDigits(value.data() + 1)
        && areIdDigits(value.data() + 1 + sizeof id);
}

/// The number that the link column gives back as this value; nullopt: there is none.
std::optional<std::uint64_t> idOf(std::string_view value)
{
    constexpr std::size_t kDigits = 2 * sizeof(std::uint64_t);
    return value.size() == 2 + kDigits && value.front() == '"' && value.back() == '"'
            && areIdDigits(value.data() + 1)
        ? parseHex16(value.data() + 1)
        : std::nullopt;
}

/// The value is this number as the link column gives it back.
bool isDuration(std::string_view value, std::int64_t ns)
{
    const auto number = parseDigits(value);
    return number && ns >= 0 && *number == static_cast<std::uint64_t>(ns)
        && (value.front() != '0' || value.size() == 1);
}

/// Whether what belongs to the context stands in the context as it does in the line.
bool tellsContext(const RecordBatch& batch, const RecordShape& shape, const std::uint32_t* members,
                  std::string_view context)
{
    std::size_t at = 1; // behind its brace
    for (const auto& [first, behind] : shape.contextRuns) {
        const std::size_t size = members[behind] - members[first];
        // The same members, but for the sign before the first.
        if (at + size > context.size() + 1
            || std::string_view(batch.text).substr(members[first] + 1, size - 1)
                != context.substr(at, size - 1)) {
            return false;
        }
        at += size;
    }
    return shape.contextRuns.empty() || at == context.size();
}

} // namespace

std::uint16_t LinePacker::shapeOf(const std::shared_ptr<const RecordShape>& labels, bool inFull)
{
    ShapeNumbers* numbers = m_recentShapes.find(labels->number);
    if (numbers == nullptr) {
        numbers = &m_numberOfShape.try_emplace(labels->number, ShapeNumbers {-1, -1}).first->second;
        m_recentShapes.keep(labels->number, numbers);
    }
    std::int32_t& number = (*numbers)[inFull ? 1 : 0];
    if (number < 0) {
        number = static_cast<std::int32_t>(m_known.size());
        m_known.push_back({labels, inFull});
    }
    return static_cast<std::uint16_t>(number);
}

/// Adds the values that no column tells, or all of them.
void LinePacker::putValues(const RecordBatch& batch, const BatchEntry& entry, bool inFull)
{
    const RecordShape& shape = *batch.shapes[entry.shape];
    const std::size_t most = entry.line.size + shape.order.size();
    if (m_values.size() - m_used < most) {
        m_values.resize(2 * m_values.size() + most);
    }
    char* at = m_values.data() + m_used;
    if (entry.told) {
        std::memcpy(at, batch.text.data() + entry.line.from, entry.line.size);
        m_used += entry.line.size;
        return;
    }
    const std::uint32_t* const members = batch.members.data() + entry.members;
    const auto put = [&](std::size_t i) {
        const std::size_t from = members[i] + shape.labels[i].size();
        at = putShort(at, {batch.text.data() + from, members[i + 1] - from});
        *at++ = '\n';
    };
    if (inFull) {
        for (std::size_t i = 0; i < shape.order.size(); ++i) {
            put(i);
        }
    } else {
        for (const std::uint16_t i : shape.inLine) {
            put(i);
        }
    }
    m_used = static_cast<std::size_t>(at - m_values.data());
}

/// Whether all members that other columns tell are what those say; adds ids of which that is so.
bool LinePacker::isTold(const RecordBatch& batch, const BatchEntry& entry,
                        std::vector<std::uint64_t>& ids)
{
    const RecordShape& shape = *batch.shapes[entry.shape];
    const std::uint32_t* const members = batch.members.data() + entry.members;
    const BatchActor& actor = batch.actorOf(entry);
    for (std::size_t i = 0; i < shape.order.size(); ++i) {
        const std::size_t from = members[i] + shape.labels[i].size();
        const std::string_view value(batch.text.data() + from, members[i + 1] - from);
        bool agrees = true;
        switch (shape.sources[i]) {
        case MemberSource::Line:
        case MemberSource::Context:
            break;
        case MemberSource::Session:
            agrees = isQuoted(value, batch.view(actor.session));
            break;
        case MemberSource::User:
            agrees = isQuoted(value, batch.view(actor.user));
            break;
        case MemberSource::Account:
            agrees = isQuoted(value, batch.view(actor.account));
            break;
        case MemberSource::Name:
            agrees = isQuoted(value, batch.nameOf(entry));
            break;
        case MemberSource::Trace:
            agrees = isTrace(value, entry.trace);
            break;
        case MemberSource::Id: {
            const auto id = idOf(value);
            agrees = id.has_value();
            ids.push_back(id.value_or(0));
            break;
        }
        case MemberSource::Duration:
            agrees = isDuration(value, entry.durationNs);
            break;
        }
        if (!agrees) {
            return false;
        }
    }
    return tellsContext(batch, shape, members, batch.view(actor.context));
}

void LinePacker::add(const RecordBatch& batch, const BatchEntry& entry, Texts& texts,
                     std::vector<std::uint64_t>& ids)
{
    const auto& shape = batch.shapes[entry.shape];
    const std::size_t idsBefore = ids.size();
    const bool inFull = !entry.told && !isTold(batch, entry, ids);
    if (inFull) {
        ids.resize(idsBefore);
    }
    putValues(batch, entry, inFull);
    m_shapes.push_back(shapeOf(shape, inFull));
    if (inFull || (shape->tables & ~texts.tables) == 0) {
        return;
    }
    const BatchActor& actor = batch.actorOf(entry);
    const std::array<BatchEntry::Part, kTables> parts {actor.session, actor.user, actor.account,
                                                       batch.names[entry.name], actor.context};
    for (std::size_t i = 0; i < kTables; ++i) {
        if ((shape->tables >> i & 1U) != 0) {
            m_tables[i].add(texts.ordinals[i], batch.view(parts[i]));
        }
    }
    texts.tables |= shape->tables;
}

std::string_view LinePacker::take()
{
    BytePacker pack;
    std::vector<std::string> shapes;
    for (const Shape& shape : m_known) {
        std::string& text = shapes.emplace_back();
        for (std::size_t i = 0; i < shape.labels->labels.size(); ++i) {
            text += static_cast<char>(shape.inFull ? MemberSource::Line : shape.labels->sources[i]);
            text += shape.labels->labels[i];
            text += '\n';
        }
    }
    pack(shapes);
    for (TextTable& table : m_tables) {
        pack(table.texts());
        table.clear();
    }
    std::string& bytes = m_taken;
    bytes.assign(1, kPackedMark);
    bytes.reserve(pack.bytes().size() + m_used + 2 * m_shapes.size() + kRoomForCounts);
    bytes += startColumns(m_shapes.size(), kInPlanes | kThin);
    putThin(bytes, m_shapes);
    bytes += pack.bytes();
    const std::uint64_t values = m_used;
    bytes.append(reinterpret_cast<const char*>(&values), sizeof values);
    bytes.append(m_values, 0, m_used);
    m_shapes.clear();
    m_used = 0;
    m_known.clear();
    m_recentShapes.clear();
    m_numberOfShape.clear();
    return bytes;
}

} // namespace throughline::store
