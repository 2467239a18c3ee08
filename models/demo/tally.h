#pragma once

#include "models/base/id_set.h"
#include "models/demo/backend.h"
#include "models/demo/complaint.h"
#include "models/demo/session_story.h"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::demo {

/// What a right import finds of one planted error. Sessions, users and accounts are human.
struct ErrorTally
{
    std::uint64_t records = 0; ///< that carry the exception, machines' included
    std::uint64_t occurrences = 0; ///< one per throw; without those in machines' sessions
    std::uint64_t machineOccurrences = 0;
    std::uint64_t sessions = 0;
    IdSet users;
    IdSet accounts;
    std::uint64_t tickets = 0; ///< written about it
    std::uint64_t affected = 0; ///< sessions it could still change; of the harmful two only
    std::uint64_t affectedConverted = 0;
    std::uint64_t wouldConvert = 0; ///< of the affected, in a world without it
};

/// A client clock that is off.
struct ClockTruth
{
    std::string session;
    std::int64_t offsetMs = 0; ///< server minus client
    std::size_t requests = 0; ///< from which it can be found out
};

/// A ticket and the session it is about.
struct TicketTruth
{
    std::uint64_t ticket = 0;
    std::string session;
    int tier = 0;
    std::optional<ErrorKind> about;
};

/// Orders and money of one currency, by human sessions.
struct RevenueTally
{
    std::uint64_t orders = 0;
    std::int64_t cents = 0;
};

/// Everything counted while it is written.
struct Tally
{
    std::uint64_t sessions = 0;
    std::uint64_t machineSessions = 0;
    std::uint64_t clientRecords = 0; ///< client errors included
    std::uint64_t clientErrors = 0;
    std::uint64_t spans = 0;
    std::uint64_t traces = 0;
    std::uint64_t logs = 0;
    std::uint64_t tickets = 0;
    IdSet users;
    IdSet accounts;
    std::array<std::uint64_t, kFunnelSteps.size()>
        funnel {}; ///< human sessions that reached a step
    std::array<ErrorTally, kErrorKinds> errors;
    std::map<std::string_view, RevenueTally> revenue; ///< by currency
    std::array<std::uint64_t, 5> ticketsByTier {}; ///< 0: about no session
    std::vector<TicketTruth> ticketLinks;
    std::uint64_t clocksOff = 0; ///< human sessions
    std::vector<ClockTruth> clocks; ///< the first of them
    std::uint64_t rageBursts = 0; ///< human sessions
    std::uint64_t reloads = 0;
    PlantedPersonalData personal;

    void add(const SessionStory& story);
    void add(const TraceDraft& trace);
    void add(const Complaint& complaint);
    /// A failure of a job that belongs to no session.
    void addFailure(ErrorKind kind);
};

/// How many steps of the checkout funnel a session reaches, by its times as written: in order,
/// within the window, steps of one moment in any order.
[[nodiscard]] std::size_t funnelLevel(const SessionStory& story);

} // namespace throughline::demo
