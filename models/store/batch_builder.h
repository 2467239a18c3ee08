#pragma once

#include "models/base/number_cache.h"
#include "models/store/record_batch.h"
#include "models/store/shared_texts.h"

#include <functional>
#include <unordered_map>

namespace throughline::store {

/// The sink at the end of an import's reading: turns normalised, redacted records into
/// canonical lines and columns and hands them to the writer in batches of whole frames.
class BatchBuilder : public domain::RecordSink
{
public:
    /// `start` is the account and place to go on from; `redact` makes an excerpt of a rejected
    /// record fit to be kept.
    BatchBuilder(BatchQueue& queue, SourceAccount account, Checkpoint checkpoint,
                 std::function<std::string(std::string_view)> redact);

    Result<void> record(const domain::Record& record, const domain::Provenance& place,
                        std::span<const domain::RedactionHit> redactions) override;
    Result<void> reject(domain::IssueCode reason, std::string_view detail,
                        const domain::Provenance& place, std::string_view raw) override;
    void note(domain::IssueCode code, std::string_view field) override;

    /// All records of the frames before this place have come. `normalizerState` is asked only when
    /// a batch is handed over.
    void frameDone(std::uint64_t offset, std::uint32_t line, std::string_view frame,
                   const std::function<std::string()>& normalizerState);

    /// Hands over what is left.
    void finish(const std::function<std::string()>& normalizerState);

    [[nodiscard]] const SourceAccount& account() const { return m_account; }

    [[nodiscard]] const Checkpoint& checkpoint() const { return m_checkpoint; }

private:
    BatchEntry::Part put(std::string_view text);
    [[nodiscard]] std::uint32_t putShape(const RecordShape& shape);
    void putLine(std::string_view line, const RecordShape& shape, BatchEntry& entry);
    BatchEntry::Part putRedactions(std::span<const domain::RedactionHit> redactions);
    void fillEvent(const ShapedRecord& record, BatchEntry& entry);
    void push(bool wholeFrames);

    BatchQueue& m_queue;
    SourceAccount m_account;
    Checkpoint m_checkpoint;
    std::function<std::string(std::string_view)> m_redact;
    RecordShapes m_shapes;
    std::string m_room; ///< for the line of the record at hand
    LineMembers m_members; ///< of that
    std::unordered_map<std::uint32_t, std::uint32_t> m_shapeInBatch; ///< its place, by its number
    NumberCache<const std::uint32_t> m_recentShapes;
    SharedTexts m_texts;
    std::unique_ptr<RecordBatch> m_batch;
    std::map<std::string, std::uint64_t> m_keptPerReason;
};

/// The chained hash of the frames of a file up to and including this one.
[[nodiscard]] Hash128 chainHash(const Hash128& before, std::string_view frame);

} // namespace throughline::store
