#pragma once

#include "models/base/result.h"
#include "models/store/derived_writer.h"
#include "models/workflow/derived_data.h"

#include <cstddef>
#include <deque>
#include <future>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace throughline::workflow {

/// The rows of the table of traces on their way into the store: sorted and packed by other threads
/// while this one writes other tables. To be made as soon as the traces are joined; what it is made
/// of must outlive it and not change any more.
class TracePacking
{
public:
    TracePacking(const SessionTable& sessions, const TraceTable& traces);
    TracePacking(const TracePacking&) = delete;
    TracePacking& operator=(const TracePacking&) = delete;

    /// Writes what is packed by now.
    Result<void> writeReady(store::DerivedWriter& writer);

    /// Writes all that is left.
    Result<void> finish(store::DerivedWriter& writer);

private:
    using Chunks = std::vector<store::PackedTraces>;

    /// What is compared lies together.
    using Placed = std::pair<domain::TraceId, const DerivedTrace*>;
    using Order = std::vector<Placed>;

    static Order sorted(const TraceTable& traces);
    [[nodiscard]] std::vector<std::string> services() const;
    [[nodiscard]] Chunks pack(std::span<const Placed> traces) const;
    void packOn();
    Result<void> writeNext(store::DerivedWriter& writer);

    const SessionTable& m_sessions;
    const TraceTable& m_traces;
    std::vector<std::string> m_services; ///< by context
    Order m_order;
    std::span<const Placed> m_left;
    // Their ends wait for the other threads, which look at the above.
    std::future<Order> m_sorting;
    std::deque<std::future<Chunks>> m_packing;
};

} // namespace throughline::workflow
