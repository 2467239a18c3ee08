#pragma once

#include "models/base/hand_over.h"
#include "models/base/hash.h"
#include "models/domain/record_sink.h"
#include "models/store/record_json.h"

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace throughline::store {

/// One record on its way to the writer. Places are those in the batch's text.
struct BatchEntry
{
    struct Part
    {
        std::uint32_t from = 0;
        std::uint32_t size = 0;
    };

    domain::Signal signal = domain::Signal::Event;
    std::uint8_t flags = 0;
    std::uint8_t gesture = 0; ///< 0 none, 1 click, 2 load, 3 reload
    std::uint32_t errors = 0; ///< errors this record carries
    Timestamp time;
    Hash128 hash;
    /// Canonical JSON; of a line that is told only the values that nothing else holds, each with a
    /// line end.
    Part line;
    std::uint32_t lineBytes = 0; ///< of the JSON
    std::uint32_t shape = 0; ///< in the batch's list
    std::uint32_t members = 0; ///< where its places begin in the batch's list of them, if not told
    std::uint32_t actor = 0; ///< in the batch's list
    std::uint32_t name = 0; ///< in the batch's list
    /// The line is known to hold nothing otherwise than actor, name, trace and duration say. False:
    /// not known.
    bool told = false;
    Part currency;
    Part target; ///< of a click or page load
    Part redactions; ///< lines "rule\tfield\tcount\n"
    bool hasRevenue = false;
    std::int64_t revenueMicros = 0;
    domain::TraceId trace;
    std::int64_t durationNs = -1;
    std::int32_t x = 0;
    std::int32_t y = 0;
    domain::Provenance place;
};

/// Who did it and where: the same for many records in turn, so it stands once per batch.
struct BatchActor
{
    BatchEntry::Part session;
    BatchEntry::Part user;
    BatchEntry::Part account;
    BatchEntry::Part
        context; ///< segment fields as canonical JSON object; of a ticket: its quoted ids
};

/// What stands in quarantine for one rejected record.
struct BatchReject
{
    domain::IssueCode reason = domain::IssueCode::BadJson;
    std::string detail;
    std::string excerpt; ///< redacted
    std::string sha256;
    domain::Provenance place;
};

/// Counts of a source up to some place of its file.
struct SourceAccount
{
    std::uint64_t read = 0;
    std::uint64_t rejected = 0;
    std::uint64_t accepted = 0;
    std::uint64_t duplicates = 0;
    /// By name, or by name and field: "ts_missing", "text_cut\tbody", "email\tuser.id".
    std::map<std::string, std::uint64_t> rejectedByReason;
    std::map<std::string, std::uint64_t> warnings;
    std::map<std::string, std::uint64_t> redactions;

    bool operator==(const SourceAccount&) const = default;
};

/// How far a file has been read: what a killed import needs to go on.
struct Checkpoint
{
    std::uint64_t offset = 0; ///< all bytes of the decompressed stream before it are done
    std::uint32_t line = 0;
    std::uint64_t frames = 0;
    Hash128 prefixHash; ///< of the frames before it, chained
    std::string normalizer; ///< state of the normaliser, opaque here

    bool operator==(const Checkpoint&) const = default;
};

/// Records of some frames with the account up to their end. Frames are whole, but for one that is
/// too large to be held: it comes in parts, and only its end may be committed.
struct RecordBatch
{
    std::string text;
    std::size_t bytes = 0; ///< of all lines as JSON
    std::vector<BatchEntry> entries;
    std::vector<BatchActor> actors;
    std::vector<BatchEntry::Part> names;
    std::vector<std::shared_ptr<const RecordShape>> shapes; ///< of the lines
    LineMembers members; ///< of the lines that are not told, in turn, as places in the text
    std::vector<BatchReject> rejects;
    SourceAccount account; ///< read, rejected and warnings only; the writer adds the rest
    Checkpoint checkpoint;
    bool wholeFrames = true;

    /// Nothing in it; the memory stays.
    void clear()
    {
        text.clear();
        bytes = 0;
        entries.clear();
        actors.clear();
        names.clear();
        shapes.clear();
        members.clear();
        rejects.clear();
        wholeFrames = true;
    }

    [[nodiscard]] std::string_view view(BatchEntry::Part part) const
    {
        return std::string_view(text).substr(part.from, part.size);
    }

    [[nodiscard]] const BatchActor& actorOf(const BatchEntry& entry) const
    {
        return actors[entry.actor];
    }

    [[nodiscard]] std::string_view nameOf(const BatchEntry& entry) const
    {
        return view(names[entry.name]);
    }
};

/// Batches on their way to the writer, and those it has written on their way back to be filled
/// again, since their memory is hundreds of kilobytes.
class BatchQueue
{
public:
    void push(std::unique_ptr<RecordBatch> batch)
    {
        m_textBytes += batch->text.size();
        m_filled.push(std::move(batch));
    }

    /// nullopt: none is there.
    std::optional<std::unique_ptr<RecordBatch>> tryPop()
    {
        auto batch = m_filled.tryPop();
        m_textBytes -= batch ? (*batch)->text.size() : 0;
        return batch;
    }

    /// How many wait to be written.
    [[nodiscard]] std::size_t size() const { return m_filled.size(); }

    /// The texts of those.
    [[nodiscard]] std::size_t textBytes() const { return m_textBytes; }

    /// An empty batch.
    std::unique_ptr<RecordBatch> empty()
    {
        auto spare = m_spare.tryPop();
        return spare ? *std::move(spare) : std::make_unique<RecordBatch>();
    }

    /// Takes a batch back that is no longer needed.
    void giveBack(std::unique_ptr<RecordBatch> batch)
    {
        // One huge record is no reason to keep as much, nor one huge frame to keep as many.
        if (batch->text.capacity() <= kMostText && m_spare.size() < kMostSpare) {
            batch->clear();
            m_spare.push(std::move(batch));
        }
    }

private:
    static constexpr std::size_t kMostText = 4 << 20;
    static constexpr std::size_t kMostSpare = 48;

    std::atomic<std::size_t> m_textBytes {0};
    HandOver<std::unique_ptr<RecordBatch>> m_filled;
    HandOver<std::unique_ptr<RecordBatch>> m_spare;
};

} // namespace throughline::store
