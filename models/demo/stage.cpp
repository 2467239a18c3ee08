#include "models/demo/stage.h"

#include <algorithm>

namespace throughline::demo {

namespace {

constexpr double kWarningChance = .20;
constexpr std::int64_t kMinuteMs = 60'000;

} // namespace

ExtraField textField(std::string_view key, std::string value)
{
    return {key, std::move(value), false};
}

ExtraField numberField(std::string_view key, std::string value)
{
    return {key, std::move(value), true};
}

void Stage::open(Timestamp start)
{
    m_nowMs = start.ns / 1'000'000;
    m_story.events.clear();
    m_story.requests.clear();
    m_story.met.fill(0);
    m_story.revenueCents = 0;
    m_story.currency = "USD";
    m_story.rageBursts = 0;
    m_story.reloads = 0;
}

void Stage::pass(std::int64_t lowMs, std::int64_t highMs)
{
    m_nowMs += between(lowMs, highMs);
}

std::int64_t Stage::between(std::int64_t low, std::int64_t high)
{
    return low + m_random.below(static_cast<std::uint32_t>(high - low + 1));
}

void Stage::pause(double meanSeconds)
{
    const double pace = std::min(m_story.journey.pace, 4.0);
    const double seconds = 1.3 + std::min(m_random.exponential(meanSeconds * pace), 150.0);
    m_nowMs += static_cast<std::int64_t>(seconds * 1000);
}

ClientEvent& Stage::event(std::string_view name)
{
    ClientEvent& made = m_story.events.emplace_back();
    made.timeMs = m_nowMs;
    made.name = name;
    made.path = m_path;
    // Abroad from the third event on.
    made.laterContext =
        m_story.visitor.laterCountry != m_story.visitor.country && m_story.events.size() > 3;
    return made;
}

ClientEvent& Stage::view(std::string_view path)
{
    m_path = path;
    return event("page_view");
}

void Stage::click(std::string_view target)
{
    m_clickX = 20 + m_random.below(360);
    m_clickY = 80 + m_random.below(620);
    ClientEvent& made = event("click");
    made.fields.push_back(textField("target", std::string(target)));
    made.fields.push_back(numberField("x", std::to_string(m_clickX)));
    made.fields.push_back(numberField("y", std::to_string(m_clickY)));
    pass(5, 15);
}

void Stage::rageClick(std::string_view target)
{
    ++m_story.rageBursts;
    click(target);
    const std::int64_t more = between(2, 4);
    for (std::int64_t i = 0; i < more; ++i) {
        pass(100, 220);
        ClientEvent& made = event("click");
        made.fields.push_back(textField("target", std::string(target)));
        made.fields.push_back(numberField("x", std::to_string(m_clickX + m_random.below(4))));
        made.fields.push_back(numberField("y", std::to_string(m_clickY + m_random.below(4))));
    }
}

ClientEvent& Stage::request(std::string_view name, const BackendRequest& what)
{
    BackendRequest sent = what;
    sent.startMs = m_nowMs;
    sent.trace = {m_random.next() | 1U, m_random.next() | 1U};
    m_story.requests.push_back(sent);
    ClientEvent& made = event(name);
    made.trace = sent.trace;
    made.durationMs = sent.durationMs;
    made.fields.push_back(numberField("http.response.status_code", std::to_string(sent.status)));
    m_nowMs += sent.durationMs;
    return made;
}

void Stage::meet(ErrorKind kind, std::uint32_t times)
{
    m_story.met[static_cast<std::size_t>(kind)] += times;
}

void Stage::clientError(ErrorKind kind, std::int64_t delayMs)
{
    const ExceptionText what = describe(kind, m_story.visitor.release, {}, m_random);
    ClientEvent& made = event({});
    made.timeMs = m_nowMs + delayMs;
    made.fields.push_back(textField("level", "error"));
    made.fields.push_back(textField("exception.type", std::string(what.type)));
    made.fields.push_back(textField("exception.message", what.message));
    if (!what.stack.empty()) {
        made.fields.push_back(textField("exception.stacktrace", what.stack));
    }
    meet(kind, 1);
}

void Stage::addResizeWarnings()
{
    const std::size_t count = m_story.events.size();
    std::int64_t dueMs = m_story.events.front().timeMs + kMinuteMs;
    for (std::size_t i = 0; i < count; ++i) {
        const ClientEvent& cause = m_story.events[i];
        if (cause.name.empty() || cause.timeMs < dueMs) {
            continue;
        }
        dueMs = cause.timeMs + kMinuteMs;
        if (m_random.chance(kWarningChance)) {
            m_nowMs = cause.timeMs;
            m_path = cause.path;
            clientError(ErrorKind::ResizeObserver, between(2, 4));
        }
    }
}

} // namespace throughline::demo
