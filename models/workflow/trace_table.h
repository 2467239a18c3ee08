#pragma once

#include "models/workflow/derived_data.h"

#include <cstdint>
#include <deque>
#include <vector>

namespace throughline::workflow {

/// The backend's end of a request: the earliest server span of a trace.
struct ServerEnd
{
    Timestamp start;
    std::int64_t durationNs = -1;
};

/// What is known of a trace while its spans are read.
struct GrowingTrace
{
    DerivedTrace trace;
    ServerEnd server;
    bool hasServer = false;
    bool named = false; ///< a span or log of it names a session
    std::uint32_t session = index::kNone; ///< that one; kNone: several
};

/// Traces by the low half of their id, millions of them: one look for each span, since all that is
/// known of a trace lies together, and nothing moves as it grows. Not thread-safe.
class TraceTable
{
public:
    /// The trace of this id, a new one where there is none.
    GrowingTrace& at(std::uint64_t low);

    /// Asks memory for what at() will look at first, a while before.
    void fetch(std::uint64_t low) const
    {
        if (!m_slots.empty()) {
            __builtin_prefetch(&m_slots[placeOf(low)]);
        }
    }

    /// nullptr: there is none.
    [[nodiscard]] GrowingTrace* find(std::uint64_t low);

    /// Ascending by the low half of their id; n log n.
    [[nodiscard]] std::vector<GrowingTrace*> sorted();

private:
    /// Where it stands unless another trace does. Low halves of ids look like noise, but for small
    /// numbers of hand-written ones.
    [[nodiscard]] std::size_t placeOf(std::uint64_t low) const
    {
        constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15ULL;
        return (low * kOdd) >> 24U & (m_slots.size() - 1);
    }

    [[nodiscard]] std::size_t slotOf(std::uint64_t low) const;
    void grow();

    std::deque<GrowingTrace> m_traces;
    std::vector<std::uint32_t> m_slots; ///< number + 1; 0: free
};

} // namespace throughline::workflow
