#include "models/store/index_cache.h"

#include "models/base/hash.h"
#include "models/codec/compress.h"
#include "models/store/statement.h"

#include <algorithm>

namespace throughline::store {

namespace {

constexpr std::string_view kEmpty = "DELETE FROM index_chunk";
constexpr std::string_view kInsert = "INSERT INTO index_chunk(number, data) VALUES(?1, ?2)";
constexpr std::string_view kRead = "SELECT data FROM index_chunk ORDER BY number";
constexpr std::string_view kReadHash = "SELECT data FROM index_chunk WHERE number = 0";

constexpr std::size_t kChunkBytes = 8 << 20;
constexpr std::size_t kHashDigits = 32;

} // namespace

IndexPacker::IndexPacker(PieceSink sink)
    : m_sink(std::move(sink))
{
}

void IndexPacker::add(std::string_view bytes)
{
    m_hash.add(bytes);
    while (!bytes.empty()) {
        const std::size_t count = std::min(bytes.size(), kChunkBytes - m_piece.size());
        m_piece += bytes.substr(0, count);
        bytes.remove_prefix(count);
        if (m_piece.size() == kChunkBytes) {
            packPiece();
        }
    }
}

void IndexPacker::packPiece()
{
    std::string packed = codec::compress(m_piece);
    packed.shrink_to_fit();
    m_sink(std::move(packed));
    m_piece.clear();
}

std::string IndexPacker::finish() &&
{
    if (!m_piece.empty()) {
        packPiece();
    }
    return toHex(m_hash.value());
}

IndexCacheWriter::IndexCacheWriter(Statement insert)
    : m_insert(std::move(insert))
{
}

Result<IndexCacheWriter> IndexCacheWriter::begin(Connection& connection)
{
    TL_TRY(connection.execute(kEmpty));
    TL_ASSIGN(Statement insert, Statement::prepare(connection, kInsert));
    return IndexCacheWriter(std::move(insert));
}

Result<void> IndexCacheWriter::piece(std::string_view packed)
{
    return m_insert.run(++m_number, Blob {packed});
}

Result<void> IndexCacheWriter::finish(std::string_view name)
{
    return m_insert.run(0, Blob {name});
}

Result<std::optional<std::string>> readIndexCache(const Connection& connection)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kRead));
    std::string whole;
    std::string bytes;
    std::string piece;
    while (true) {
        TL_ASSIGN(const bool row, statement.step());
        if (!row) {
            break;
        }
        if (whole.empty()) {
            whole = statement.blob(0);
            continue;
        }
        if (!codec::decompressInto(statement.blob(0), kChunkBytes, piece)) {
            return std::optional<std::string>();
        }
        bytes += piece;
    }
    if (whole.size() != kHashDigits || toHex(hash128(bytes)) != whole) {
        return std::optional<std::string>();
    }
    return std::optional(std::move(bytes));
}

Result<std::string> indexCacheHash(const Connection& connection)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kReadHash));
    TL_ASSIGN(const bool row, statement.step());
    return row ? std::string(statement.blob(0)) : std::string();
}

} // namespace throughline::store
