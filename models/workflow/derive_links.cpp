#include "models/workflow/derive_links.h"

#include "models/base/assert.h"
#include "models/base/text.h"
#include "models/link/content_words.h"
#include "models/link/linker.h"
#include "models/store/dictionary.h"
#include "models/store/queries/alias_queries.h"
#include "models/store/queries/ticket_queries.h"
#include "models/workflow/asked_traces.h"
#include "models/workflow/desk_people.h"
#include "models/workflow/token_search.h"

#include <algorithm>
#include <future>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace throughline::workflow {

namespace {

using index::kNone;

/// The pseudonym of an e-mail; unlike an id it can stand for nothing else.
bool isEmail(std::string_view name)
{
    return name.starts_with("\xE2\x80\xB9"
                            "email:");
}

/// The two sides of the colon of a quoted id; the second is empty where there is none.
std::pair<std::string, std::string> kindAndValue(const std::string& quoted)
{
    const std::size_t colon = quoted.find(':');
    return {quoted.substr(0, colon),
            colon == std::string::npos ? std::string() : quoted.substr(colon + 1)};
}

bool namesSession(std::string_view kind)
{
    return kind == "session" || kind == "replay";
}

/// Sessions by what tickets name them by: of all sessions only those that one of the tickets may
/// mean are kept.
class SessionFinder
{
public:
    SessionFinder(const SessionTable& sessions, const std::vector<link::TicketFacts>& tickets)
        : m_sessions(sessions)
    {
        for (const link::TicketFacts& ticket : tickets) {
            want(ticket);
        }
        const std::vector<bool> users = named(sessions.users, m_byUser);
        const std::vector<bool> accounts = named(sessions.accounts, m_byAccount);
        const index::SessionIndex& index = sessions.index;
        for (std::uint32_t s = 0; s < index.sessionCount(); ++s) {
            if (const auto id = m_byId.find(sessions.idOf(s)); id != m_byId.end()) {
                id->second = s;
            }
            if (index.user[s] != kNone && users[index.user[s]]) {
                m_byUser.find(sessions.users[index.user[s]])->second.push_back(s);
            }
            if (index.account[s] != kNone && accounts[index.account[s]]) {
                m_byAccount.find(sessions.accounts[index.account[s]])->second.push_back(s);
            }
        }
    }

    [[nodiscard]] std::uint32_t byId(const std::string& id) const
    {
        const auto found = m_byId.find(id);
        return found == m_byId.end() ? kNone : found->second;
    }

    using Lists = std::unordered_map<std::string, std::vector<std::uint32_t>>;

    void addWithin(const Lists& lists, const std::string& name, const TimeRange& window,
                   std::set<std::uint32_t>& into) const
    {
        const auto found = lists.find(name);
        if (name.empty() || found == lists.end()) {
            return;
        }
        for (const std::uint32_t s : found->second) {
            if (overlaps(s, window)) {
                into.insert(s);
            }
        }
    }

    [[nodiscard]] bool overlaps(std::uint32_t session, const TimeRange& window) const
    {
        const index::SessionIndex& index = m_sessions.index;
        return index.start[session] < window.to && window.from <= index.end(session);
    }

    [[nodiscard]] bool knowsUser(const std::string& name) const
    {
        const auto found = m_byUser.find(name);
        return found != m_byUser.end() && !found->second.empty();
    }

    [[nodiscard]] const Lists& byAccount() const { return m_byAccount; }

    [[nodiscard]] const Lists& byUser() const { return m_byUser; }

private:
    void want(const link::TicketFacts& ticket)
    {
        m_byId.emplace(ticket.sessionId, kNone);
        for (const std::string& quoted : ticket.quotedIds) {
            if (auto [kind, value] = kindAndValue(quoted); namesSession(kind)) {
                m_byId.emplace(std::move(value), kNone);
            }
        }
        for (const std::string& user : ticket.users) {
            m_byUser.try_emplace(user);
        }
        m_byAccount.try_emplace(ticket.account);
    }

    /// Which of the names are wanted.
    static std::vector<bool> named(const std::vector<std::string>& names, const Lists& wanted)
    {
        std::vector<bool> marks;
        marks.reserve(names.size());
        for (const std::string& name : names) {
            marks.push_back(wanted.contains(name));
        }
        return marks;
    }

