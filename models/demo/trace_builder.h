#pragma once

#include "models/demo/backend.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace throughline::demo {

/// From when to when a span runs, in nanoseconds since 1970.
struct SpanWindow
{
    std::int64_t startNs = 0;
    std::int64_t endNs = 0;

    /// The moment after this part of it, 0 to 1.
    [[nodiscard]] std::int64_t at(double part) const
    {
        return startNs + static_cast<std::int64_t>(part * static_cast<double>(endNs - startNs));
    }
};

/// Builds one trace span by span, the root of the front door first. Spans are spoken of by their
/// place, from 0.
class TraceBuilder
{
public:
    /// Makes the root, within the time the client waited. All must outlive the builder.
    TraceBuilder(const BackendRequest& request, const SessionStory& story, Random& random);

    [[nodiscard]] SpanDraft& span(std::size_t place) { return m_trace.spans[place]; }

    [[nodiscard]] PlantedPersonalData& personal() { return m_trace.personal; }

    /// A window a little smaller than the span's.
    [[nodiscard]] SpanWindow inside(std::size_t parent);
    std::size_t addSpan(Service service, std::string_view name, std::size_t parent,
                        SpanWindow window, SpanKind kind);
    /// A log just after the end of its span; good until the next one.
    LogDraft& addLog(std::size_t span, LogLevel level, std::string body);
    void addException(LogDraft& log, const ExceptionText& what);

    /// The trace; the builder is done.
    [[nodiscard]] TraceDraft take() { return std::move(m_trace); }

private:
    void addRoot(const BackendRequest& request);
    [[nodiscard]] std::int64_t jitter(std::int64_t lowNs, std::int64_t highNs);

    const std::string& m_sessionId;
    Random& m_random;
    TraceDraft m_trace;
};

} // namespace throughline::demo
