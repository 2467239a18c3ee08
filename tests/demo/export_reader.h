#pragma once

#include <nlohmann/json.hpp>

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace throughline::demo::test {

/// An exception wherever it was recorded.
struct ReadException
{
    std::string type;
    std::string message;
    std::string stack;
    std::string traceId {}; ///< empty: of a client
    std::string spanId {};
    std::string session {}; ///< of a client's
    std::int64_t timeMs = 0;
    bool inSpan = false;
};

struct ReadEvent
{
    std::int64_t timeMs = 0;
    std::string name;
    std::string target;
    std::uint64_t traceLow = 0;
    std::int64_t durationMs = -1;
};

struct ReadSession
{
    std::array<std::string, 4> cell; ///< first plan, device, country, release
    std::set<std::string> countries;
    std::string user;
    std::string account;
    bool machine = false;
    std::vector<ReadEvent> events; ///< without client errors
    std::vector<std::string> orders;
    std::map<std::string, std::int64_t>
        firstError; ///< type to its client time; by trace for backend's
    std::map<std::string, std::uint64_t> errors; ///< type to throws
    std::vector<std::int64_t> reached; ///< times of the funnel's steps, by brute force
};

struct ReadRoot
{
    std::int64_t startNs = 0;
    std::int64_t endNs = 0;
};

/// All exports of a run as somebody would read them who knows only the formats.
// NOLINTNEXTLINE(bugprone-exception-escape): json's move is noexcept but asserts.
struct ReadExports
{
    std::map<std::string, ReadSession> sessions;
    std::uint64_t clientRecords = 0;
    std::uint64_t clientErrors = 0;
    std::uint64_t spans = 0;
    std::uint64_t traces = 0;
    std::uint64_t logs = 0;
    std::vector<nlohmann::json> tickets;
    std::vector<ReadException> exceptions;
    std::map<std::uint64_t, ReadRoot> roots; ///< by the low half of the trace id
    std::map<std::uint64_t, std::string> sessionOfTrace;
    std::vector<std::string> logBodies;
    std::uint64_t badLines = 0;
    std::uint64_t timeInversions = 0; ///< of more than ten minutes, in the client files
    nlohmann::json truth;

    /// The truth about an error by its type.
    [[nodiscard]] const nlohmann::json& error(const std::string& type) const;
};

/// Reads a whole run. What is not as the formats say counts as a bad line.
[[nodiscard]] ReadExports readExports(const std::filesystem::path& folder);

/// The exports of 20,000 sessions with the default seed, made and read once per program.
[[nodiscard]] const ReadExports& standardExports();

} // namespace throughline::demo::test
