#pragma once

#include "models/domain/source.h"
#include "models/store/block_columns.h"
#include "models/store/connection.h"
#include "models/store/dictionary.h"
#include "models/store/duplicate_lookup.h"
#include "models/store/late_sync.h"
#include "models/store/packed_lines.h"
#include "models/store/record_batch.h"
#include "models/store/statement.h"

#include <array>
#include <memory>
#include <optional>

namespace throughline::store {

/// The dictionaries of a store, shared by the sources of one import.
struct Dictionaries
{
    Dictionary session {DictionaryKind::Session};
    Dictionary user {DictionaryKind::User};
    Dictionary account {DictionaryKind::Account};
    Dictionary name {DictionaryKind::Name};
    Dictionary context {DictionaryKind::Context};
    Dictionary currency {DictionaryKind::Currency};
    Dictionary target {DictionaryKind::Target}; ///< of clicks and page loads

    Result<void> load(const Connection& connection);
    Result<void> writeNew(const Connection& connection);
};

/// Digest of a source or store: per signal the sum modulo 2^128 of its records' hashes, so order,
/// chunks and numbering do not matter.
using SignalDigest = std::array<Hash128, domain::kAllSignals.size()>;

/// What is known of a file only at its end.
struct SourceFacts
{
    std::string sha256; ///< of its bytes
    std::uint64_t bytes = 0;
    std::string format;
    std::string container;
};

/// Writes one source: batches in, blocks, rows and checkpoints out, one transaction per some
/// 16 MB. Runs on the writer's thread. Until it has finished, nothing of the source is visible.
class BlockWriter
{
public:
    /// `account` and `digest` are those of the checkpoint the source goes on from.
    static Result<BlockWriter> create(Connection& connection, Dictionaries& dictionaries,
                                      const domain::SourceSummary& source, SourceAccount account,
                                      SignalDigest digest);

    Result<void> write(const RecordBatch& batch);

    /// Writes what is open and marks the source as loaded.
    Result<domain::SourceSummary> finish(const SourceFacts& facts);

    /// Gives up what is not committed yet, and is of no use any more.
    void abandon();

    [[nodiscard]] const SourceAccount& account() const { return m_account; }

    [[nodiscard]] std::uint64_t accepted() const { return m_account.accepted; }

private:
    /// Ordinals of what the records of a batch share, and which tables of an open block have their
    /// texts.
    struct Known
    {
        LinePacker::Ordinals ordinals {}; ///< those of an actor, or that of a name
        bool looked = false;
        std::uint32_t block = 0; ///< number of the open block that `tables` is about
        unsigned tables = 0;
    };

    struct OpenBlock
    {
        std::uint32_t number = 0; ///< no other one of the writer had it
        LinePacker lines;
        std::size_t bytes = 0; ///< of the lines before they were packed
        IndexColumns index;
        LinkColumns link;
        PlaceColumns place;
        RevenueColumns revenue;
        GestureColumns gesture;
        std::vector<std::uint64_t> hashes;
        std::string redactions; ///< lines "row\trule\tfield\tcount\n"
        Timestamp first;
        Timestamp last;
        bool anyLink = false;

        /// Nothing in it; the memory stays for the next block.
        void clear();
    };

    BlockWriter(Connection& connection, Dictionaries& dictionaries, domain::SourceSummary source,
                SourceAccount account, SignalDigest digest, DuplicateLookup duplicates,
                LateSync sync);

    Result<void> writeEntry(const RecordBatch& batch, const BatchEntry& entry);
    Result<void> writeTicket(const RecordBatch& batch, const BatchEntry& entry);
    Result<void> writeReject(const BatchReject& reject);
    [[nodiscard]] LinePacker::Texts textsOf(const RecordBatch& batch, const BatchEntry& entry,
                                            const OpenBlock& block);
    void append(OpenBlock& block, const RecordBatch& batch, const BatchEntry& entry);
    Result<void> writeBlock(domain::Signal signal, OpenBlock& block);
    Result<void> commit();
    void count(const BatchEntry& entry);
    Result<void> saveSource(std::string_view state);
    Result<Statement*> prepared(std::optional<Statement>& statement, std::string_view sql);

    Connection* m_connection;
    Dictionaries* m_dictionaries;
    domain::SourceSummary m_source;
    SourceAccount m_account;
    SignalDigest m_digest;
    DuplicateLookup m_duplicates;
    LateSync m_sync;
    std::array<OpenBlock, 4> m_open;
    std::uint32_t m_blocks = 0; ///< that were opened
    std::vector<Known> m_actors; ///< of the batch at hand
    std::vector<Known> m_names; ///< of the batch at hand
    std::optional<Statement> m_insertBlock;
    std::optional<Statement> m_insertColumn;
    std::optional<Statement> m_insertPayload;
    Checkpoint m_checkpoint;
    std::size_t m_bytesSinceCommit = 0;
    bool m_inTransaction = false;
    bool m_anyTime = false;
};

} // namespace throughline::store
