#include "models/workflow/source_import.h"

#include "models/codec/cut_off.h"
#include "models/store/batch_builder.h"

namespace throughline::workflow {

namespace {

/// As much as is read while the writer waits for the disk to keep what it has.
constexpr std::size_t kQueuedBatches = 48;
constexpr std::size_t kQueuedBytes = 8 << 20; ///< of texts, which long lines have more of
constexpr std::uint64_t kHopelessRejects = 100'000;

/// Feeds the batch builder and watches over the frames an earlier run has done.
class Listener : public ingest::FrameListener
{
public:
    Listener(store::BatchBuilder& builder, const store::BatchQueue& queue,
             const std::string& fingerprint, const std::optional<store::UnfinishedSource>& resume)
        : m_builder(builder)
        , m_queue(queue)
        , m_fingerprint(fingerprint)
        , m_doneFrames(resume ? resume->checkpoint.frames : 0)
        , m_donePrefix(resume ? resume->checkpoint.prefixHash : Hash128 {})
    {
    }

    [[nodiscard]] bool hasRoom() const override
    {
        return m_queue.size() < kQueuedBatches && m_queue.textBytes() < kQueuedBytes;
    }

    Result<bool> alreadyDone(std::string_view frame) override
    {
        if (m_frames >= m_doneFrames) {
            return false;
        }
        m_prefix = store::chainHash(m_prefix, frame);
        if (++m_frames == m_doneFrames && m_prefix != m_donePrefix) {
            return fileChanged();
        }
        return true;
    }

    Result<void> frameDone(std::uint64_t endOffset, std::uint32_t line, std::string_view frame,
                           const std::function<std::string()>& state) override
    {
        m_builder.frameDone(endOffset, line, frame,
                            [this, &state] { return m_fingerprint + '\n' + state(); });
        const store::SourceAccount& account = m_builder.account();
        const std::uint64_t good = account.read - account.rejected;
        if (account.rejected >= kHopelessRejects && good * 100 < account.rejected) {
            return badInputError(std::to_string(account.rejected) + " of "
                                     + std::to_string(account.read)
                                     + " records were rejected; this is not a file of that format",
                                 "See throughline formats, or name the format with --format");
        }
        return {};
    }

    Result<void> finish()
    {
        if (m_frames < m_doneFrames) {
            return fileChanged();
        }
        m_builder.finish([this] { return m_fingerprint + '\n'; });
        return {};
    }

    /// What alreadyDone answers when the frames are not those of the earlier run.
    static Error fileChanged()
    {
        return badInputError("The file has changed since its import was interrupted");
    }

private:
    store::BatchBuilder& m_builder;
    const store::BatchQueue& m_queue;
    const std::string& m_fingerprint;
    std::uint64_t m_doneFrames;
    Hash128 m_donePrefix;
    Hash128 m_prefix;
    std::uint64_t m_frames = 0;
};

/// Writes the batches that are there.
class WritingStation final : public Station
{
public:
    WritingStation(store::BatchQueue& queue, store::BlockWriter& writer)
        : m_queue(queue)
        , m_writer(writer)
    {
    }

    [[nodiscard]] bool ready() const override { return m_queue.size() > 0; }

    Result<void> step() override
    {
        auto batch = *m_queue.tryPop();
        TL_TRY(m_writer.write(*batch));
        m_queue.giveBack(std::move(batch));
        return {};
    }

private:
    store::BatchQueue& m_queue;
    store::BlockWriter& m_writer;
};

std::string wholeRecords(std::uint64_t count)
{
    return count == 1 ? "1 whole record" : std::to_string(count) + " whole records";
}

/// The same error, and what could be had of the file.
Error tellWhatIsWhole(Error error, std::uint64_t records)
{
    if (records > 0 && codec::isCutOff(error)) {
        error.hint +=
            "; or keep the " + wholeRecords(records) + " before that with import --salvage";
    }
    return error;
}

} // namespace

bool readUnder(const ReadingRules& rules, const store::UnfinishedSource& source)
{
    return source.checkpoint.normalizer.starts_with(rules.fingerprint + '\n');
}

Result<domain::SourceSummary>
importSource(store::Connection& connection, store::Dictionaries& dictionaries,
             const domain::SourceSummary& source, const ingest::InspectedFile& file,
             const crypto::SecretKey& key, const ReadingRules& rules, Timestamp now,
             const std::optional<store::UnfinishedSource>& resume, const std::stop_token& stop,
             const ProgressSink& progress)
{
    store::SourceAccount account = resume ? resume->account : store::SourceAccount {};
    TL_ASSIGN(store::BlockWriter writer,
              store::BlockWriter::create(connection, dictionaries, source, account,
                                         resume ? resume->digest : store::SignalDigest {}));
    ingest::Redactor redactor {ingest::Pseudonymizer(key), rules.redaction};
    store::BatchQueue queue;
    store::BatchBuilder builder(
        queue, account, resume ? resume->checkpoint : store::Checkpoint {},
        [&redactor](std::string_view text) { return redactor.redactExcerpt(text); });
    Listener listener(builder, queue, rules.fingerprint, resume);
    ingest::PipelineOptions options;
    options.source = source.id;
    options.salvage = rules.salvage;
    options.normalizer.time = rules.time;
    options.normalizer.time.now = now;
    options.normalizer.samplingRate = rules.samplingRate;
    options.normalizerState =
        resume ? resume->checkpoint.normalizer.substr(rules.fingerprint.size() + 1) : std::string();

    WritingStation writing(queue, writer);
    const auto write = [&]() -> Result<domain::SourceSummary> {
        TL_ASSIGN(ingest::PipelineOutcome outcome,
                  ingest::runPipeline(file, options, redactor, builder, listener, stop, progress,
                                      &writing));
        TL_TRY(listener.finish());
        while (writing.ready()) {
            TL_TRY(writing.step());
        }
        TL_ASSIGN(
            domain::SourceSummary summary,
            writer.finish({outcome.sha256, outcome.bytes, outcome.format, outcome.container}));
        if (outcome.cutOff) {
            summary.message = outcome.cutOff->message + "; its "
                + wholeRecords(builder.account().read - 1) + " were kept.";
        }
        return summary;
    };
    auto summary = write();
    if (!summary) {
        writer.abandon();
        return tellWhatIsWhole(std::move(summary).error(), builder.account().read);
    }
    return summary;
}

} // namespace throughline::workflow
