#include "models/link/evidence.h"

#include "models/link/content_words.h"

#include <algorithm>

namespace throughline::link {

namespace {

constexpr double kClearlyQuoted = 0.5;

std::string lengthInWords(Duration duration)
{
    constexpr std::int64_t kMinute = 60'000'000'000;
    constexpr std::int64_t kHour = 60 * kMinute;
    if (duration.ns < kMinute) {
        return "less than a minute";
    }
    if (duration.ns < kHour) {
        return std::to_string(duration.ns / kMinute) + " min";
    }
    if (duration.ns < 48 * kHour) {
        const std::int64_t minutes = duration.ns % kHour / kMinute;
        return std::to_string(duration.ns / kHour) + " h"
            + (minutes == 0 ? std::string() : " " + std::to_string(minutes) + " min");
    }
    return std::to_string(duration.ns / (24 * kHour)) + " days";
}

} // namespace

Evidence evidenceFor(const TicketFacts& ticket, const SessionFacts& session)
{
    Evidence evidence;
    if (session.end < ticket.created) {
        evidence.distance = ticket.created - session.end;
    } else if (session.start > ticket.created) {
        evidence.distance = session.start - ticket.created;
        evidence.startsAfter = true;
    }
    for (const auto& words : session.errorWords) {
        evidence.errorQuoted = std::max(evidence.errorQuoted, quotedShare(words, ticket.words));
    }
    const std::size_t pages = commonWords(session.viewWords, ticket.words);
    evidence.pagesNamed = pages == 0 ? 0 : pages == 1 ? 0.5 : 1;
    evidence.hasError = session.hasError;
    evidence.frustrated = session.frustrated;
    return evidence;
}

double contentScore(const Evidence& evidence)
{
    return std::min(1.0, evidence.errorQuoted + evidence.pagesNamed / 3);
}

std::string distanceInWords(const Evidence& evidence)
{
    if (evidence.startsAfter) {
        return "began " + lengthInWords(evidence.distance) + " after the ticket";
    }
    if (evidence.distance.ns == 0) {
        return "written during the session";
    }
    return lengthInWords(evidence.distance) + " before the ticket";
}

std::string reasonInWords(std::string_view rule, const Evidence& evidence)
{
    std::string reason(rule);
    reason += ", " + distanceInWords(evidence);
    if (evidence.errorQuoted >= kClearlyQuoted) {
        reason += ", quotes the error";
    } else if (evidence.errorQuoted > 0) {
        reason += ", quotes part of the error";
    } else if (evidence.hasError) {
        reason += ", the session has an error";
    }
    if (evidence.pagesNamed > 0) {
        reason += ", names a page of the session";
    }
    if (evidence.frustrated) {
        reason += ", the session shows frustration";
    }
    return reason;
}

} // namespace throughline::link
