#pragma once

#include "models/store/record_batch.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace throughline::store {

/// Puts texts that records share into a batch once, so that the writer looks each up once: who did
/// it and where, and what it is called. A text that is forgotten early is put again, which costs
/// time but changes nothing.
class SharedTexts
{
public:
    /// Another batch begins.
    void clear();

    /// Sets actor, name and told of the entry, whose line this is and whose trace and duration are
    /// known.
    void put(RecordBatch& batch, const ShapedRecord& record, const ShapedLine& line,
             BatchEntry& entry);

    /// Whether a name of the batch is one of clicks or page loads.
    [[nodiscard]] bool namesGesture(std::uint32_t name) const { return m_gestures[name] != 0; }

private:
    /// What an actor is made of, but for the context.
    struct Ids
    {
        std::string_view session;
        std::string_view user;
        std::string_view account;
    };

    /// The actor of the records that have a refrain and get their actor from it.
    struct Repeated
    {
        std::uint64_t refrain = 0;
        std::uint64_t names = 0; ///< of the fields that make the actor
        std::uint32_t actor = 0;
        bool inLine = false;
    };

    [[nodiscard]] std::uint32_t putName(RecordBatch& batch, std::string_view name);
    [[nodiscard]] std::uint32_t putActor(RecordBatch& batch, const ShapedRecord& record,
                                         const ShapedLine& line, const Ids& ids, bool inLine);
    [[nodiscard]] Repeated actorOf(RecordBatch& batch, const ShapedRecord& record,
                                   const ShapedLine& line, const Ids& ids);
    [[nodiscard]] static bool isTold(const ShapedRecord& record, const Ids& ids,
                                     std::string_view name, const BatchEntry& entry);

    static constexpr unsigned kActorBits = 10;
    static constexpr unsigned kNameBits = 8;

    /// The place + 1 in the batch's list of what was last met with this mark; 0: nothing.
    std::array<std::uint32_t, 1U << kActorBits> m_actors {};
    std::array<std::uint32_t, 1U << kNameBits> m_names {};
    std::array<Repeated, 1U << kActorBits> m_repeated {};
    std::vector<std::uint8_t> m_gestures; ///< by name
};

} // namespace throughline::store
