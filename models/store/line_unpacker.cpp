#include "models/store/line_unpacker.h"

#include "models/base/byte_pack.h"
#include "models/base/text.h"
#include "models/store/column_reader.h"
#include "models/store/packed_layout.h"
#include "models/store/packed_lines.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

namespace throughline::store {

namespace {

struct Member
{
    MemberSource source = MemberSource::Line;
    std::string_view label;
};

using Members = std::vector<Member>;

/// The columns as they were packed, and the texts behind them.
struct Packed
{
    std::vector<std::int64_t> times;
    std::vector<std::uint16_t> shapes;
    std::array<std::vector<std::uint16_t>, LinePacker::kTables> numbers;
    std::vector<std::string> shapeTexts;
    std::array<std::string, LinePacker::kTables> tables;
    std::string values;
};

bool read(std::string_view plain, Packed& packed)
{
    ColumnReader columns(plain.substr(1));
    if (plain.front() == kOwnColumnsMark) {
        columns.takeDifferences(packed.times);
        columns.take(packed.shapes);
        for (auto& numbers : packed.numbers) {
            columns.take(numbers);
        }
    } else {
        columns.take(packed.shapes);
    }
    ByteUnpacker unpack(columns.rest());
    unpack(packed.shapeTexts);
    for (std::string& table : packed.tables) {
        unpack(table);
    }
    unpack(packed.values);
    return columns.good() && unpack.finished();
}

/// Calls visit(text) for each text that a line end follows; false where the last has none.
template<typename Visit>
bool eachLine(std::string_view texts, Visit visit)
{
    while (!texts.empty()) {
        const std::size_t end = texts.find('\n');
        if (end == std::string_view::npos) {
            return false;
        }
        visit(texts.substr(0, end));
        texts.remove_prefix(end + 1);
    }
    return true;
}

bool membersOf(std::string_view shape, Members& members)
{
    bool good = true;
    const bool whole = eachLine(shape, [&](std::string_view text) {
        good = good && !text.empty() && text.front() >= 0 && text.front() < kMemberSources;
        if (good) {
            members.push_back({static_cast<MemberSource>(text.front()), text.substr(1)});
        }
    });
    return whole && good;
}

using Shapes = std::vector<Members>;

/// A bit for each table that lines of the shape take a text from.
unsigned tablesOf(const Members& shape)
{
    unsigned tables = 0;
    for (const Member& member : shape) {
        if (member.source >= MemberSource::Session && member.source <= MemberSource::Context) {
            tables |= 1U << (static_cast<unsigned>(member.source) - 1);
        }
    }
    return tables;
}

/// Times and numbers as the index column tells them; false: they are not of the same block.
bool tell(const IndexColumns& index, const Shapes& shapes, Packed& packed)
{
    const std::size_t rows = packed.shapes.size();
    const std::array<const std::vector<std::uint32_t>*, LinePacker::kTables> ordinals {
        &index.session, &index.user, &index.account, &index.name, &index.context};
    const bool asLong = index.time.size() == rows
        && std::ranges::all_of(ordinals, [rows](const auto* kind) { return kind->size() == rows; });
    if (!asLong) {
        return false;
    }
    std::vector<unsigned> tables;
    std::ranges::transform(shapes, std::back_inserter(tables), tablesOf);
    for (std::size_t i = 0; i < ordinals.size(); ++i) {
        Numbering numbering;
        packed.numbers[i].assign(rows, 0);
        for (std::size_t row = 0; row < rows; ++row) {
            if (packed.shapes[row] < tables.size() && (tables[packed.shapes[row]] >> i & 1U) != 0) {
                packed.numbers[i][row] =
                    static_cast<std::uint16_t>(numbering.of((*ordinals[i])[row]));
            }
        }
    }
    packed.times = index.time;
    return true;
}

/// Behind the JSON string that begins at `from`; npos: it has no end.
std::size_t behindString(std::string_view json, std::size_t from)
{
    for (std::size_t at = from + 1; at < json.size(); ++at) {
        if (json[at] == '\\') {
            ++at;
        } else if (json[at] == '"') {
            return at + 1;
        }
    }
    return std::string_view::npos;
}

/// The members of an object of strings, without the signs before them: "key":"value".
bool contextMembers(std::string_view json, std::vector<std::string_view>& members)
{
    std::size_t at = 1;
    while (at < json.size()) {
        const std::size_t colon = behindString(json, at);
        const std::size_t end = colon < json.size() && json[colon] == ':'
            ? behindString(json, colon + 1)
            : std::string_view::npos;
        if (end == std::string_view::npos || end >= json.size()) {
            return false;
        }
        members.push_back(json.substr(at, end - at));
        at = end + 1;
    }
    return true;
}

/// Sixteen digits; two of a byte at a time.
void appendHex(std::string& text, std::uint64_t half)
{
    static constexpr auto kPairs = [] {
        constexpr std::string_view kDigits = "0123456789abcdef";
        std::array<std::array<char, 2>, 256> pairs {};
        for (std::size_t byte = 0; byte < pairs.size(); ++byte) {
            pairs[byte] = {kDigits[byte >> 4U], kDigits[byte & 15U]};
        }
        return pairs;
    }();
    std::array<char, 2 * sizeof half> digits {};
    for (std::size_t i = 0; i < sizeof half; ++i) {
        const std::array<char, 2>& pair = kPairs[half >> (56U - 8U * i) & 0xFFU];
        digits[2 * i] = pair[0];
        digits[2 * i + 1] = pair[1];
    }
    text.append(digits.data(), digits.size());
}

/// Puts the lines of one block together.
class Joiner
{
public:
    Joiner(const Packed& packed, const Shapes& shapes, const LinkColumns& link)
        : m_packed(packed)
        , m_shapes(shapes)
        , m_link(link)
        , m_values(packed.values)
    {
    }

