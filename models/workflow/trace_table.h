#pragma once

#include "models/base/time.h"
#include "models/domain/ids.h"
#include "models/index/session_index.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace throughline::workflow {

/// One trace as the list of traces shows it.
struct DerivedTrace
{
    domain::TraceId id;
    Timestamp start;
    Timestamp end;
    Timestamp rootStart;
    std::uint32_t session = index::kNone; ///< number in the index
    std::uint32_t spans = 0;
    std::uint32_t failed = 0; ///< spans of status error
    std::uint32_t rootName = index::kNone; ///< ordinal in SessionTable::names
    std::uint32_t rootContext = index::kNone;
    bool hasRoot = false;

    // While its spans are read:
    bool named = false; ///< a span or log of it names a session
    bool hasServer = false;
    Timestamp serverStart; ///< of the earliest server span, the backend's end of a request
    std::int64_t serverNs = -1;
};

/// Traces by the low half of their id, millions of them: one look for each span, since all that is
/// known of a trace lies together, and nothing moves as it grows. Not thread-safe.
class TraceTable
{
public:
    /// The trace of this id, a new one where there is none.
    DerivedTrace& at(std::uint64_t low);

    /// Asks memory for what at() will look at first, a while before.
    void fetchPlace(std::uint64_t low) const
    {
        if (!m_slots.empty()) {
            __builtin_prefetch(&m_slots[markOf(low) & (m_slots.size() - 1)]);
        }
    }

    /// The same for what it looks at then; the place should be at hand. Looks at marks alone.
    void fetchTrace(std::uint64_t low) const
    {
        if (m_slots.empty()) {
            return;
        }
        const std::uint32_t mark = markOf(low);
        std::size_t at = mark & (m_slots.size() - 1);
        while (m_slots[at].number != 0 && m_slots[at].mark != mark) {
            at = (at + 1) & (m_slots.size() - 1);
        }
        if (m_slots[at].number != 0) {
            const auto* const trace =
                reinterpret_cast<const char*>(&(*this)[m_slots[at].number - 1]);
            __builtin_prefetch(trace);
            __builtin_prefetch(trace + sizeof(DerivedTrace) - 1);
        }
    }

    /// nullptr: there is none.
    [[nodiscard]] const DerivedTrace* find(std::uint64_t low) const;
    [[nodiscard]] DerivedTrace* find(std::uint64_t low);

    [[nodiscard]] std::size_t size() const { return m_size; }

    /// In the order in which they were met.
    [[nodiscard]] const DerivedTrace& operator[](std::size_t number) const
    {
        return m_blocks[number / kBlock][number % kBlock];
    }

private:
    static constexpr std::size_t kBlock = 4096;

    /// A trace's number + 1, 0 where it is free; beside it the mark, so that other traces are not
    /// looked at.
    struct Slot
    {
        std::uint32_t mark = 0;
        std::uint32_t number = 0;
    };

    /// Low halves of ids look like noise, but for small numbers of hand-written ones.
    [[nodiscard]] static std::uint32_t markOf(std::uint64_t low)
    {
        constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15ULL;
        return static_cast<std::uint32_t>(low * kOdd >> 32U);
    }

    [[nodiscard]] std::size_t slotOf(std::uint64_t low) const;
    void grow();

    std::vector<std::unique_ptr<DerivedTrace[]>> m_blocks;
    std::size_t m_size = 0;
    std::vector<Slot> m_slots;
};

} // namespace throughline::workflow
