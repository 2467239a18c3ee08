#include "models/store/block_columns.h"

#include "models/codec/compress.h"
#include "models/store/column_reader.h"
#include "models/store/numbering.h"

#include <algorithm>
#include <array>
#include <bit>

namespace throughline::store {

namespace {

constexpr std::size_t kColumnLimit = 64 << 20;

constexpr std::uint32_t kThinPlanes = kInPlanes | kThin;

Error damagedColumn()
{
    return storeError("A column of the store is damaged", "Run verify to see what is damaged");
}

/// Columns as they lie in the store.
class PackedColumns
{
public:
    explicit PackedColumns(std::string_view packed)
        : m_unpacked(codec::decompressInto(packed, kColumnLimit, m_plain))
        , m_reader(m_plain)
    {
    }

    [[nodiscard]] bool has(std::uint32_t layout) const { return m_reader.has(layout); }

    [[nodiscard]] std::size_t count() const { return m_reader.count(); }

    template<typename T>
    void take(std::vector<T>& values)
    {
        m_reader.take(values);
    }

    template<typename T>
    void takeDifferences(std::vector<T>& values)
    {
        if (has(kThin)) {
            m_reader.takeSteps(values);
        } else {
            m_reader.takeDifferences(values);
        }
    }

    void takeTimes(std::vector<std::int64_t>& times)
    {
        if (has(kThin)) {
            m_reader.takeTimes(times);
        } else {
            m_reader.takeDifferences(times);
        }
    }

    /// Rising numbers of rows.
    void takeRows(std::vector<std::uint32_t>& rows)
    {
        if (has(kThin)) {
            m_reader.takeSteps(rows);
        } else {
            m_reader.take(rows);
        }
    }

    /// What follows has a length of its own.
    void nextList()
    {
        if (m_reader.good()) {
            m_reader = ColumnReader(m_reader.rest());
        }
    }

    /// A list of a length of its own, in place of which there may be nothing.
    template<typename T>
    void takeList(std::vector<T>& values)
    {
        values.clear();
        if (m_reader.good() && !m_reader.rest().empty()) {
            nextList();
            m_reader.take(values);
        }
    }

    /// What is behind the columns taken so far.
    [[nodiscard]] std::string_view rest() const { return m_reader.rest(); }

    [[nodiscard]] bool good() const { return m_unpacked && m_reader.good(); }

    [[nodiscard]] Result<void> finish() const
    {
        return good() && m_reader.rest().empty() ? Result<void>() : damagedColumn();
    }

private:
    std::string m_plain;
    bool m_unpacked;
    ColumnReader m_reader;
};

/// Ordinals with 0 for none, so that none is a small number, too.
void putOrdinals(std::string& bytes, const std::vector<std::uint32_t>& ordinals)
{
    putThin<std::uint32_t>(bytes, ordinals.size(),
                           [&ordinals](std::size_t i) { return ordinals[i] + 1; });
}

void takeOrdinals(PackedColumns& reader, std::vector<std::uint32_t>& ordinals)
{
    reader.take(ordinals);
    for (std::uint32_t& ordinal : ordinals) {
        ordinal -= reader.has(kThin) ? 1 : 0;
    }
}

/// Session, user, account and context are told once for all rows of which all four are the same.
struct Actors
{
    static constexpr std::size_t kParts = 4;

    std::vector<std::uint32_t> ofRow;
    std::array<std::vector<std::uint32_t>, kParts> parts;

    /// Those of the columns.
    void find(const IndexColumns& columns)
    {
        Numbering numbering;
        std::vector<std::uint32_t> known; ///< numbers of actors by that of their key
        ofRow.reserve(columns.session.size());
        for (std::size_t row = 0; row < columns.session.size(); ++row) {
            const std::array<std::uint32_t, kParts> actor {columns.session[row], columns.user[row],
                                                           columns.account[row],
                                                           columns.context[row]};
            const std::uint32_t number = numbering.of(keyOf(actor));
            const bool added = number == known.size();
            if (added) {
                known.push_back(0);
            }
            if (added || !isActor(known[number], actor)) {
                known[number] = static_cast<std::uint32_t>(parts[0].size());
                for (std::size_t i = 0; i < kParts; ++i) {
                    parts[i].push_back(actor[i]);
                }
            }
            ofRow.push_back(known[number]);
        }
    }

