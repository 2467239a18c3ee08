#include "models/ingest/import_stations.h"

#include "models/codec/cut_off.h"
#include "models/ingest/column_collector.h"

namespace throughline::ingest {

namespace {

using domain::IssueCode;

constexpr std::size_t kDecidingFrames = 10'000;
constexpr std::size_t kDecidingBytes = 8 << 20;
constexpr std::size_t kBatches = 6;

} // namespace

RawBatches::RawBatches()
{
    for (std::size_t i = 0; i < kBatches; ++i) {
        empty.push(std::make_unique<RawBatch>(numbers));
    }
}

Result<void> ReadingStation::decide(Normalizer& normalizer)
{
    ColumnCollector collector(normalizer);
    std::size_t bytes = 0;
    while (m_kept.size() < kDecidingFrames && bytes < kDecidingBytes) {
        TL_ASSIGN(const bool more, readFrame());
        if (!more) {
            break;
        }
        const std::string_view text = m_next.frame.text;
        KeptFrame& kept = m_kept.emplace_back();
        kept.frame = m_next.frame;
        kept.pathIndex = m_next.pathIndex;
        kept.text.reserve(text.size() + codec::kFramePadding);
        kept.text = text;
        bytes += kept.text.size();
        if (kept.frame.whole()) {
            m_parts.importer.elementsOf(kept.pathIndex);
            TL_TRY(m_parts.importer.frame(kept.text, {}, collector));
        }
    }
    collector.decide();
    return {};
}

Result<void> ReadingStation::step()
{
    std::unique_ptr<RawBatch> batch = *m_batches.empty.tryPop();
    while (true) {
        if (m_parts.stop.stop_requested()) {
            return cancelledError();
        }
        if (!m_waiting) {
            TL_ASSIGN(m_waiting, next());
        }
        if (!m_waiting) {
            m_ended = true;
            if (salvages()) {
                TL_TRY(rejectCutOff(*batch));
            }
            break;
        }
        if (!batch->fits(m_next.frame.text.size())) {
            break;
        }
        TL_TRY(put(*batch));
        m_waiting = false;
        m_parts.meter.frame(m_parts.source.rawBytesRead(), ++m_frames);
    }
    m_batches.full.push(std::move(batch));
    return {};
}

/// Goes to the next frame that is not done already. False: at the end.
Result<bool> ReadingStation::next()
{
    while (true) {
        if (m_keptTaken < m_kept.size()) {
            if (m_keptTaken > 0) {
                m_kept[m_keptTaken - 1].text = std::string();
            }
            const KeptFrame& kept = m_kept[m_keptTaken++];
            m_next = {kept.frame, kept.pathIndex};
            m_next.frame.text = kept.text;
        } else {
            m_kept = {};
            m_keptTaken = 0;
            TL_ASSIGN(const bool more, readFrame());
            if (!more) {
                return false;
            }
        }
        m_end = m_next.frame.offset + m_next.frame.length;
        m_line = m_next.frame.line;
        TL_ASSIGN(const bool done, m_parts.listener.alreadyDone(m_next.frame.text));
        if (!done) {
            return true;
        }
        if (m_parts.stop.stop_requested()) {
            return cancelledError();
        }
        m_parts.meter.frame(m_parts.source.rawBytesRead(), ++m_frames);
    }
}

/// Goes to the next frame of the file. What it is damaged with comes after the frames before, so
/// that is kept for the end.
Result<bool> ReadingStation::readFrame()
{
    if (m_fileEnded) {
        return false;
    }
    auto frame = m_parts.reader.next();
    if (!frame) {
        m_failure = std::move(frame).error();
        m_fileEnded = true;
        return false;
    }
    m_fileEnded = !frame->has_value();
    if (!m_fileEnded) {
        m_next = {**frame, m_parts.reader.pathIndex()};
    }
    return !m_fileEnded;
}

Result<void> ReadingStation::put(RawBatch& batch)
{
    const codec::Frame& frame = m_next.frame;
    const domain::Provenance place {m_parts.sourceId, frame.offset, frame.length, frame.line, 0};
    const std::string_view text =
        batch.beginFrame(frame, m_parts.reader.lines() && frame.unterminated);
    m_parts.importer.elementsOf(m_next.pathIndex);
    if (frame.oversized) {
        return batch.reject(IssueCode::LineTooLong, "", place, text);
    }
    if (frame.tooDeep) {
        return batch.reject(IssueCode::TooDeep, "", place, text);
    }
    return m_parts.importer.frame(text, place, batch);
}

bool ReadingStation::salvages() const
{
    return m_parts.salvage && m_frames > 0 && m_failure && codec::isCutOff(*m_failure);
}

/// The record that the cut went through counts as read and rejected, too.
Result<void> ReadingStation::rejectCutOff(RawBatch& batch)
{
    codec::Frame frame;
    frame.offset = m_end;
    frame.line = m_line + 1;
    const std::string_view text = batch.beginFrame(frame, true);
    return batch.reject(IssueCode::TruncatedEnd, "",
                        {m_parts.sourceId, frame.offset, 0, frame.line, 0}, text);
}

Result<void> NormalizingStation::step()
{
    if (m_batch == nullptr) {
        m_batch = *m_batches.full.tryPop();
    }
    const std::function<std::string()> state = [this] { return m_normalizer.state(); };
    TL_ASSIGN(const bool all, m_batch->replay(m_normalizer, m_listener, state));
    if (all) {
        m_batch->clear();
        m_batches.empty.push(std::move(m_batch));
    }
    return {};
}

} // namespace throughline::ingest