    /// What the lines are made of; false: damaged.
    bool prepare()
    {
        for (std::size_t i = 0; i < m_tables.size(); ++i) {
            const bool whole = eachLine(
                m_packed.tables[i], [&](std::string_view text) { m_tables[i].push_back(text); });
            if (!whole) {
                return false;
            }
        }
        for (const std::string_view context : table(LinePacker::Table::Context)) {
            if (!contextMembers(context, m_contexts.emplace_back())) {
                return false;
            }
        }
        return true;
    }

    bool append(std::size_t row, std::string& text)
    {
        if (m_packed.shapes[row] >= m_shapes.size()) {
            return false;
        }
        char digits[24];
        const auto end =
            std::to_chars(std::begin(digits), std::end(digits), m_packed.times[row]).ptr;
        text += "{\"ts\":";
        text.append(digits, end);
        std::size_t contextAt = 0;
        for (const Member& member : m_shapes[m_packed.shapes[row]]) {
            const bool good = member.source == MemberSource::Context
                ? appendContext(row, contextAt++, text)
                : appendMember(row, member, text);
            if (!good) {
                return false;
            }
        }
        text += '}';
        return true;
    }

    /// No value is left over, and no id.
    [[nodiscard]] bool finished() const
    {
        return m_values.empty() && m_nextId == m_link.ids.size();
    }

private:
    [[nodiscard]] const std::vector<std::string_view>& table(LinePacker::Table table) const
    {
        return m_tables[static_cast<std::size_t>(table)];
    }

    [[nodiscard]] std::uint16_t number(std::size_t row, LinePacker::Table table) const
    {
        return m_packed.numbers[static_cast<std::size_t>(table)][row];
    }

    bool appendContext(std::size_t row, std::size_t place, std::string& text) const
    {
        const std::uint16_t context = number(row, LinePacker::Table::Context);
        if (context >= m_contexts.size() || place >= m_contexts[context].size()) {
            return false;
        }
        text += ',';
        text += m_contexts[context][place];
        return true;
    }

