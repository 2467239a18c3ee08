#pragma once

#include "models/base/result.h"
#include "models/domain/provenance.h"
#include "models/domain/record_sink.h"
#include "models/store/block_columns.h"
#include "models/store/connection.h"
#include "models/store/line_unpacker.h"
#include "models/store/record_json.h"
#include "models/store/statement.h"

#include <functional>
#include <string>
#include <vector>

namespace throughline::store {

/// Metadata of one block.
struct BlockInfo
{
    domain::BlockId id;
    domain::SourceId source;
    domain::Signal signal = domain::Signal::Event;
    std::uint32_t records = 0;
    Timestamp first;
    Timestamp last;

    bool operator==(const BlockInfo&) const = default;
};

/// Which blocks: of visible sources only, plus those of an import that is about to finish.
struct BlockChoice
{
    std::vector<domain::Signal> signalList; ///< empty: all
    TimeRange range; ///< empty: all
    bool withLoaded = false; ///< also sources whose import finishes in this transaction
};

/// The chosen blocks in the order of their ids.
Result<std::vector<BlockInfo>> chooseBlocks(const Connection& connection,
                                            const BlockChoice& choice);

/// Reads parts of blocks, one prepared statement each. One connection, one thread.
class BlockReader
{
public:
    static Result<BlockReader> create(const Connection& connection);

    Result<void> index(domain::BlockId block, IndexColumns& columns);
    /// False: the block has no such column; the columns are left empty.
    Result<bool> link(domain::BlockId block, LinkColumns& columns);
    Result<bool> revenue(domain::BlockId block, RevenueColumns& columns);
    Result<bool> gesture(domain::BlockId block, GestureColumns& columns);
    /// Low halves of the traces, each once, in order.
    Result<bool> traces(domain::BlockId block, std::vector<std::uint64_t>& lowHalves);
    Result<void> places(domain::BlockId block, PlaceColumns& columns);
    /// Low halves of the records' hashes.
    Result<void> hashes(domain::BlockId block, std::vector<std::uint64_t>& lowHalves);

    /// Canonical lines of a block, without line ends; the views live until the next call. The last
    /// block is kept, so reading its records one by one unpacks it once.
    Result<const std::vector<std::string_view>*> lines(domain::BlockId block);

private:
    explicit BlockReader(Statement column, Statement payload);
    Result<bool> column(domain::BlockId block, std::string_view name, std::string_view& data);

    Statement m_column;
    Statement m_payload;
    domain::BlockId m_unpackedBlock;
    std::string m_plain;
    LineUnpacker::Columns m_columns; ///< what tells of its lines
    LineUnpacker m_unpacker;
    const std::vector<std::string_view>* m_lines = nullptr; ///< of that block
};

/// Where a record came from and what redaction changed in it.
struct RecordLineage
{
    domain::SourcePlace place;
    std::string format;
    domain::Signal signal = domain::Signal::Event;

    struct Change
    {
        std::string rule;
        std::string field;
        std::uint64_t count = 0;
    };

    std::vector<Change> changes;
};

/// Of a visible record; Usage error where there is none.
Result<RecordLineage> lineageOf(const Connection& connection, domain::RecordRef ref);

/// The same for a ticket by its number.
Result<RecordLineage> lineageOfTicket(const Connection& connection, std::string_view number);

/// File, member and place of a block's records in bulk: names by source, numbers by row.
Result<domain::SourcePlace> placeOf(const Connection& connection, BlockReader& reader,
                                    domain::RecordRef ref);

} // namespace throughline::store
