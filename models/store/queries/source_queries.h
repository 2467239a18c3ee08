#pragma once

#include "models/domain/import_issue.h"
#include "models/domain/source.h"
#include "models/store/block_writer.h"
#include "models/store/connection.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace throughline::store {

/// A source that an earlier import left behind, invisible.
struct UnfinishedSource
{
    domain::SourceSummary summary;
    bool loaded = false; ///< read to its end, only not yet derived
    Checkpoint checkpoint;
    SourceAccount account;
    SignalDigest digest {};
};

/// A new source in the state 'running'.
Result<domain::SourceId> insertSource(Connection& connection, const domain::SourceSummary& source);

/// Sources an import did not finish.
Result<std::vector<UnfinishedSource>> unfinishedSources(const Connection& connection);

/// Removes a source that is not visible, with its blocks and rows.
Result<void> discardSource(Connection& connection, domain::SourceId source);

/// Makes these sources visible; to be called in the last transaction of an import.
Result<void> markDone(Connection& connection, const std::vector<domain::SourceId>& sources,
                      Timestamp now);

/// The visible sources in the order of their import, with their accounts.
Result<std::vector<domain::SourceSummary>> visibleSources(const Connection& connection);

/// The visible source with this content, if any; `bytes` first, since most files differ there.
Result<std::optional<domain::SourceSummary>>
findByContent(const Connection& connection, std::uint64_t bytes, std::string_view sha256);
/// Whether anything was imported, or begun to be.
Result<bool> anySource(const Connection& connection);
Result<bool> anyOfSize(const Connection& connection, std::uint64_t bytes);

/// Rejected records of visible sources, or of one of them, by source and line; at most `limit`,
/// from `offset`.
Result<std::vector<domain::RejectedRecord>>
rejectedRecords(const Connection& connection, std::uint64_t offset, std::uint64_t limit,
                std::optional<domain::SourceId> source = std::nullopt);

/// How many records the visible sources rejected, or one of them; the rows kept may be fewer.
Result<std::uint64_t> rejectedTotal(const Connection& connection,
                                    std::optional<domain::SourceId> source = std::nullopt);

/// Digests of one visible source.
struct SourceDigest
{
    std::string path;
    std::string member;
    SignalDigest digest {};
};

Result<std::vector<SourceDigest>> sourceDigests(const Connection& connection);
Result<std::map<domain::SourceId, SourceDigest>> sourceDigestsById(const Connection& connection);

/// File and member of each visible source.
using SourceNames = std::map<domain::SourceId, std::pair<std::string, std::string>>;

Result<SourceNames> sourceNames(const Connection& connection);

} // namespace throughline::store
