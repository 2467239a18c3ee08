#pragma once

#include "models/demo/session_story.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::demo {

/// As OTLP numbers them.
enum class SpanKind : std::uint8_t
{
    Internal = 1,
    Server = 2,
    Client = 3
};
enum class LogLevel : std::uint8_t
{
    Debug = 5,
    Info = 9,
    Warn = 13,
    Error = 17
};

/// One span; times are nanoseconds since 1970 on the servers' clock.
struct SpanDraft
{
    Service service = Service::Web;
    std::string_view name;
    std::uint64_t id = 0;
    std::uint64_t parent = 0; ///< 0: root
    std::int64_t startNs = 0;
    std::int64_t endNs = 0;
    SpanKind kind = SpanKind::Internal;
    bool failed = false;
    std::vector<ExtraField> attributes;
    std::optional<ExceptionText> exception; ///< recorded as an event at its end
};

struct LogDraft
{
    Service service = Service::Web;
    std::int64_t timeNs = 0;
    LogLevel level = LogLevel::Info;
    std::uint64_t span = 0; ///< 0: none
    std::string body;
    std::vector<ExtraField> attributes;
};

/// Personal data and secrets put into texts on purpose, to be found again by redaction.
struct PlantedPersonalData
{
    std::uint64_t emails = 0;
    std::uint64_t cards = 0;
    std::uint64_t tokens = 0;

    void add(const PlantedPersonalData& other)
    {
        emails += other.emails;
        cards += other.cards;
        tokens += other.tokens;
    }

    bool operator==(const PlantedPersonalData&) const = default;
};

/// What the services recorded about one request or job.
struct TraceDraft
{
    domain::TraceId id {};
    Release release = Release::R220;
    bool staging = false;
    std::vector<SpanDraft> spans; ///< parents before children, the root first
    std::vector<LogDraft> logs;
    PlantedPersonalData personal;
};

/// The spans and logs of one request. The root lies within the client's wait, so that the client's
/// clock can be found out; errors are as many as the request says.
[[nodiscard]] TraceDraft serve(const BackendRequest& request, const SessionStory& story,
                               Random& random);

/// A run of the background job that belongs to no session; fails when told to.
[[nodiscard]] TraceDraft syncStock(Timestamp start, Release release, bool fails, Random& random);

/// A well-known test number that passes the check digit, in one of the ways people write it.
[[nodiscard]] std::string_view testCardNumber(Random& random);

} // namespace throughline::demo
