#pragma once

#include "models/base/time.h"
#include "models/domain/ticket.h"
#include "models/link/link_facts.h"

#include <cstddef>
#include <vector>

namespace throughline::link {

/// The numbers of the evidence ladder. An explicit mention is 1.00, an id that occurs in one
/// session .95; below that a score is base + share * (time + content + sign).
struct LinkRules
{
    Duration before = Duration::hours(24); ///< how long before the ticket a session may end
    Duration after = Duration::minutes(15); ///< how long after it one may start
    double explicitMention = 1.00;
    double uniqueId = 0.95;
    double sameUser = 0.60;
    double sameAccount = 0.25;
    double accountShare = 0.75; ///< evidence counts this much where only the account is the same
    double time = 0.25; ///< times exp(-distance / timeScale)
    Duration timeScale = Duration::hours(6);
    double content = 0.15; ///< times the share of the session's words the ticket quotes
    double sign = 0.05; ///< the session holds an error or a sign of frustration
    double inferredAtMost = 0.94; ///< below a unique id
    double sure = 0.80; ///< least score of a link that counts
    double margin = 0.20; ///< and least distance to the next
    std::size_t most = 20; ///< candidates listed per ticket

    bool operator==(const LinkRules&) const = default;
};

/// When a session of the same user or account comes into question for a ticket created then: one
/// that overlaps [created - before, created + after], both ends included. As a half-open range.
[[nodiscard]] TimeRange candidateWindow(Timestamp created, const LinkRules& rules = {});

/// The sessions a ticket may be about, best first, with the evidence in words.
///
/// The best rule that holds for a session counts: named in the ticket; the only session a quoted id
/// occurs in; same user; same account. Same user: .60 + .25 time + .15 content + .05 sign, so a
/// user's only session that ended within 80 minutes is enough, and a longer distance needs words.
/// Same account: .25 + 3/4 of the same, at most .59, so it never passes same user and never links.
/// Where the best inferred score exceeds `inferredAtMost`, all inferred ones are lowered by the
/// excess: their order and their distances stay.
///
/// `linked`: what a ticket names (the first two rules) is linked, every one of it; a guess only
/// where nothing is named, at `sure` and `margin` before the next. The order of candidates does not
/// matter; a session given twice counts once. O(n log n) plus the words.
[[nodiscard]] std::vector<domain::TicketLink> linkTicket(const TicketFacts& ticket,
                                                         const LinkCandidates& candidates,
                                                         const LinkRules& rules = {});

} // namespace throughline::link
