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

    /// nullptr: there is none.
    [[nodiscard]] GrowingTrace* find(std::uint64_t low);

    /// Ascending by the low half of their id; n log n.
    [[nodiscard]] std::vector<GrowingTrace*> sorted();

private:
    [[nodiscard]] std::size_t slotOf(std::uint64_t low) const;
    void grow();

    std::deque<GrowingTrace> m_traces;
    std::vector<std::uint32_t> m_slots; ///< number + 1; 0: free
};

} // namespace throughline::workflow
