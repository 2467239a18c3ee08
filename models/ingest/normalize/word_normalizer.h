#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace throughline::ingest {

/// One of desktop, mobile, tablet, tv, watch, console, bot, other; empty for an empty text or a
/// placeholder.
[[nodiscard]] std::string_view normalizeDeviceType(std::string_view raw);

/// How a source numbers its log levels.
enum class LevelScale : std::uint8_t
{
    Guess, ///< a multiple of ten from 10 to 60 is Bunyan's, another number up to 24 OpenTelemetry's
    OpenTelemetry, ///< 1 trace ... 24 fatal
    Bunyan, ///< also pino: 10 trace, 20 debug, 30 info, 40 warn, 50 error, 60 fatal
    Python, ///< 10 debug, 20 info, 30 warning, 40 error, 50 critical
    Syslog ///< 0 emergency ... 7 debug
};

/// The OpenTelemetry severity number (1 to 24; 17 and more is an error) of a level in words or
/// digits: "warn", "[ERROR]", "E", "SEVERE", "ERROR2", "50". Words of syslog as in the log data
/// model of OpenTelemetry, appendix B. nullopt: the text names no level.
[[nodiscard]] std::optional<int> severityNumber(std::string_view level,
                                                LevelScale scale = LevelScale::Guess);

/// An ISO 3166 alpha-2 code in upper case (uk is GB); other texts as they are, trimmed.
[[nodiscard]] std::string normalizeCountry(std::string_view raw);

} // namespace throughline::ingest
