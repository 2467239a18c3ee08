#pragma once

#include "models/base/result.h"
#include "models/base/stream_hash.h"
#include "models/store/connection.h"
#include "models/store/statement.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace throughline::store {

/// Packs bytes that come in pieces for the cache: compressed, in pieces of at most 8 MiB before
/// that, since no value of the store may be larger than 64. Needs no store, so another thread can
/// do it.
class IndexPacker
{
public:
    using PieceSink = std::function<void(std::string piece)>;

    explicit IndexPacker(PieceSink sink);

    void add(std::string_view bytes);

    /// Hands over the last piece; 32 digits that name the whole.
    [[nodiscard]] std::string finish() &&;

private:
    void packPiece();

    PieceSink m_sink;
    StreamHash m_hash;
    std::string m_piece;
};

/// Keeps packed bytes that can be made again at any time. Replaces what was kept before; part of
/// the caller's transaction.
class IndexCacheWriter
{
public:
    static Result<IndexCacheWriter> begin(Connection& connection);

    Result<void> piece(std::string_view packed);

    /// The name of the whole, so that a lost piece is noticed.
    Result<void> finish(std::string_view name);

private:
    explicit IndexCacheWriter(Statement insert);

    Statement m_insert;
    std::int64_t m_number = 0;
};

/// The bytes, or nullopt where nothing whole is kept: the caller makes them again.
Result<std::optional<std::string>> readIndexCache(const Connection& connection);

/// 32 digits that name what is kept; empty where nothing is. Reads no more than that.
Result<std::string> indexCacheHash(const Connection& connection);

} // namespace throughline::store
