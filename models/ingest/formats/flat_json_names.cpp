#include "models/ingest/formats/flat_json_names.h"

#include "models/domain/field.h"
#include "models/domain/record.h"

#include <algorithm>
#include <array>

namespace throughline::ingest {

namespace {

namespace key = domain::key;

constexpr std::array<std::string_view, 5> kTimeKeys {"timestamp", "ts", "time", "@timestamp",
                                                     "date"};
constexpr std::array<std::string_view, 4> kStartKeys {"start", "start_time", "startTime",
                                                      "start_ns"};
constexpr std::array<std::string_view, 4> kEndKeys {"end", "end_time", "endTime", "end_ns"};
constexpr std::array<std::string_view, 3> kDurationKeys {"duration_ns", "duration_us",
                                                         "duration_ms"};
constexpr std::array<std::string_view, 4> kLevelKeys {"level", "severity", "lvl", "log.level"};
constexpr std::array<std::string_view, 3> kMessageKeys {"message", "msg", "body"};
constexpr std::array<std::string_view, 3> kEventKeys {"event", "event.name", "event_name"};

static_assert(kTimeKeys.size() == kNoTimeRank);

template<std::size_t N>
bool isOneOf(std::string_view text, const std::array<std::string_view, N>& words)
{
    return std::find(words.begin(), words.end(), text) != words.end();
}

/// The part of a dotted key behind its first point, for what stands one object deep.
std::string_view behindPoint(std::string_view dotted)
{
    const std::size_t point = dotted.find('.');
    return point == std::string_view::npos ? std::string_view() : dotted.substr(point + 1);
}

FlatRole roleOf(std::string_view key)
{
    const std::string_view name = domain::canonicalName(key);
    if (isOneOf(key, kTimeKeys)) {
        return FlatRole::Time;
    }
    if (isOneOf(key, kEventKeys)) {
        return FlatRole::EventName;
    }
    if (isOneOf(key, kLevelKeys)) {
        return FlatRole::Level;
    }
    if (isOneOf(key, kMessageKeys)) {
        return FlatRole::Message;
    }
    if (isOneOf(key, kStartKeys)) {
        return FlatRole::Start;
    }
    if (isOneOf(key, kEndKeys)) {
        return FlatRole::End;
    }
    if (isOneOf(key, kDurationKeys)) {
        return FlatRole::Duration;
    }
    if (key == "kind") {
        return FlatRole::Kind;
    }
    if (name == key::kTicketId) {
        return FlatRole::TicketId;
    }
    if (name == key::kTraceId) {
        return FlatRole::TraceId;
    }
    if (name == key::kSpanId) {
        return FlatRole::SpanId;
    }
    if (name == key::kSessionId) {
        return FlatRole::SessionId;
    }
    if (name == key::kMetricName || key == "metric") {
        return FlatRole::MetricName;
    }
    if (key == "metric.value" || key == "value") {
        return FlatRole::MetricValue;
    }
    const bool exception = name == key::kExceptionType || name == key::kExceptionMessage
        || name == key::kExceptionStack;
    return exception ? FlatRole::Exception : FlatRole::None;
}

} // namespace

FlatRoles rolesOf(std::string_view key)
{
    FlatRoles roles;
    roles.own = roleOf(key);
    const FlatRole deep = roleOf(behindPoint(key));
    const bool counts =
        deep == FlatRole::Level || deep == FlatRole::Message || deep == FlatRole::Time;
    roles.deep = counts ? deep : FlatRole::None;
    const auto* rank = std::find(kTimeKeys.begin(), kTimeKeys.end(), key);
    roles.rank = static_cast<std::size_t>(rank - kTimeKeys.begin());
    return roles;
}

bool isTimeName(std::string_view name)
{
    return isOneOf(name, kTimeKeys) || isOneOf(behindPoint(name), kTimeKeys)
        || isOneOf(name, kStartKeys);
}

FlatName* FlatNames::of(std::string_view key)
{
    if (FlatName* const met = m_recent.find(key)) {
        return met;
    }
    m_lookup.assign(key);
    const auto found = m_names.find(m_lookup);
    if (found != m_names.end()) {
        m_recent.keep(found->second->key, found->second.get());
        return found->second.get();
    }
    if (m_names.size() >= kMostNames) {
        return nullptr;
    }
    auto name =
        std::make_unique<FlatName>(FlatName {m_lookup, domain::nextKeyNumber(), rolesOf(key)});
    m_recent.keep(name->key, name.get());
    return m_names.emplace(m_lookup, std::move(name)).first->second.get();
}

} // namespace throughline::ingest