    const SessionTable& m_sessions;
    std::unordered_map<std::string, std::uint32_t> m_byId;
    Lists m_byAccount;
    Lists m_byUser;
};

class Links
{
public:
    Links(const SessionTable& sessions, const TraceJoin& traces, const DerivedErrors& errors,
          const Frustration& frustration, const std::vector<link::TicketFacts>& tickets)
        : m_sessions(sessions)
        , m_traces(traces)
        , m_errors(errors)
        , m_frustration(frustration)
        , m_finder(sessions, tickets)
        , m_groupWords(errors.keys.size())
    {
        for (std::size_t i = 0; i < errors.occurrences.size(); ++i) {
            if (errors.occurrences[i].session != kNone) {
                m_errorsOf[errors.occurrences[i].session].push_back(static_cast<std::uint32_t>(i));
            }
        }
    }

    /// No session is known to be of the ticket's requester.
    [[nodiscard]] bool missesRequester(const link::TicketFacts& ticket) const
    {
        return std::ranges::none_of(
            ticket.users, [this](const std::string& user) { return m_finder.knowsUser(user); });
    }

    /// `tokens`: for ids quoted in tickets that are neither session nor trace, and for names of
    /// requesters, where they occur.
    std::vector<DerivedLink> link(const link::TicketFacts& ticket,
                                  const std::map<std::string, std::set<std::uint32_t>>& tokens)
    {
        std::set<std::uint32_t> candidates;
        link::LinkCandidates facts;
        const auto named = [&](const std::string& id) {
            if (const std::uint32_t s = m_finder.byId(id); s != kNone) {
                candidates.insert(s);
            }
        };
        named(ticket.sessionId);
        for (const std::string& quoted : ticket.quotedIds) {
            addQuoted(quoted, tokens, candidates, facts);
        }
        const TimeRange window = link::candidateWindow(ticket.created);
        for (const std::string& user : ticket.users) {
            m_finder.addWithin(m_finder.byUser(), user, window, candidates);
        }
        m_finder.addWithin(m_finder.byAccount(), ticket.account, window, candidates);
        auto names = sessionsByEmail(ticket, tokens);
        for (const auto& [s, emails] : names) {
            if (m_finder.overlaps(s, window)) {
                candidates.insert(s);
            }
        }
        std::map<std::string_view, std::uint32_t> numberOf;
        for (const std::uint32_t s : candidates) {
            numberOf.emplace(m_sessions.idOf(s), s);
            facts.sessions.push_back(sessionFacts(s));
            std::ranges::move(names[s], std::back_inserter(facts.sessions.back().users));
        }
        std::vector<DerivedLink> links;
        for (domain::TicketLink& link : link::linkTicket(ticket, facts)) {
            const auto number = numberOf.find(link.sessionId);
            TL_ASSERT(number != numberOf.end());
            links.push_back({std::move(link), number->second});
        }
        return links;
    }

private:
    /// Sessions whose records carry an e-mail of the requester, and which.
    static std::map<std::uint32_t, std::vector<std::string>>
    sessionsByEmail(const link::TicketFacts& ticket,
                    const std::map<std::string, std::set<std::uint32_t>>& tokens)
    {
        std::map<std::uint32_t, std::vector<std::string>> sessions;
        for (const std::string& user : ticket.users) {
            const auto places = isEmail(user) ? tokens.find(user) : tokens.end();
            if (places == tokens.end()) {
                continue;
            }
            for (const std::uint32_t s : places->second) {
                sessions[s].push_back(user);
            }
        }
        return sessions;
    }

    void addQuoted(const std::string& quoted,
                   const std::map<std::string, std::set<std::uint32_t>>& tokens,
                   std::set<std::uint32_t>& candidates, link::LinkCandidates& facts) const
    {
        const auto [kind, value] = kindAndValue(quoted);
        link::IdOccurrence occurrence {quoted, {}};
        std::set<std::uint32_t> found;
        if (namesSession(kind)) {
            if (const std::uint32_t s = m_finder.byId(value); s != kNone) {
                candidates.insert(s);
            }
            return;
        }
        if (const auto place = tokens.find(value); place != tokens.end()) {
            found = place->second;
        }
        if (const auto trace = quotedTrace(kind, value)) {
            if (const std::uint32_t s = m_traces.sessionOf(*trace); s != kNone) {
                found.insert(s);
            }
        }
        for (const std::uint32_t s : found) {
            candidates.insert(s);
            occurrence.sessions.push_back(m_sessions.idOf(s));
        }
        if (!found.empty()) {
            facts.ids.push_back(std::move(occurrence));
        }
    }