    /// False: a row has one that is not there.
    [[nodiscard]] bool spread(IndexColumns& columns) const
    {
        const std::size_t count = parts[0].size();
        if (std::ranges::any_of(ofRow, [count](std::uint32_t actor) { return actor >= count; })) {
            return false;
        }
        const std::array<std::vector<std::uint32_t>*, kParts> into {
            &columns.session, &columns.user, &columns.account, &columns.context};
        for (std::size_t i = 0; i < kParts; ++i) {
            into[i]->resize(ofRow.size());
            std::ranges::transform(ofRow, into[i]->begin(), [this, i](std::uint32_t actor) {
                return parts[i][actor] - 1; // 0 is none
            });
        }
        return true;
    }

private:
    /// What differs in the parts nearly surely differs here.
    static std::uint64_t keyOf(const std::array<std::uint32_t, kParts>& actor)
    {
        constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15ULL;
        std::uint64_t key = 0;
        for (const std::uint32_t part : actor) {
            key = (std::rotl(key, 29) ^ part) * kOdd;
        }
        return key;
    }

    [[nodiscard]] bool isActor(std::uint32_t number,
                               const std::array<std::uint32_t, kParts>& actor) const
    {
        for (std::size_t i = 0; i < kParts; ++i) {
            if (parts[i][number] != actor[i]) {
                return false;
            }
        }
        return true;
    }
};

/// Trace ids, each once, and which of them a row has.
struct Traces
{
    std::vector<std::uint64_t> low;
    std::vector<std::uint64_t> high;
    /// 0: none; 1: the next in the list; else one less than how far before that one it stands.
    std::vector<std::uint32_t> ofRow;

    void find(const LinkColumns& columns)
    {
        Numbering numbering;
        std::vector<std::uint32_t> known; ///< places in the list by the number of the low half
        ofRow.reserve(columns.traceLow.size());
        for (std::size_t row = 0; row < columns.traceLow.size(); ++row) {
            const std::uint64_t rowLow = columns.traceLow[row];
            const std::uint64_t rowHigh = columns.traceHigh[row];
            if (rowLow == 0 && rowHigh == 0) {
                ofRow.push_back(0);
                continue;
            }
            const std::uint32_t number = numbering.of(rowLow);
            const bool added = number == known.size();
            if (added) {
                known.push_back(0);
            }
            const auto next = static_cast<std::uint32_t>(low.size());
            if (added || high[known[number]] != rowHigh) {
                known[number] = next;
                low.push_back(rowLow);
                high.push_back(rowHigh);
                ofRow.push_back(1);
            } else {
                ofRow.push_back(next - known[number] + 1);
            }
        }
    }

