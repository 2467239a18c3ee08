#include "models/ingest/raw_batch.h"

#include "models/ingest/import_pipeline.h"
#include "models/ingest/normalizer.h"

#include <algorithm>
#include <cstring>
#include <span>

namespace throughline::ingest {

namespace {

constexpr std::size_t kBatchBytes = 256 << 10;
constexpr std::size_t kStepsBetweenLooks = 256; ///< at whether the listener has room

} // namespace

bool RawBatch::fits(std::size_t frameBytes) const
{
    return m_frames.empty() || m_used + frameBytes + codec::kFramePadding <= m_size;
}

std::string_view RawBatch::beginFrame(const codec::Frame& frame, bool cutOff)
{
    const std::size_t wanted = frame.text.size() + codec::kFramePadding;
    if (m_frames.empty() && m_size < std::max(wanted, kBatchBytes)) {
        m_size = std::max(wanted, kBatchBytes);
        m_bytes = std::make_unique<char[]>(m_size);
    }
    char* begin = m_bytes.get() + m_used;
    if (!frame.text.empty()) {
        std::memcpy(begin, frame.text.data(), frame.text.size());
    }
    m_used += frame.text.size();
    const std::string_view text(begin, frame.text.size());
    m_frames.push_back({text, frame.offset + frame.length, frame.line, cutOff, m_steps.size()});
    return text;
}

std::string_view RawBatch::keep(std::string_view text)
{
    const std::less_equal<const char*> notAfter;
    const char* end = m_bytes.get() + m_used;
    const bool ours = notAfter(m_bytes.get(), text.data()) && notAfter(text.data(), end);
    return text.empty() || ours ? text : m_arena.keep(text);
}

domain::Field RawBatch::keep(const domain::Field& field)
{
    domain::Field kept = field;
    kept.key = field.keyNumber != 0 ? field.key : keep(field.key);
    kept.value = keep(field.value);
    return kept;
}

void RawBatch::addStep(Kind kind, std::size_t index)
{
    m_steps.push_back({kind, static_cast<std::uint32_t>(index)});
    m_frames.back().steps = m_steps.size();
}

Result<void> RawBatch::raw(const RawRecord& record, const domain::Provenance& place)
{
    const std::size_t from = m_fields.size();
    m_fields.insert(m_fields.end(), record.fields.begin(), record.fields.end());
    if (record.keys == 0) {
        m_numbers.beginRecord();
        for (domain::Field& field : std::span(m_fields).subspan(from)) {
            if (field.keyNumber == 0) {
                m_numbers.number(field);
            }
            if (field.keyNumber == 0) {
                field.key = keep(field.key);
            }
        }
    }
    // Nearly all values lie in the frame; told apart here, where both ends of it are at hand.
    const std::less_equal<const char*> notAfter;
    const char* const begin = m_bytes.get();
    const char* const end = begin + m_used;
    for (domain::Field& field : std::span(m_fields).subspan(from)) {
        const char* const value = field.value.data();
        if (!notAfter(begin, value) || !notAfter(value, end)) {
            field.value = keep(field.value);
        }
    }
    addStep(Kind::Record, m_records.size());
    m_records.push_back(
        {record.signal, keep(record.time), keep(record.end), m_fields.size(), record.keys, place});
    return {};
}

Result<void> RawBatch::formed(const FormedTexts& record, const domain::Provenance& place)
{
    const std::span<const std::string_view> texts = record.texts;
    if (m_texts.size() - m_textCount < texts.size()) {
        m_texts.resize(2 * m_texts.size() + texts.size());
    }
    std::string_view* into = m_texts.data() + m_textCount;
    const auto begin = reinterpret_cast<std::uintptr_t>(m_bytes.get());
    const auto used = static_cast<std::uintptr_t>(m_used);
    bool elsewhere = false;
    for (const std::string_view text : texts) {
        // By this count what lies elsewhere is far behind the frames.
        elsewhere |= reinterpret_cast<std::uintptr_t>(text.data()) - begin > used;
        *into++ = text;
    }
    if (elsewhere) { // the importer made a text anew
        return raw(record.record(), place);
    }
    m_textCount += texts.size();
    addStep(Kind::Formed, m_formed.size());
    m_formed.push_back({&record.form, m_textCount, record.refrain, place});
    return {};
}

Result<void> RawBatch::reject(domain::IssueCode reason, std::string_view detail,
                              const domain::Provenance& place, std::string_view text)
{
    addStep(Kind::Reject, m_rejects.size());
    m_rejects.push_back({reason, keep(detail), keep(text), place});
    return {};
}

void RawBatch::note(domain::IssueCode code)
{
    addStep(Kind::Note, static_cast<std::size_t>(code));
}

Result<void> RawBatch::replayFormed(std::size_t index, Normalizer& normalizer)
{
    const KeptFormed& kept = m_formed[index];
    const std::size_t first = index == 0 ? 0 : m_formed[index - 1].texts;
    const std::span<const std::string_view> texts(m_texts.data() + first, kept.texts - first);
    return normalizer.normalize({*kept.form, texts, kept.refrain}, kept.place);
}

Result<void> RawBatch::replayStep(const Step& step, Normalizer& normalizer)
{
    if (step.kind == Kind::Formed) {
        return replayFormed(step.index, normalizer);
    }
    if (step.kind == Kind::Note) {
        normalizer.note(static_cast<domain::IssueCode>(step.index));
        return {};
    }
    if (step.kind == Kind::Reject) {
        const KeptReject& kept = m_rejects[step.index];
        return normalizer.reject(kept.reason, kept.detail, kept.place, kept.text);
    }
    const KeptRecord& kept = m_records[step.index];
    const std::size_t from = step.index == 0 ? 0 : m_records[step.index - 1].fields;
    return normalizer.normalize({kept.signal, kept.time, kept.end,
                                 std::span(m_fields).subspan(from, kept.fields - from), kept.keys},
                                kept.place);
}

Result<bool> RawBatch::replay(Normalizer& normalizer, FrameListener& listener,
                              const std::function<std::string()>& state)
{
    std::size_t toldNow = 0;
    for (; m_toldFrames < m_frames.size(); ++m_toldFrames) {
        const KeptFrame& frame = m_frames[m_toldFrames];
        normalizer.beginFrame(frame.text, frame.cutOff);
        while (m_toldSteps < frame.steps) {
            if (++toldNow % kStepsBetweenLooks == 0 && !listener.hasRoom()) {
                return false;
            }
            TL_TRY(replayStep(m_steps[m_toldSteps], normalizer));
            ++m_toldSteps;
        }
        TL_TRY(listener.frameDone(frame.end, frame.line, frame.text, state));
    }
    return true;
}

void RawBatch::clear()
{
    m_used = 0;
    m_arena.reset();
    m_frames.clear();
    m_steps.clear();
    m_records.clear();
    m_formed.clear();
    m_textCount = 0;
    m_rejects.clear();
    m_fields.clear();
    m_toldFrames = 0;
    m_toldSteps = 0;
    if (m_size > 4 * kBatchBytes) { // one huge frame is no reason to keep as much for all
        m_bytes.reset();
        m_size = 0;
    }
}

} // namespace throughline::ingest