    link::SessionFacts sessionFacts(std::uint32_t s)
    {
        const index::SessionIndex& index = m_sessions.index;
        link::SessionFacts facts;
        facts.id = m_sessions.idOf(s);
        if (const std::string_view user = m_sessions.userOf(s); !user.empty()) {
            facts.users.emplace_back(user);
        }
        facts.account = m_sessions.accountOf(s);
        const Duration offset = m_traces.clockOf(s).offset;
        facts.start = index.start[s] + offset;
        facts.end = index.end(s) + offset;
        facts.bot = (index.flags[s] & index::SessionIndex::kBot) != 0;
        facts.frustrated = m_frustration.rageClicks[s] > 0 || m_frustration.reloads[s] > 0;
        if (const auto errors = m_errorsOf.find(s); errors != m_errorsOf.end()) {
            facts.hasError = true;
            std::set<std::uint32_t> groups;
            for (const std::uint32_t i : errors->second) {
                groups.insert(m_errors.occurrences[i].group);
            }
            for (const std::uint32_t group : groups) {
                facts.errorWords.push_back(wordsOf(group));
            }
        }
        std::string names;
        for (std::uint32_t e = index.firstEvent[s]; e < index.firstEvent[s + 1]; ++e) {
            const std::uint32_t name = index.nameAndOrder[e] & index::SessionIndex::kNameMask;
            names += name < index.names.size() ? ' ' + replaceAll(index.names[name], "_", " ") : "";
        }
        facts.viewWords = link::contentWords(names);
        return facts;
    }

    const std::vector<std::string>& wordsOf(std::uint32_t group)
    {
        if (m_groupWords[group].empty()) {
            const analysis::GroupKey& key = m_errors.keys[group];
            m_groupWords[group] = link::contentWords(key.type + ' ' + key.title);
        }
        return m_groupWords[group];
    }

    const SessionTable& m_sessions;
    const TraceJoin& m_traces;
    const DerivedErrors& m_errors;
    const Frustration& m_frustration;
    SessionFinder m_finder;
    std::vector<std::vector<std::string>> m_groupWords;
    std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> m_errorsOf;
};

/// A ticket of another spelling is the person's.
void followAliases(const domain::Aliases& aliases, link::TicketFacts& ticket)
{
    for (std::string& user : ticket.users) {
        user = aliases.ownerOf(domain::AliasKind::User, user);
    }
    ticket.account = aliases.ownerOf(domain::AliasKind::Account, ticket.account);
}

/// The values of quoted ids that are neither sessions nor traces.
std::set<std::string> wantedTokens(const std::vector<store::TicketInfo>& tickets)
{
    std::set<std::string> wanted;
    for (const store::TicketInfo& ticket : tickets) {
        for (const std::string& quoted : ticket.ticket.quotedIds) {
            const auto [kind, value] = kindAndValue(quoted);
            if (!value.empty() && !namesSession(kind) && kind != "trace") {
                wanted.insert(value);
            }
        }
    }
    return wanted;
}

/// Where quoted ids (orders, requests) occur: in which sessions there is a record with a value of
/// theirs. Values of several words are passed over: an id stands alone in its field.
class TokenPlaces
{
public:
    using Places = std::map<std::string, std::set<std::uint32_t>>;

    TokenPlaces(const SessionTable& sessions, const TraceJoin& traces,
                const std::set<std::string>& wanted)
        : m_sessions(sessions)
        , m_traces(traces)
        , m_search(wanted)
    {
    }

    Result<void> readBlock(store::BlockReader& reader, const store::BlockInfo& block)
    {
        TL_ASSIGN(const auto* lines, reader.lines(block.id));
        m_columnsRead = false;
        for (std::uint32_t row = 0; row < lines->size(); ++row) {
            if (!m_search.mayHold((*lines)[row])) {
                continue;
            }
            TL_ASSIGN(const domain::Record* record, m_json.read((*lines)[row], block.signal));
            for (const domain::Field& field : record->fields) {
                // Whoever types a customer's e-mail is not that customer.
                const bool other = isEmail(field.value) && field.key != "user.email";
                if (!other && field.value.size() <= kLongestToken && m_search.holds(field.value)) {
                    TL_TRY(place(reader, block, row, field.value));
                }
            }
        }
        return {};
    }

    [[nodiscard]] Places& places() { return m_places; }

private:
    static constexpr std::size_t kLongestToken = 64;

    Result<void> place(store::BlockReader& reader, const store::BlockInfo& block, std::uint32_t row,
                       std::string_view value)
    {
        if (!m_columnsRead) {
            TL_TRY(reader.index(block.id, m_index));
            TL_TRY(reader.link(block.id, m_link));
            m_columnsRead = true;
        }
        const std::uint32_t ordinal =
            m_sessions.sessionOfRow(m_index.session[row], {m_index.time[row]});
        std::uint32_t s = ordinal == kNone ? kNone : m_sessions.numberOf[ordinal];
        if (s == kNone && !m_link.traceLow.empty() && m_link.traceLow[row] != 0) {
            s = m_traces.sessionOf({m_link.traceHigh[row], m_link.traceLow[row]});
        }
        if (s != kNone) {
            m_places[std::string(value)].insert(s);
        }
        return {};
    }

