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

PackedIndex packIndex(std::string_view bytes)
{
    PackedIndex packed {toHex(hash128(bytes)), {}};
    for (std::size_t from = 0; from < bytes.size(); from += kChunkBytes) {
        packed.pieces.push_back(codec::compress(bytes.substr(from, kChunkBytes)));
    }
    return packed;
}

Result<void> writeIndexCache(Connection& connection, const PackedIndex& packed)
{
    TL_TRY(connection.execute(kEmpty));
    TL_ASSIGN(Statement insert, Statement::prepare(connection, kInsert));
    // The first piece names the whole, so that a lost piece is noticed.
    TL_TRY(insert.run(0, Blob {packed.hash}));
    std::int64_t number = 0;
    for (const std::string& piece : packed.pieces) {
        TL_TRY(insert.run(++number, Blob {piece}));
    }
    return {};
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
