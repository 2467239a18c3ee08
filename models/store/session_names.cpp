#include "models/store/session_names.h"

#include "models/codec/compress.h"
#include "models/store/column_bytes.h"
#include "models/store/column_reader.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <tuple>
#include <utility>

namespace throughline::store {

namespace {

constexpr std::string_view kDirectory =
    "SELECT number, kind, first, sessions FROM main.session_names ORDER BY number";
constexpr std::string_view kData = "SELECT data FROM main.session_names WHERE number = ?1";

constexpr std::array<std::string_view, 3> kKinds {"session", "user", "account"};

constexpr std::size_t kChunkLimit = 64 << 20;
constexpr std::size_t kOpenChunks = 16;

Error damaged()
{
    return storeError("The names of sessions are damaged", "Run verify to see what is damaged");
}

} // namespace

std::string_view toText(NameKind kind)
{
    return kKinds[static_cast<std::size_t>(kind)];
}

PackedNames packNames(NameKind kind, std::span<const NamedSession> named)
{
    PackedNames packed {
        kind, std::string(named.front().name), static_cast<std::uint32_t>(named.size()), {}};
    std::vector<std::uint32_t> lengths;
    std::vector<std::uint32_t> counts;
    std::vector<std::uint32_t> sessions;
    std::string letters;
    std::string_view last;
    for (const auto& [name, session] : named) {
        if (counts.empty() || name != last) {
            lengths.push_back(static_cast<std::uint32_t>(name.size()));
            counts.push_back(0);
            letters += name;
            last = name;
        }
        ++counts.back();
        sessions.push_back(session);
    }
    std::string bytes = startColumns(lengths.size());
    putPlanes(bytes, lengths);
    putPlanes(bytes, counts);
    bytes += startColumns(sessions.size());
    putDifferences(bytes, sessions);
    bytes += letters;
    packed.data = codec::compress(bytes, codec::Effort::Least);
    return packed;
}

Result<SessionNameChunk> unpackNames(std::string_view packed, std::uint32_t sessions)
{
    SessionNameChunk chunk;
    std::string bytes;
    if (!codec::decompressInto(packed, kChunkLimit, bytes)) {
        return damaged();
    }
    ColumnReader names(bytes);
    std::vector<std::uint32_t> lengths;
    std::vector<std::uint32_t> counts;
    names.take(lengths);
    names.take(counts);
    ColumnReader numbers(names.good() ? names.rest() : std::string_view());
    numbers.takeDifferences(chunk.sessions);
    if (!names.good() || !numbers.good() || chunk.sessions.size() != sessions
        || std::ranges::find(counts, 0U) != counts.end()
        || std::accumulate(counts.begin(), counts.end(), std::uint64_t {0}) != sessions) {
        return damaged();
    }
    std::string_view letters = numbers.rest();
    chunk.firstSession.push_back(0);
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        if (letters.size() < lengths[i]) {
            return damaged();
        }
        chunk.names.emplace_back(letters.substr(0, lengths[i]));
        letters.remove_prefix(lengths[i]);
        chunk.firstSession.push_back(chunk.firstSession.back() + counts[i]);
    }
    if (!letters.empty() || !std::ranges::is_sorted(chunk.names)) {
        return damaged();
    }
    return chunk;
}

SessionNames::SessionNames(std::vector<Entry> directory, Statement data)
    : m_directory(std::move(directory))
    , m_data(std::move(data))
{
}

Result<SessionNames> SessionNames::create(sqlite3* database)
{
    std::vector<Entry> directory;
    TL_ASSIGN(Statement read, Statement::prepare(database, kDirectory));
    while (true) {
        TL_ASSIGN(const bool row, read.step());
        if (!row) {
            break;
        }
        const auto kind = std::ranges::find(kKinds, read.text(1)) - kKinds.begin();
        directory.push_back({read.integer(0), static_cast<NameKind>(kind), read.string(2),
                             static_cast<std::uint32_t>(read.integer(3))});
    }
    std::ranges::stable_sort(directory, [](const Entry& a, const Entry& b) {
        return std::tie(a.kind, a.first) < std::tie(b.kind, b.first);
    });
    TL_ASSIGN(Statement data, Statement::prepare(database, kData));
    return SessionNames(std::move(directory), std::move(data));
}

/// The chunk in which a name, or the one behind it, begins.
std::size_t SessionNames::firstEntry(NameKind kind, std::string_view name) const
{
    const auto behind = std::partition_point(
        m_directory.begin(), m_directory.end(), [kind, name](const Entry& entry) {
            return entry.kind < kind || (entry.kind == kind && entry.first < name);
        });
    const bool inside = behind != m_directory.begin() && std::prev(behind)->kind == kind;
    return static_cast<std::size_t>((inside ? std::prev(behind) : behind) - m_directory.begin());
}

/// Good until the next call.
Result<const SessionNameChunk*> SessionNames::open(std::size_t entry)
{
    const auto known = std::ranges::find(m_open, entry, &Open::entry);
    if (known != m_open.end()) {
        std::rotate(m_open.begin(), known, std::next(known));
        return &m_open.front().chunk;
    }
    m_data.bindAll(m_directory[entry].number);
    TL_ASSIGN(const bool row, m_data.step());
    auto chunk = row ? unpackNames(m_data.blob(0), m_directory[entry].sessions)
                     : Result<SessionNameChunk>(damaged());
    m_data.reset();
    if (!chunk) {
        return std::move(chunk).error();
    }
    if (m_open.size() == kOpenChunks) {
        m_open.pop_back();
    }
    m_open.push_front({entry, *std::move(chunk)});
    return &m_open.front().chunk;
}

Result<std::vector<std::uint32_t>> SessionNames::sessionsOf(NameKind kind, std::string_view name)
{
    std::vector<std::uint32_t> sessions;
    for (std::size_t entry = firstEntry(kind, name); entry < m_directory.size()
         && m_directory[entry].kind == kind && m_directory[entry].first <= name;
         ++entry) {
        TL_ASSIGN(const SessionNameChunk* const chunk, open(entry));
        const auto found = std::ranges::lower_bound(chunk->names, name);
        if (found != chunk->names.end() && *found == name) {
            const auto place = static_cast<std::size_t>(found - chunk->names.begin());
            sessions.insert(sessions.end(), chunk->sessions.begin() + chunk->firstSession[place],
                            chunk->sessions.begin() + chunk->firstSession[place + 1]);
        }
    }
    return sessions;
}

Result<std::vector<SessionNames::Found>>
SessionNames::beginningWith(NameKind kind, std::string_view prefix, std::size_t limit)
{
    std::vector<Found> found;
    for (std::size_t entry = firstEntry(kind, prefix);
         entry < m_directory.size() && m_directory[entry].kind == kind; ++entry) {
        TL_ASSIGN(const SessionNameChunk* const chunk, open(entry));
        auto name = std::ranges::lower_bound(chunk->names, prefix);
        for (; name != chunk->names.end() && name->starts_with(prefix); ++name) {
            const auto place = static_cast<std::size_t>(name - chunk->names.begin());
            const std::uint32_t last = chunk->sessions[chunk->firstSession[place + 1] - 1];
            if (!found.empty() && found.back().name == *name) {
                found.back().session = last; // goes on in this chunk
            } else if (found.size() == limit) {
                return found;
            } else {
                found.push_back({*name, last});
            }
        }
        if (name != chunk->names.end()) {
            break;
        }
    }
    return found;
}

} // namespace throughline::store
