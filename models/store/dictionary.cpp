#include "models/store/dictionary.h"

#include "models/base/hash.h"
#include "models/base/same_text.h"
#include "models/store/block_columns.h"
#include "models/store/statement.h"

#include <algorithm>
#include <optional>

namespace throughline::store {

namespace {

constexpr std::string_view kLoad = "SELECT value FROM dictionary WHERE kind = ?1 ORDER BY ordinal";
constexpr std::string_view kInsert =
    "INSERT INTO dictionary(kind, ordinal, value) VALUES(?1, ?2, ?3)";
constexpr std::string_view kFind = "SELECT ordinal FROM dictionary WHERE kind = ?1 AND value = ?2";

/// Rows of one statement: beginning and ending one takes longer than writing a row.
constexpr std::uint32_t kRowsAtOnce = 64;

constexpr std::size_t kFirstSlots = 1024;
constexpr std::uint64_t kTag = 0xFFFF'FFFF'0000'0000ULL;

/// Writes so many texts at once: kind, then number and text of each.
std::string insertOf(std::uint32_t rows)
{
    std::string sql(kInsert);
    for (std::uint32_t i = 1; i < rows; ++i) {
        const std::uint32_t number = 2 + 2 * i;
        sql += ", (?1, ?" + std::to_string(number) + ", ?" + std::to_string(number + 1) + ')';
    }
    return sql;
}

} // namespace

std::string_view toText(DictionaryKind kind)
{
    switch (kind) {
    case DictionaryKind::Session:
        return "session";
    case DictionaryKind::User:
        return "user";
    case DictionaryKind::Account:
        return "account";
    case DictionaryKind::Name:
        return "name";
    case DictionaryKind::Context:
        return "context";
    case DictionaryKind::Currency:
        return "currency";
    case DictionaryKind::Target:
        return "target";
    }
    return "";
}

Dictionary::Dictionary(DictionaryKind kind)
    : m_kind(kind)
    , m_slots(kFirstSlots, 0)
{
}

std::string_view Dictionary::text(std::uint32_t ordinal) const
{
    return std::string_view(m_letters).substr(m_starts[ordinal],
                                              m_starts[ordinal + 1] - m_starts[ordinal]);
}

void Dictionary::place(std::uint64_t hash, std::uint32_t ordinal)
{
    const std::size_t mask = m_slots.size() - 1;
    std::size_t at = hash & mask;
    while (m_slots[at] != 0) {
        at = (at + 1) & mask;
    }
    m_slots[at] = (hash & kTag) | (std::uint64_t {ordinal} + 1);
}

void Dictionary::grow()
{
    m_slots.assign(m_slots.size() * 2, 0);
    for (std::uint32_t i = 0; i < size(); ++i) {
        place(hash64(text(i)), i);
    }
}

void Dictionary::append(std::string_view text, std::uint64_t hash)
{
    m_letters += text;
    m_starts.push_back(m_letters.size());
    place(hash, size() - 1);
    if (static_cast<std::size_t>(size()) * 3 > m_slots.size() * 2) {
        grow();
    }
}

void Dictionary::expect(std::string_view text) const
{
    __builtin_prefetch(&m_slots[hash64(text) & (m_slots.size() - 1)]);
}

std::uint32_t Dictionary::ordinal(std::string_view value)
{
    if (value.empty()) {
        return kNoOrdinal;
    }
    const std::uint64_t hash = hash64(value);
    const std::size_t mask = m_slots.size() - 1;
    for (std::size_t at = hash & mask; m_slots[at] != 0; at = (at + 1) & mask) {
        if (((m_slots[at] ^ hash) & kTag) == 0) {
            const auto ordinal = static_cast<std::uint32_t>(m_slots[at] & ~kTag) - 1;
            if (sameText(text(ordinal), value)) {
                return ordinal;
            }
        }
    }
    append(value, hash);
    return size() - 1;
}

Result<void> Dictionary::load(const Connection& connection)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kLoad));
    statement.bindAll(toText(m_kind));
    while (true) {
        TL_ASSIGN(const bool row, statement.step());
        if (!row) {
            break;
        }
        const std::string_view value = statement.text(0);
        append(value, hash64(value));
    }
    m_written = size();
    return {};
}

Result<void> Dictionary::writeNew(const Connection& connection)
{
    if (m_written == size()) {
        return {};
    }
    std::uint32_t rows = kRowsAtOnce;
    std::optional<Statement> insert;
    while (m_written < size()) {
        if (!insert || rows > size() - m_written) {
            rows = std::min(rows, size() - m_written);
            TL_ASSIGN(insert, Statement::prepare(connection, insertOf(rows)));
        }
        insert->bind(1, toText(m_kind));
        for (std::uint32_t i = 0; i < rows; ++i) {
            const int number = static_cast<int>(2 + 2 * i);
            insert->bind(number, std::int64_t {m_written + i});
            insert->bind(number + 1, text(m_written + i));
        }
        auto stepped = insert->step();
        insert->reset();
        if (!stepped) {
            return std::move(stepped).error();
        }
        m_written += rows;
    }
    return {};
}

Result<std::vector<std::string>> readDictionary(const Connection& connection, DictionaryKind kind)
{
    std::vector<std::string> values;
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kLoad));
    statement.bindAll(toText(kind));
    while (true) {
        TL_ASSIGN(const bool row, statement.step());
        if (!row) {
            return values;
        }
        values.push_back(statement.string(0));
    }
}

Result<std::uint32_t> findOrdinal(const Connection& connection, DictionaryKind kind,
                                  std::string_view text)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kFind));
    statement.bindAll(toText(kind), text);
    TL_ASSIGN(const bool row, statement.step());
    return row ? static_cast<std::uint32_t>(statement.integer(0)) : kNoOrdinal;
}

} // namespace throughline::store
