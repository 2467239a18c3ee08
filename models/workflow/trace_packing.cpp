#include "models/workflow/trace_packing.h"

#include <algorithm>
#include <chrono>

namespace throughline::workflow {

namespace {

using index::kNone;

constexpr std::size_t kChunksAtOnce = 8;
/// So many pieces are packed at the same time, or wait to be written.
constexpr std::size_t kPieces = 3;

} // namespace

TracePacking::TracePacking(const SessionTable& sessions, const TraceTable& traces)
    : m_sessions(sessions)
    , m_traces(traces)
{
    if (traces.size() > 0) {
        m_sorting = std::async(std::launch::async, [&traces] { return sorted(traces); });
    }
}

/// By id, the order of the table.
TracePacking::Order TracePacking::sorted(const TraceTable& traces)
{
    Order order;
    order.reserve(traces.size());
    for (std::size_t i = 0; i < traces.size(); ++i) {
        order.emplace_back(traces[i].id, &traces[i]);
    }
    std::ranges::sort(order, {}, &Placed::first);
    return order;
}

/// The service of each context that some trace begins with.
std::vector<std::string> TracePacking::services() const
{
    std::vector<bool> needed(m_sessions.contextTexts.size());
    for (std::size_t i = 0; i < m_traces.size(); ++i) {
        if (m_traces[i].rootContext != kNone) {
            needed[m_traces[i].rootContext] = true;
        }
    }
    std::vector<std::string> services(needed.size());
    for (std::size_t context = 0; context < needed.size(); ++context) {
        if (needed[context]) {
            services[context] = contextValue(m_sessions, static_cast<std::uint32_t>(context),
                                             domain::key::kServiceName);
        }
    }
    return services;
}

TracePacking::Chunks TracePacking::pack(std::span<const Placed> traces) const
{
    constexpr std::size_t kAhead = 8;
    Chunks chunks;
    std::vector<store::TraceSummaryRow> rows;
    for (std::size_t i = 0; i < traces.size(); ++i) {
        if (i + kAhead < traces.size()) {
            __builtin_prefetch(traces[i + kAhead].second); // they lie in another order
        }
        const DerivedTrace& trace = *traces[i].second;
        store::TraceSummaryRow& row = rows.emplace_back();
        row.id = trace.id;
        row.session = trace.session == kNone ? -1 : static_cast<std::int64_t>(trace.session);
        row.spans = trace.spans;
        row.start = trace.start;
        row.end = trace.end;
        row.errors = trace.failed;
        if (trace.rootContext != kNone) {
            row.service = m_services[trace.rootContext];
        }
        if (trace.rootName != kNone) {
            row.name = m_sessions.names[trace.rootName];
        }
        if (rows.size() == store::kTracesPerChunk || i + 1 == traces.size()) {
            chunks.push_back(store::packTraces(rows));
            rows.clear();
        }
    }
    return chunks;
}

void TracePacking::packOn()
{
    if (m_sorting.valid()) {
        m_order = m_sorting.get();
        m_left = m_order;
        m_services = services();
    }
    while (m_packing.size() < kPieces && !m_left.empty()) {
        const auto piece =
            m_left.first(std::min(kChunksAtOnce * store::kTracesPerChunk, m_left.size()));
        m_left = m_left.subspan(piece.size());
        m_packing.push_back(std::async(std::launch::async, [this, piece] { return pack(piece); }));
    }
}

Result<void> TracePacking::writeNext(store::DerivedWriter& writer)
{
    const Chunks chunks = m_packing.front().get();
    m_packing.pop_front();
    packOn();
    for (const store::PackedTraces& chunk : chunks) {
        TL_TRY(writer.traces(chunk));
    }
    return {};
}

Result<void> TracePacking::writeReady(store::DerivedWriter& writer)
{
    constexpr std::chrono::seconds kNow {0};
    if (m_sorting.valid() && m_sorting.wait_for(kNow) != std::future_status::ready) {
        return {};
    }
    packOn();
    while (!m_packing.empty() && m_packing.front().wait_for(kNow) == std::future_status::ready) {
        TL_TRY(writeNext(writer));
    }
    return {};
}

Result<void> TracePacking::finish(store::DerivedWriter& writer)
{
    packOn();
    while (!m_packing.empty()) {
        TL_TRY(writeNext(writer));
    }
    return {};
}

} // namespace throughline::workflow