    const SessionTable& m_sessions;
    const TraceJoin& m_traces;
    TokenSearch m_search;
    store::RecordJsonReader m_json;
    store::IndexColumns m_index;
    store::LinkColumns m_link;
    bool m_columnsRead = false; ///< of the block at hand
    Places m_places;
};

constexpr std::size_t kSearchers = 2;

/// Reads every kSearchers-th block from the `first` on.
Result<void> searchBlocks(const store::Connection& connection,
                          std::span<const store::BlockInfo> blocks, std::size_t first,
                          TokenPlaces& found, const std::stop_token& stop)
{
    TL_ASSIGN(store::BlockReader reader, store::BlockReader::create(connection));
    for (std::size_t i = first; i < blocks.size(); i += kSearchers) {
        if (stop.stop_requested()) {
            return cancelledError();
        }
        TL_TRY(found.readBlock(reader, blocks[i]));
    }
    return {};
}

/// Unpacks every line there is, so two threads do it.
Result<TokenPlaces::Places> findTokens(const store::Connection& connection,
                                       const SessionTable& sessions, const TraceJoin& traces,
                                       const std::set<std::string>& wanted, bool withLoaded,
                                       const std::stop_token& stop)
{
    if (wanted.empty()) {
        return TokenPlaces::Places();
    }
    store::BlockChoice choice;
    choice.withLoaded = withLoaded;
    TL_ASSIGN(const auto blocks, store::chooseBlocks(connection, choice));
    TL_ASSIGN(const store::Connection reader, connection.openReader());
    TokenPlaces here(sessions, traces, wanted);
    TokenPlaces there(sessions, traces, wanted);
    auto aside = std::async(std::launch::async,
                            [&] { return searchBlocks(reader, blocks, 1, there, stop); });
    TL_TRY(searchBlocks(connection, blocks, 0, here, stop));
    TL_TRY(aside.get());
    for (const auto& [token, found] : there.places()) {
        here.places()[token].insert(found.begin(), found.end());
    }
    return std::move(here.places());
}

/// Exports bring a ticket again when it has changed: of each of its sessions it keeps the surest
/// link that one of its versions gives.
void keepBestLinks(std::vector<DerivedLink>& links)
{
    const auto better = [](const DerivedLink& a, const DerivedLink& b) {
        return std::tie(a.link.ticketId, a.session, b.link.linked, b.link.confidence, a.link.rule,
                        a.link.reason)
            < std::tie(b.link.ticketId, b.session, a.link.linked, a.link.confidence, b.link.rule,
                       b.link.reason);
    };
    std::ranges::sort(links, better);
    const auto sameLink = [](const DerivedLink& a, const DerivedLink& b) {
        return a.session == b.session && a.link.ticketId == b.link.ticketId;
    };
    links.erase(std::unique(links.begin(), links.end(), sameLink), links.end());
}

} // namespace

Result<std::vector<DerivedLink>> linkTickets(const store::Connection& connection,
                                             const SessionTable& sessions, const TraceJoin& traces,
                                             const DerivedErrors& errors,
                                             const Frustration& frustration, bool withLoaded,
                                             const std::stop_token& stop)
{
    std::vector<DerivedLink> links;
    TL_ASSIGN(const auto tickets, store::allTickets(connection, withLoaded));
    if (tickets.empty()) {
        return links;
    }
    TL_ASSIGN(const DeskPeople people, deskPeople(connection, sessions, withLoaded, stop));
    TL_ASSIGN(const domain::Aliases aliases, store::readAliases(connection));
    std::vector<link::TicketFacts> facts;
    for (const store::TicketInfo& ticket : tickets) {
        link::TicketFacts& about = facts.emplace_back(link::ticketFacts(ticket.ticket));
        people.tell(ticket.ticket, about);
        followAliases(aliases, about);
    }
    Links linker(sessions, traces, errors, frustration, facts);
    std::set<std::string> wanted = wantedTokens(tickets);
    for (const link::TicketFacts& ticket : facts) {
        // Records may carry the e-mail beside another id; looking for it costs a pass.
        if (linker.missesRequester(ticket)) {
            std::ranges::copy_if(ticket.users, std::inserter(wanted, wanted.end()), isEmail);
        }
    }
    TL_ASSIGN(const auto tokens,
              findTokens(connection, sessions, traces, wanted, withLoaded, stop));
    for (const link::TicketFacts& ticket : facts) {
        for (DerivedLink& link : linker.link(ticket, tokens)) {
            links.push_back(std::move(link));
        }
    }
    keepBestLinks(links);
    return links;
}

} // namespace throughline::workflow
