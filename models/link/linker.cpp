#include "models/link/linker.h"

#include "models/link/evidence.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>

namespace throughline::link {

namespace {

/// Below every difference between scores that matters.
constexpr double kRounding = 1e-9;

/// A session with the best rule that holds for it.
struct Scored
{
    domain::TicketLink link;
    Timestamp sessionEnd;
};

bool isNamed(const domain::TicketLink& link)
{
    return link.rule <= domain::LinkRule::UniqueId;
}

/// "trace" of "trace:<32 hex>".
std::string_view kindOf(std::string_view quotedId)
{
    const std::size_t colon = quotedId.find(':');
    return colon == std::string_view::npos ? std::string_view() : quotedId.substr(0, colon);
}

/// Per session the quoted id that occurs in it alone; the smallest where there are several.
std::map<std::string_view, std::string_view> uniqueIds(const TicketFacts& ticket,
                                                       const std::vector<IdOccurrence>& occurrences)
{
    const std::set<std::string_view> quoted(ticket.quotedIds.begin(), ticket.quotedIds.end());
    std::map<std::string_view, std::set<std::string_view>> sessionsOf;
    for (const IdOccurrence& occurrence : occurrences) {
        if (quoted.contains(occurrence.id)) {
            sessionsOf[occurrence.id].insert(occurrence.sessions.begin(),
                                             occurrence.sessions.end());
        }
    }
    std::map<std::string_view, std::string_view> result;
    for (const auto& [id, sessions] : sessionsOf) {
        if (sessions.size() == 1) {
            result.try_emplace(*sessions.begin(), id);
        }
    }
    return result;
}

bool names(const TicketFacts& ticket, const std::string& sessionId)
{
    const auto isThis = [&sessionId](std::string_view quoted) {
        const std::string_view kind = kindOf(quoted);
        return (kind == "session" || kind == "replay")
            && quoted.substr(kind.size() + 1) == sessionId;
    };
    return ticket.sessionId == sessionId
        || std::any_of(ticket.quotedIds.begin(), ticket.quotedIds.end(), isThis);
}

bool shareUser(const TicketFacts& ticket, const SessionFacts& session)
{
    return std::any_of(ticket.users.begin(), ticket.users.end(),
                       [&session](const std::string& user) {
                           return !user.empty()
                               && std::find(session.users.begin(), session.users.end(), user)
                               != session.users.end();
                       });
}

bool inWindow(const SessionFacts& session, const TimeRange& window)
{
    return session.start < window.to && session.end >= window.from;
}

/// Rule and score; nullopt: nothing connects the two.
std::optional<Scored> score(const TicketFacts& ticket, const SessionFacts& session,
                            const std::map<std::string_view, std::string_view>& uniqueIdOf,
                            const LinkRules& rules)
{
    using domain::LinkRule;
    const Evidence evidence = evidenceFor(ticket, session);
    const auto scored = [&](LinkRule rule, double confidence, std::string_view words) {
        return Scored {
            {ticket.id, session.id, rule, confidence, reasonInWords(words, evidence), false},
            session.end};
    };
    if (names(ticket, session.id)) {
        return scored(LinkRule::ExplicitReference, rules.explicitMention,
                      "session named in the ticket");
    }
    if (const auto unique = uniqueIdOf.find(session.id); unique != uniqueIdOf.end()) {
        const std::string_view kind = kindOf(unique->second);
        const std::string words =
            (kind.empty() ? "quoted" : std::string(kind)) + " id found in this session only";
        return scored(LinkRule::UniqueId, rules.uniqueId, words);
    }
    if (session.bot || !inWindow(session, candidateWindow(ticket.created, rules))) {
        return std::nullopt;
    }
    const double age = evidence.distance.toSeconds() / rules.timeScale.toSeconds();
    const double found = rules.time * std::exp(-age) + rules.content * contentScore(evidence)
        + (evidence.hasError || evidence.frustrated ? rules.sign : 0);
    if (shareUser(ticket, session)) {
        return scored(LinkRule::SameUser, rules.sameUser + found, "same user");
    }
    if (!ticket.account.empty() && ticket.account == session.account) {
        return scored(LinkRule::SameAccount, rules.sameAccount + rules.accountShare * found,
                      "same account");
    }
    return std::nullopt;
}

/// Best first; of equal scores the better rule, then the later session, then the smaller id.
bool ranksBefore(const Scored& a, const Scored& b)
{
    return std::tie(b.link.confidence, a.link.rule, b.sessionEnd, a.link.sessionId)
        < std::tie(a.link.confidence, b.link.rule, a.sessionEnd, b.link.sessionId);
}

void lowerInferred(std::vector<Scored>& ranked, const LinkRules& rules)
{
    double excess = 0;
    for (const Scored& candidate : ranked) {
        if (!isNamed(candidate.link)) {
            excess = std::max(excess, candidate.link.confidence - rules.inferredAtMost);
        }
    }
    for (Scored& candidate : ranked) {
        candidate.link.confidence -= isNamed(candidate.link) ? 0 : excess;
    }
}

/// `links` stand best first.
void decide(std::vector<domain::TicketLink>& links, const LinkRules& rules)
{
    if (links.empty()) {
        return;
    }
    if (isNamed(links.front())) {
        for (domain::TicketLink& link : links) {
            link.linked = isNamed(link) && link.confidence >= rules.sure - kRounding;
        }
        return;
    }
    const double next = links.size() > 1 ? links[1].confidence : 0;
    links.front().linked = links.front().rule == domain::LinkRule::SameUser
        && links.front().confidence >= rules.sure - kRounding
        && links.front().confidence - next >= rules.margin - kRounding;
}

} // namespace

TimeRange candidateWindow(Timestamp created, const LinkRules& rules)
{
    return {created - rules.before, created + rules.after + Duration::nanoseconds(1)};
}

std::vector<domain::TicketLink> linkTicket(const TicketFacts& ticket,
                                           const LinkCandidates& candidates, const LinkRules& rules)
{
    const auto uniqueIdOf = uniqueIds(ticket, candidates.ids);
    std::vector<Scored> ranked;
    std::set<std::string_view> seen;
    for (const SessionFacts& session : candidates.sessions) {
        if (session.id.empty() || !seen.insert(session.id).second) {
            continue;
        }
        if (auto scored = score(ticket, session, uniqueIdOf, rules)) {
            ranked.push_back(std::move(*scored));
        }
    }
    lowerInferred(ranked, rules);
    std::sort(ranked.begin(), ranked.end(), ranksBefore);
    std::vector<domain::TicketLink> links;
    links.reserve(ranked.size());
    for (Scored& candidate : ranked) {
        links.push_back(std::move(candidate.link));
    }
    decide(links, rules);
    links.resize(std::min(links.size(), rules.most));
    return links;
}

} // namespace throughline::link
