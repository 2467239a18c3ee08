#pragma once

#include "models/codec/frame.h"
#include "models/ingest/importer.h"
#include "models/ingest/key_numbers.h"
#include "models/ingest/raw_form.h"
#include "models/ingest/text_arena.h"

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace throughline::ingest {

class FrameListener;
class Normalizer;

/// Some frames and what an importer found in them, kept in order, on the way from the thread that
/// reads and parses to the one that normalises. Used again and again: clear() keeps the memory.
class RawBatch : public RawSink
{
public:
    /// The numbers are those of the file, for all of its batches.
    explicit RawBatch(KeyNumbers& numbers)
        : m_numbers(numbers)
    {
    }

    /// Whether a frame of this size still finds its place; the first one always does.
    [[nodiscard]] bool fits(std::size_t frameBytes) const;

    /// Copies the frame. What is found from now on belongs to it; the view, padded as
    /// codec::kFramePadding says, is what the importer is to be given.
    std::string_view beginFrame(const codec::Frame& frame, bool cutOff);

    Result<void> raw(const RawRecord& record, const domain::Provenance& place) override;
    Result<void> formed(const FormedTexts& record, const domain::Provenance& place) override;
    Result<void> reject(domain::IssueCode reason, std::string_view detail,
                        const domain::Provenance& place, std::string_view text) override;
    void note(domain::IssueCode code) override;

    /// Tells it all again, in order, and after each frame that it is done. False: the listener has
    /// no room for more before all was told; the next call goes on from there.
    Result<bool> replay(Normalizer& normalizer, FrameListener& listener,
                        const std::function<std::string()>& state);

    [[nodiscard]] bool empty() const { return m_frames.empty(); }

    void clear();

private:
    struct KeptFrame
    {
        std::string_view text;
        std::uint64_t end = 0; ///< offset behind it
        std::uint32_t line = 0;
        bool cutOff = false;
        std::size_t steps = 0; ///< behind its last one
    };

    enum class Kind : std::uint8_t
    {
        Record,
        Formed,
        Reject,
        Note
    };

    struct Step
    {
        Kind kind = Kind::Record;
        std::uint32_t index = 0; ///< of the record or reject; of a note its code
    };

    struct KeptRecord
    {
        domain::Signal signal = domain::Signal::Log;
        domain::Field time;
        domain::Field end;
        std::size_t fields = 0; ///< behind its last one
        std::uint32_t keys = 0;
        domain::Provenance place;
    };

    struct KeptFormed
    {
        const RawForm* form = nullptr;
        std::size_t texts = 0; ///< behind its last one
        codec::JsonRefrain refrain;
        domain::Provenance place;
    };

    struct KeptReject
    {
        domain::IssueCode reason = domain::IssueCode::BadJson;
        std::string_view detail;
        std::string_view text;
        domain::Provenance place;
    };

    [[nodiscard]] std::string_view keep(std::string_view text);
    [[nodiscard]] domain::Field keep(const domain::Field& field);
    void addStep(Kind kind, std::size_t index);
    Result<void> replayStep(const Step& step, Normalizer& normalizer);
    Result<void> replayFormed(std::size_t index, Normalizer& normalizer);

    KeyNumbers& m_numbers;
    std::unique_ptr<char[]> m_bytes;
    std::size_t m_size = 0;
    std::size_t m_used = 0;
    TextArena m_arena; ///< what the importer made anew
    std::vector<KeptFrame> m_frames;
    std::vector<Step> m_steps;
    std::vector<KeptRecord> m_records;
    std::vector<KeptFormed> m_formed;
    /// Of those, all in the frames, 16 bytes each where a field takes 48; the first m_textCount.
    std::vector<std::string_view> m_texts;
    std::size_t m_textCount = 0;
    std::vector<KeptReject> m_rejects;
    std::vector<domain::Field> m_fields;
    std::size_t m_toldFrames = 0;
    std::size_t m_toldSteps = 0;
};

} // namespace throughline::ingest
