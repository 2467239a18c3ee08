#pragma once

#include "models/base/hand_over.h"
#include "models/base/work_line.h"
#include "models/ingest/frame_reader.h"
#include "models/ingest/import_pipeline.h"
#include "models/ingest/progress_meter.h"
#include "models/ingest/raw_batch.h"

#include <memory>
#include <optional>
#include <vector>

namespace throughline::ingest {

/// Batches on their way from reading to normalising, and back to be filled again.
struct RawBatches
{
    RawBatches();

    KeyNumbers numbers;
    HandOver<std::unique_ptr<RawBatch>> empty;
    HandOver<std::unique_ptr<RawBatch>> full;
};

/// Reads and parses a file: fills batches with frames and what an importer finds in them.
class ReadingStation final : public Station
{
public:
    /// What they are called; all of it must outlive the station.
    struct Parts
    {
        FrameReader& reader;
        const codec::ByteSource& source;
        Importer& importer;
        FrameListener& listener;
        ProgressMeter& meter;
        std::stop_token stop;
        domain::SourceId sourceId;
        bool salvage = false; ///< what is whole of a file that is cut off
    };

    ReadingStation(Parts parts, RawBatches& batches)
        : m_parts(std::move(parts))
        , m_batches(batches)
    {
    }

    /// Reads the first frames into memory and lets them decide units and radices. To be called
    /// once, before the first step.
    Result<void> decide(Normalizer& normalizer);

    [[nodiscard]] bool ready() const override { return !m_ended && !m_batches.empty.empty(); }

    [[nodiscard]] bool isAwaited() const override { return m_batches.full.size() < kAhead; }

    /// Fills one batch. Cancelled: stop was requested, or what the listener says.
    Result<void> step() override;

    /// All of the file is in batches.
    [[nodiscard]] bool ended() const { return m_ended; }

    /// What the file is damaged with, after the frames before that.
    [[nodiscard]] Result<void> outcome() const
    {
        return m_failure && !salvages() ? Result<void>(*m_failure) : Result<void>();
    }

    /// Why the file ends where it does, if that is no reason to leave it.
    [[nodiscard]] std::optional<Error> cutOff() const
    {
        return salvages() ? m_failure : std::nullopt;
    }

private:
    /// Batches that lie ready for the next station while this one is at work.
    static constexpr std::size_t kAhead = 3;

    /// A frame that outlives its reader's buffer.
    struct KeptFrame
    {
        std::string text;
        codec::Frame frame;
        std::size_t pathIndex = 0;
    };

    struct NextFrame
    {
        codec::Frame frame;
        std::size_t pathIndex = 0;
    };

    Result<bool> next();
    Result<bool> readFrame();
    Result<void> put(RawBatch& batch);
    [[nodiscard]] bool salvages() const;
    Result<void> rejectCutOff(RawBatch& batch);

    Parts m_parts;
    RawBatches& m_batches;
    std::vector<KeptFrame> m_kept;
    std::size_t m_keptTaken = 0;
    NextFrame m_next;
    bool m_waiting = false; ///< the next one, for a batch that has room for it
    std::optional<Error> m_failure;
    bool m_fileEnded = false; ///< or cannot be read any further
    bool m_ended = false; ///< and all of it is in batches
    std::uint64_t m_frames = 0;
    std::uint64_t m_end = 0; ///< of the last frame
    std::uint32_t m_line = 0; ///< where it began
};

/// Normalises and redacts what was read, into the sink.
class NormalizingStation final : public Station
{
public:
    NormalizingStation(Normalizer& normalizer, FrameListener& listener, RawBatches& batches)
        : m_normalizer(normalizer)
        , m_listener(listener)
        , m_batches(batches)
    {
    }

    [[nodiscard]] bool ready() const override
    {
        return (m_batch != nullptr || !m_batches.full.empty()) && m_listener.hasRoom();
    }

    Result<void> step() override;

    /// Nothing is left to be told.
    [[nodiscard]] bool idle() const { return m_batch == nullptr && m_batches.full.empty(); }

private:
    Normalizer& m_normalizer;
    FrameListener& m_listener;
    RawBatches& m_batches;
    std::unique_ptr<RawBatch> m_batch; ///< told in part only
};

} // namespace throughline::ingest