    bool appendNamed(std::size_t row, LinePacker::Table from, std::string& text) const
    {
        const std::uint16_t place = number(row, from);
        if (place >= table(from).size()) {
            return false;
        }
        text += '"';
        text += table(from)[place];
        text += '"';
        return true;
    }

    bool appendDuration(std::size_t row, std::string& text) const
    {
        if (row >= m_link.duration.size() || m_link.duration[row] < 0) {
            return false;
        }
        text += std::to_string(m_link.duration[row]);
        return true;
    }

    bool appendMember(std::size_t row, const Member& member, std::string& text)
    {
        text += member.label;
        switch (member.source) {
        case MemberSource::Session:
            return appendNamed(row, LinePacker::Table::Session, text);
        case MemberSource::User:
            return appendNamed(row, LinePacker::Table::User, text);
        case MemberSource::Account:
            return appendNamed(row, LinePacker::Table::Account, text);
        case MemberSource::Name:
            return appendNamed(row, LinePacker::Table::Name, text);
        case MemberSource::Trace:
            if (row >= m_link.traceLow.size()) {
                return false;
            }
            text += '"';
            appendHex(text, m_link.traceHigh[row]);
            appendHex(text, m_link.traceLow[row]);
            text += '"';
            return true;
        case MemberSource::Id:
            if (m_nextId >= m_link.ids.size()) {
                return false;
            }
            text += '"';
            appendHex(text, m_link.ids[m_nextId++]);
            text += '"';
            return true;
        case MemberSource::Duration:
            return appendDuration(row, text);
        case MemberSource::Context:
        case MemberSource::Line:
            break;
        }
        const std::size_t end = m_values.find('\n');
        if (end == std::string_view::npos) {
            return false;
        }
        text += m_values.substr(0, end);
        m_values.remove_prefix(end + 1);
        return true;
    }

    const Packed& m_packed;
    const Shapes& m_shapes;
    const LinkColumns& m_link;
    std::string_view m_values; ///< not yet used
    std::size_t m_nextId = 0;
    std::array<std::vector<std::string_view>, LinePacker::kTables> m_tables;
    std::vector<std::vector<std::string_view>> m_contexts;
};

} // namespace

bool LineUnpacker::needsLink(std::string_view plain)
{
    return needsIndex(plain) || (!plain.empty() && plain.front() == kOwnColumnsMark);
}

bool LineUnpacker::needsIndex(std::string_view plain)
{
    return !plain.empty() && plain.front() == kPackedMark;
}

/// Text with a line end behind each line.
bool LineUnpacker::cut(std::string_view text)
{
    return eachLine(text, [this](std::string_view line) { m_lines.push_back(line); });
}

bool LineUnpacker::unpackColumns(std::string_view plain, const Columns& columns, std::size_t limit)
{
    Packed packed;
    if (!read(plain, packed)) {
        return false;
    }
    Shapes shapes;
    for (const std::string& shape : packed.shapeTexts) {
        if (!membersOf(shape, shapes.emplace_back())) {
            return false;
        }
    }
    if (needsIndex(plain) && !tell(columns.index, shapes, packed)) {
        return false;
    }
    Joiner joiner(packed, shapes, columns.link);
    if (!joiner.prepare()) {
        return false;
    }
    m_text.clear();
    m_ends.clear();
    for (std::size_t row = 0; row < packed.times.size(); ++row) {
        if (!joiner.append(row, m_text) || m_text.size() > limit) {
            return false;
        }
        m_ends.push_back(static_cast<std::uint32_t>(m_text.size()));
    }
    std::uint32_t from = 0;
    for (const std::uint32_t end : m_ends) {
        m_lines.push_back(std::string_view(m_text).substr(from, end - from));
        from = end;
    }
    return joiner.finished();
}

const std::vector<std::string_view>* LineUnpacker::unpack(std::string_view plain,
                                                          const Columns& columns, std::size_t limit)
{
    m_lines.clear();
    return (needsLink(plain) ? unpackColumns(plain, columns, limit) : cut(plain)) ? &m_lines
                                                                                  : nullptr;
}

} // namespace throughline::store