    /// False: a row has one that is not there, or one is left over.
    [[nodiscard]] bool spread(LinkColumns& columns) const
    {
        columns.traceLow.assign(ofRow.size(), 0);
        columns.traceHigh.assign(ofRow.size(), 0);
        std::size_t next = 0;
        for (std::size_t row = 0; row < ofRow.size(); ++row) {
            const std::uint32_t back = ofRow[row];
            if (back == 0) {
                continue;
            }
            next += back == 1 ? 1 : 0;
            const std::size_t behind = back == 1 ? 1 : back - 1;
            if (next > low.size() || behind > next) {
                return false;
            }
            columns.traceLow[row] = low[next - behind];
            columns.traceHigh[row] = high[next - behind];
        }
        return next == low.size();
    }
};

} // namespace

std::string encode(const IndexColumns& columns)
{
    Actors actors;
    actors.find(columns);
    std::string bytes = startColumns(columns.time.size(), kThinPlanes);
    putTimes(bytes, columns.time);
    putThin(bytes, actors.ofRow);
    putOrdinals(bytes, columns.name);
    putThin(bytes, columns.flags);
    bytes += startColumns(actors.parts[0].size(), kThinPlanes);
    for (const auto& part : actors.parts) {
        putSteps<std::uint32_t>(bytes, part.size(), [&part](std::size_t i) { return part[i] + 1; });
    }
    return codec::compress(bytes);
}

Result<void> decode(std::string_view bytes, IndexColumns& columns)
{
    PackedColumns reader(bytes);
    reader.takeTimes(columns.time);
    if (!reader.has(kThin)) {
        for (auto* ordinals :
             {&columns.session, &columns.user, &columns.account, &columns.name, &columns.context}) {
            reader.take(*ordinals);
        }
        reader.take(columns.flags);
        return reader.finish();
    }
    Actors actors;
    reader.take(actors.ofRow);
    takeOrdinals(reader, columns.name);
    reader.take(columns.flags);
    reader.nextList();
    for (auto& part : actors.parts) {
        reader.takeDifferences(part);
    }
    TL_TRY(reader.finish());
    return actors.spread(columns) ? Result<void>() : damagedColumn();
}

std::string encode(const LinkColumns& columns)
{
    Traces traces;
    traces.find(columns);
    // Ids are noise, which nothing makes smaller; the rest mostly says that they follow each other.
    std::string bytes = startColumns(traces.low.size(), kApart);
    putPlain(bytes, traces.low);
    putPlain(bytes, traces.high);
    std::string rest = startColumns(traces.ofRow.size(), kThinPlanes);
    putThin(rest, traces.ofRow);
    putThin<std::uint64_t>(rest, columns.duration.size(), [&columns](std::size_t i) {
        return static_cast<std::uint64_t>(columns.duration[i]) + 1; // -1 is none
    });
    if (!columns.ids.empty()) {
        rest += startColumns(columns.ids.size(), 0);
        putPlain(rest, columns.ids);
    }
    bytes += codec::compress(rest, codec::Effort::Least);
    return codec::compress(bytes, codec::Effort::None);
}

Result<void> decode(std::string_view bytes, LinkColumns& columns)
{
    PackedColumns reader(bytes);
    if (!reader.has(kApart)) {
        reader.take(columns.traceLow);
        reader.take(columns.traceHigh);
        reader.take(columns.duration);
        reader.takeList(columns.ids);
        return reader.finish();
    }
    Traces traces;
    reader.take(traces.low);
    reader.take(traces.high);
    if (!reader.good()) {
        return damagedColumn();
    }
    PackedColumns rest(reader.rest());
    rest.take(traces.ofRow);
    std::vector<std::uint64_t> durations;
    rest.take(durations);
    rest.takeList(columns.ids);
    TL_TRY(rest.finish());
    columns.duration.resize(durations.size());
    std::ranges::transform(durations, columns.duration.begin(), [](std::uint64_t duration) {
        return static_cast<std::int64_t>(duration - 1); // 0 is none
    });
    return traces.spread(columns) ? Result<void>() : damagedColumn();
}

std::string encode(const PlaceColumns& columns)
{
    // Where it would begin if those before it had no letters: rises by the line end of each.
    std::vector<std::uint64_t> between(columns.offset.size());
    std::uint64_t letters = 0;
    for (std::size_t i = 0; i < between.size(); ++i) {
        between[i] = columns.offset[i] - letters;
        letters += columns.length[i];
    }
    std::string bytes = startColumns(between.size(), kThinPlanes);
    putThin(bytes, columns.length);
    putSteps(bytes, between);
    putSteps(bytes, columns.line);
    putThin(bytes, columns.part);
    return codec::compress(bytes, codec::Effort::Least);
}

Result<void> decode(std::string_view bytes, PlaceColumns& columns)
{
    PackedColumns reader(bytes);
    if (!reader.has(kThin)) {
        reader.takeDifferences(columns.offset);
        reader.take(columns.length);
        reader.takeDifferences(columns.line);
        reader.take(columns.part);
        return reader.finish();
    }
    reader.take(columns.length);
    reader.takeDifferences(columns.offset);
    reader.takeDifferences(columns.line);
    reader.take(columns.part);
    TL_TRY(reader.finish());
    std::uint64_t letters = 0;
    for (std::size_t i = 0; i < columns.offset.size(); ++i) {
        columns.offset[i] += letters;
        letters += columns.length[i];
    }
    return {};
}

std::string encode(const RevenueColumns& columns)
{
    std::string bytes = startColumns(columns.row.size(), kThinPlanes);
    putSteps(bytes, columns.row);
    putThin(bytes, columns.micros);
    putOrdinals(bytes, columns.currency);
    return codec::compress(bytes);
}

Result<void> decode(std::string_view bytes, RevenueColumns& columns)
{
    PackedColumns reader(bytes);
    reader.takeRows(columns.row);
    reader.take(columns.micros);
    takeOrdinals(reader, columns.currency);
    return reader.finish();
}

std::string encode(const GestureColumns& columns)
{
    std::string bytes = startColumns(columns.row.size(), kThinPlanes);
    putSteps(bytes, columns.row);
    putThin(bytes, columns.kind);
    putOrdinals(bytes, columns.target);
    putThin(bytes, columns.x);
    putThin(bytes, columns.y);
    return codec::compress(bytes);
}

Result<void> decode(std::string_view bytes, GestureColumns& columns)
{
    PackedColumns reader(bytes);
    reader.takeRows(columns.row);
    reader.take(columns.kind);
    takeOrdinals(reader, columns.target);
    reader.take(columns.x);
    reader.take(columns.y);
    return reader.finish();
}

std::string encodeHashes(const std::vector<std::uint64_t>& hashes)
{
    std::string bytes = startColumns(hashes.size(), 0);
    putPlain(bytes, hashes);
    return codec::compress(bytes, codec::Effort::None);
}

Result<void> decodeHashes(std::string_view bytes, std::vector<std::uint64_t>& hashes)
{
    PackedColumns reader(bytes);
    reader.take(hashes);
    return reader.finish();
}

} // namespace throughline::store
