#include "models/workflow/session_terms.h"

#include "models/domain/record.h"
#include "models/filter/expression_eval.h"
#include "models/filter/value_match.h"
#include "models/store/queries/alias_queries.h"
#include "models/store/queries/error_queries.h"
#include "models/store/queries/ticket_queries.h"
#include "models/workflow/block_walk.h"

#include <functional>
#include <set>

namespace throughline::workflow {

namespace {

using index::kNone;

/// Sessions whose own column has a value that matches, or one that `aliases` of this kind say
/// stands for it.
IdSet byColumn(const filter::Term& term, const std::vector<std::uint32_t>& ordinals,
               const std::vector<std::string>& values, const domain::Aliases& aliases = {},
               domain::AliasKind kind = domain::AliasKind::User)
{
    const filter::ValueMatcher matcher(term);
    std::set<std::string_view> owners;
    for (const domain::Alias& alias : aliases.all()) {
        if (alias.kind == kind && matcher.matches(alias.name)) {
            owners.insert(aliases.ownerOf(kind, alias.owner));
        }
    }
    std::vector<bool> good(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        good[i] = matcher.matches(values[i]) || owners.contains(values[i]);
    }
    std::vector<std::uint32_t> sessions;
    for (std::uint32_t s = 0; s < ordinals.size(); ++s) {
        if (ordinals[s] != kNone && good[ordinals[s]]) {
            sessions.push_back(s);
        }
    }
    return IdSet(sessions);
}

/// Sessions that met a group for which it holds.
IdSet whoMet(const Snapshot& snapshot, const std::function<bool(domain::ErrorGroupId)>& holds)
{
    IdSet sessions;
    for (const index::ExposureSet& set : snapshot.exposures) {
        if (!holds(set.group)) {
            continue;
        }
        std::vector<std::uint32_t> met;
        for (const index::Exposure& exposure : set.first) {
            met.push_back(exposure.session);
        }
        sessions |= IdSet(met);
    }
    return sessions;
}

IdSet byGroup(const filter::Term& term, const Snapshot& snapshot)
{
    const filter::ValueMatcher matcher(term);
    return whoMet(snapshot, [&](domain::ErrorGroupId group) {
        return term.kind == filter::TermKind::Has || matcher.matches(domain::toText(group));
    });
}

/// Sessions that met a group in one of these states, as they are at the end of the data.
Result<IdSet> byStatus(const filter::Term& term, const store::Connection& connection,
                       const Snapshot& snapshot)
{
    const filter::ValueMatcher matcher(term);
    std::set<domain::ErrorGroupId> good;
    TL_ASSIGN(const auto groups, store::errorGroups(connection));
    for (const domain::ErrorGroup& group : groups) {
        if (term.kind == filter::TermKind::Has
            || matcher.matches(std::string(domain::toText(group.status)))) {
            good.insert(group.id);
        }
    }
    return whoMet(snapshot, [&](domain::ErrorGroupId group) { return good.contains(group); });
}

/// One pass over all records that name a session.
Result<IdSet> byScan(const filter::Term& term, const store::Connection& connection,
                     const Snapshot& snapshot, const std::stop_token& stop)
{
    filter::Term positive = term;
    positive.negated = false;
    const filter::RecordMatcher matcher(filter::Expression {{positive}});
    std::vector<bool> found(snapshot.sessions.index.sessionCount());
    store::RecordJsonReader json;
    store::IndexColumns columns;
    const auto readBlock = [&](store::BlockReader& reader,
                               const store::BlockInfo& block) -> Result<void> {
        TL_TRY(reader.index(block.id, columns));
        TL_ASSIGN(const auto* lines, reader.lines(block.id));
        for (std::uint32_t row = 0; row < columns.session.size(); ++row) {
            const std::uint32_t ordinal =
                snapshot.sessions.sessionOfRow(columns.session[row], {columns.time[row]});
            const std::uint32_t session =
                ordinal == kNone ? kNone : snapshot.sessions.numberOf[ordinal];
            if (session == kNone || found[session]) {
                continue;
            }
            TL_ASSIGN(const domain::Record* record, json.read((*lines)[row], block.signal));
            found[session] = matcher.matches(*record);
        }
        return {};
    };
    TL_TRY(walkBlocks(connection, {}, stop, readBlock));
    std::vector<std::uint32_t> sessions;
    for (std::uint32_t s = 0; s < found.size(); ++s) {
        if (found[s]) {
            sessions.push_back(s);
        }
    }
    return IdSet(sessions);
}

} // namespace

index::TermResolver sessionTerms(const store::Connection& connection, const Snapshot& snapshot,
                                 const std::stop_token& stop)
{
    return [&connection, &snapshot, &stop](const filter::Term& term) -> Result<IdSet> {
        const SessionTable& sessions = snapshot.sessions;
        if (term.kind != filter::TermKind::Text) {
            if (term.key == filter::kErrorGroupKey) {
                return byGroup(term, snapshot);
            }
            if (term.key == filter::kErrorStatusKey) {
                return byStatus(term, connection, snapshot);
            }
            if (term.key == filter::kTicketKey && term.kind == filter::TermKind::Has) {
                TL_ASSIGN(const auto linked, store::sessionsWithTicket(connection));
                return IdSet(linked);
            }
            if (term.key == domain::key::kSessionId) {
                return byColumn(term, sessions.index.id, sessions.sessionIds);
            }
            if (term.key == domain::key::kUserId) {
                TL_ASSIGN(const domain::Aliases aliases, store::readAliases(connection));
                return byColumn(term, sessions.index.user, sessions.users, aliases,
                                domain::AliasKind::User);
            }
            if (term.key == domain::key::kAccountId) {
                TL_ASSIGN(const domain::Aliases aliases, store::readAliases(connection));
                return byColumn(term, sessions.index.account, sessions.accounts, aliases,
                                domain::AliasKind::Account);
            }
        }
        return byScan(term, connection, snapshot, stop);
    };
}

} // namespace throughline::workflow
