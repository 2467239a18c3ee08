#include "models/base/byte_pack.h"
#include "models/base/digits.h"
#include "models/base/same_text.h"
#include "models/store/column_bytes.h"
#include "models/store/packed_layout.h"
#include "models/store/packed_lines.h"

#include <algorithm>

namespace throughline::store {

namespace {

constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15ULL;

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

} // namespace

std::uint16_t LinePacker::TextTable::numberOf(std::uint32_t ordinal, std::string_view text)
{
    if (2 * m_count >= m_slots.size()) {
        grow();
    }
    const std::size_t mask = m_slots.size() - 1;
    for (std::size_t at = ordinal * kOdd >> 32U & mask;; at = (at + 1) & mask) {
        if (m_slots[at] == 0) {
            m_slots[at] = ordinal | (std::uint64_t {++m_count} << 32U);
            m_texts += text;
            m_texts += '\n';
            return static_cast<std::uint16_t>(m_count - 1);
        }
        if (static_cast<std::uint32_t>(m_slots[at]) == ordinal) {
            return static_cast<std::uint16_t>((m_slots[at] >> 32U) - 1);
        }
    }
}

void LinePacker::TextTable::grow()
{
    std::vector<std::uint64_t> before(std::max(kFirstSlots, 2 * m_slots.size()), 0);
    before.swap(m_slots);
    const std::size_t mask = m_slots.size() - 1;
    for (const std::uint64_t slot : before) {
        std::size_t at = static_cast<std::uint32_t>(slot) * kOdd >> 32U & mask;
        while (slot != 0 && m_slots[at] != 0) {
            at = (at + 1) & mask;
        }
        m_slots[at] = slot != 0 ? slot : m_slots[at];
    }
}

void LinePacker::TextTable::clear()
{
    std::ranges::fill(m_slots, 0);
    m_count = 0;
    m_texts.clear();
}

std::uint16_t LinePacker::shapeOf(const std::shared_ptr<const RecordShape>& labels, bool inFull)
{
    auto& numbers = m_numberOfShape.try_emplace(labels.get(), std::array {-1, -1}).first->second;
    std::int32_t& number = numbers[inFull ? 1 : 0];
    if (number < 0) {
        number = static_cast<std::int32_t>(m_known.size());
        m_known.push_back({labels, inFull});
    }
    return static_cast<std::uint16_t>(number);
}

/// Adds what has to stand in full. False: some value is not what its source says; nothing was
/// added.
bool LinePacker::putValues(const RecordBatch& batch, const BatchEntry& entry, bool inFull,
                           std::vector<std::uint64_t>& ids)
{
    const RecordShape& shape = *batch.shapes[entry.shape];
    const std::uint32_t* const members = batch.members.data() + entry.members;
    const std::string_view context = batch.view(entry.context);
    const std::size_t before = m_values.size();
    const std::size_t idsBefore = ids.size();
    std::size_t contextAt = 1; // behind its brace
    bool agrees = true;
    for (std::size_t i = 0; i < shape.order.size() && agrees; ++i) {
        const std::string_view member =
            std::string_view(batch.text).substr(members[i], members[i + 1] - members[i]);
        const std::string_view value = member.substr(shape.labels[i].size());
        switch (inFull ? MemberSource::Line : shape.sources[i]) {
        case MemberSource::Line:
            m_values += value;
            m_values += '\n';
            break;
        case MemberSource::Session:
            agrees = isQuoted(value, batch.view(entry.session));
            break;
        case MemberSource::User:
            agrees = isQuoted(value, batch.view(entry.user));
            break;
        case MemberSource::Account:
            agrees = isQuoted(value, batch.view(entry.account));
            break;
        case MemberSource::Name:
            agrees = isQuoted(value, batch.view(entry.name));
            break;
        case MemberSource::Context: // the same member, but for the sign before it
            agrees = contextAt < context.size()
                && sameText(context.substr(contextAt, member.size() - 1), member.substr(1));
            contextAt += member.size();
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
    }
    agrees = agrees && (inFull || shape.context.empty() || contextAt == context.size());
    if (!agrees) {
        m_values.resize(before);
        ids.resize(idsBefore);
    }
    return agrees;
}

void LinePacker::add(const RecordBatch& batch, const BatchEntry& entry, const Ordinals& ordinals,
                     std::vector<std::uint64_t>& ids)
{
    const auto& shape = batch.shapes[entry.shape];
    const bool inFull = !putValues(batch, entry, false, ids);
    if (inFull) {
        static_cast<void>(putValues(batch, entry, true, ids));
    }
    m_times.push_back(entry.time.ns);
    m_shapes.push_back(shapeOf(shape, inFull));
    const std::array<BatchEntry::Part, kTables> parts {entry.session, entry.user, entry.account,
                                                       entry.name, entry.context};
    for (std::size_t i = 0; i < kTables; ++i) {
        const bool named = !inFull && (shape->tables >> i & 1U) != 0;
        m_numbers[i].push_back(named ? m_tables[i].numberOf(ordinals[i], batch.view(parts[i]))
                                     : std::uint16_t {0});
    }
}

std::string LinePacker::take()
{
    std::string bytes(1, kPackedMark);
    bytes += startColumns(m_times.size());
    putDifferences(bytes, m_times);
    putPlanes(bytes, m_shapes);
    for (auto& numbers : m_numbers) {
        putPlanes(bytes, numbers);
        numbers.clear();
    }
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
    pack(m_values);
    bytes += pack.bytes();
    m_times.clear();
    m_shapes.clear();
    m_values.clear();
    m_known.clear();
    m_numberOfShape.clear();
    return bytes;
}

} // namespace throughline::store
