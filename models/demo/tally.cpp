#include "models/demo/tally.h"

#include "models/demo/client_format.h"

#include <algorithm>
#include <limits>

namespace throughline::demo {

namespace {

constexpr std::size_t kClocksListed = 200;

/// Records that carry one throw.
std::uint64_t recordsPerThrow(ErrorKind kind)
{
    return kind == ErrorKind::PaymentTimeout ? 2 : 1;
}

void addErrors(Tally& tally, const SessionStory& story)
{
    const bool human = story.visitor.kind == VisitorKind::Human;
    for (std::size_t i = 0; i < kErrorKinds; ++i) {
        ErrorTally& error = tally.errors[i];
        const std::uint32_t times = story.met[i];
        if (times == 0) {
            continue;
        }
        error.records += times * recordsPerThrow(static_cast<ErrorKind>(i));
        if (!human) {
            error.machineOccurrences += times;
            continue;
        }
        error.occurrences += times;
        ++error.sessions;
        error.users.add(story.visitor.user);
        error.accounts.add(story.visitor.account);
    }
}

void addEffects(Tally& tally, const Journey& journey)
{
    for (const ErrorKind kind : {ErrorKind::PaymentTimeout, ErrorKind::Coupon}) {
        if (isAffected(journey, kind)) {
            ErrorTally& error = tally.errors[static_cast<std::size_t>(kind)];
            ++error.affected;
            error.affectedConverted += converts(journey) ? 1 : 0;
            error.wouldConvert += converts(journey, kind) ? 1 : 0;
        }
    }
}

void addClock(Tally& tally, const SessionStory& story)
{
    if (story.visitor.clockOffset == Duration {}) {
        return;
    }
    ++tally.clocksOff;
    if (tally.clocks.size() < kClocksListed) {
        tally.clocks.push_back(
            {story.id, story.visitor.clockOffset.ns / 1'000'000, story.requests.size()});
    }
}

using StepTimes = std::array<std::vector<std::int64_t>, kFunnelSteps.size()>;

StepTimes stepTimes(const SessionStory& story)
{
    StepTimes times;
    for (const ClientEvent& event : story.events) {
        const auto* step = std::find(kFunnelSteps.begin(), kFunnelSteps.end(), event.name);
        if (step != kFunnelSteps.end()) {
            times[static_cast<std::size_t>(step - kFunnelSteps.begin())].push_back(
                writtenTimeMs(event, story.visitor));
        }
    }
    return times;
}

/// Every later step at its earliest time: no event can be two steps, so none is better used later.
std::size_t levelFrom(std::int64_t start, const StepTimes& times)
{
    const std::int64_t end = start + kFunnelWindow.ns / 1'000'000;
    std::int64_t now = start;
    std::size_t level = 1;
    for (; level < times.size(); ++level) {
        std::int64_t next = std::numeric_limits<std::int64_t>::max();
        for (const std::int64_t time : times[level]) {
            next = time >= now ? std::min(next, time) : next;
        }
        if (next > end) {
            break;
        }
        now = next;
    }
    return level;
}

} // namespace

void Tally::add(const SessionStory& story)
{
    ++sessions;
    clientRecords += story.events.size();
    clientErrors += static_cast<std::uint64_t>(
        std::count_if(story.events.begin(), story.events.end(),
                      [](const ClientEvent& event) { return event.name.empty(); }));
    addErrors(*this, story);
    if (story.visitor.kind != VisitorKind::Human) {
        ++machineSessions;
        return;
    }
    users.add(story.visitor.user);
    accounts.add(story.visitor.account);
    for (std::size_t step = 0; step < funnelLevel(story); ++step) {
        ++funnel[step];
    }
    addEffects(*this, story.journey);
    addClock(*this, story);
    rageBursts += story.rageBursts;
    reloads += story.reloads;
    if (story.revenueCents > 0) {
        RevenueTally& money = revenue[story.currency];
        ++money.orders;
        money.cents += story.revenueCents;
    }
}

void Tally::add(const TraceDraft& trace)
{
    ++traces;
    spans += trace.spans.size();
    logs += trace.logs.size();
    personal.add(trace.personal);
}

void Tally::add(const Complaint& complaint)
{
    ++tickets;
    ++ticketsByTier[static_cast<std::size_t>(complaint.tier)];
    personal.add(complaint.personal);
    if (complaint.tier > 0) {
        ticketLinks.push_back(
            {complaint.number, complaint.session, complaint.tier, complaint.about});
    }
    if (complaint.about) {
        ++errors[static_cast<std::size_t>(*complaint.about)].tickets;
    }
}

void Tally::addFailure(ErrorKind kind)
{
    ErrorTally& error = errors[static_cast<std::size_t>(kind)];
    error.records += recordsPerThrow(kind);
    ++error.occurrences;
}

std::size_t funnelLevel(const SessionStory& story)
{
    const StepTimes times = stepTimes(story);
    std::size_t best = 0;
    for (const std::int64_t start : times[0]) {
        best = std::max(best, levelFrom(start, times));
    }
    return best;
}

} // namespace throughline::demo
