#include "models/demo/trace_builder.h"

#include <algorithm>
#include <array>
#include <utility>

namespace throughline::demo {

namespace {

constexpr std::int64_t kMs = 1'000'000;

struct Route
{
    std::string_view method;
    std::string_view route;
    std::string_view spanName;
};

Route routeOf(Operation operation)
{
    constexpr std::array<Route, 6> kRoutes {{
        {"POST", "/api/login", "POST /api/login"},
        {"POST", "/api/logout", "POST /api/logout"},
        {"GET", "/api/search", "GET /api/search"},
        {"POST", "/api/cart", "POST /api/cart"},
        {"POST", "/api/coupon", "POST /api/coupon"},
        {"POST", "/api/pay", "POST /api/pay"},
    }};
    return kRoutes[static_cast<std::size_t>(operation)];
}

} // namespace

TraceBuilder::TraceBuilder(const BackendRequest& request, const SessionStory& story, Random& random)
    : m_sessionId(story.id)
    , m_random(random)
{
    m_trace.id = request.trace;
    m_trace.release = story.visitor.release;
    m_trace.staging = story.visitor.staging;
    addRoot(request);
}

std::int64_t TraceBuilder::jitter(std::int64_t lowNs, std::int64_t highNs)
{
    return lowNs + m_random.below(static_cast<std::uint32_t>(highNs - lowNs));
}

SpanWindow TraceBuilder::inside(std::size_t parent)
{
    const SpanDraft& span = m_trace.spans[parent];
    return {span.startNs + jitter(kMs / 4, 2 * kMs), span.endNs - jitter(kMs / 4, 2 * kMs)};
}

std::size_t TraceBuilder::addSpan(Service service, std::string_view name, std::size_t parent,
                                  SpanWindow window, SpanKind kind)
{
    SpanDraft span;
    span.service = service;
    span.name = name;
    span.id = m_random.next() | 1U;
    span.parent = m_trace.spans.empty() ? 0 : m_trace.spans[parent].id;
    span.startNs = window.startNs;
    span.endNs = window.endNs;
    span.kind = kind;
    m_trace.spans.push_back(std::move(span));
    return m_trace.spans.size() - 1;
}

LogDraft& TraceBuilder::addLog(std::size_t span, LogLevel level, std::string body)
{
    LogDraft log;
    log.service = m_trace.spans[span].service;
    log.timeNs = m_trace.spans[span].endNs + jitter(kMs / 10, kMs);
    log.level = level;
    log.span = m_trace.spans[span].id;
    log.body = std::move(body);
    if (m_random.chance(.4)) {
        log.attributes.push_back({"session.id", m_sessionId});
    }
    m_trace.logs.push_back(std::move(log));
    return m_trace.logs.back();
}

void TraceBuilder::addException(LogDraft& log, const ExceptionText& what)
{
    log.attributes.push_back({"exception.type", std::string(what.type)});
    log.attributes.push_back({"exception.message", what.message});
    if (!what.stack.empty()) {
        log.attributes.push_back({"exception.stacktrace", what.stack});
    }
}

void TraceBuilder::addRoot(const BackendRequest& request)
{
    const std::int64_t startNs = request.startMs * kMs;
    const std::int64_t waitNs = request.durationMs * kMs;
    const std::int64_t up = std::min(jitter(8 * kMs, 40 * kMs), waitNs / 5);
    const std::int64_t down = std::min(jitter(6 * kMs, 30 * kMs), waitNs / 5);
    const Route route = routeOf(request.operation);
    const std::size_t root = addSpan(Service::Web, route.spanName, 0,
                                     {startNs + up, startNs + waitNs - down}, SpanKind::Server);
    SpanDraft& span = m_trace.spans[root];
    span.failed = request.status >= 500;
    span.attributes = {{"http.request.method", std::string(route.method)},
                       {"http.route", std::string(route.route)},
                       {"http.response.status_code", std::to_string(request.status), true}};
    if (m_random.chance(.9)) {
        span.attributes.push_back({"session.id", m_sessionId});
    }
    if (m_random.chance(.4) || request.status >= 500) {
        const std::int64_t tookMs = (span.endNs - span.startNs) / kMs;
        addLog(root, request.status >= 500 ? LogLevel::Warn : LogLevel::Info,
               std::string(route.spanName) + ' ' + std::to_string(request.status) + " in "
                   + std::to_string(tookMs) + " ms");
    }
}

} // namespace throughline::demo
