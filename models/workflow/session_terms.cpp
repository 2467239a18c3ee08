#include "models/workflow/session_terms.h"

#include "models/domain/record.h"
#include "models/filter/expression_eval.h"
#include "models/filter/value_match.h"
#include "models/store/block_scan.h"
#include "models/store/queries/ticket_queries.h"

namespace throughline::workflow {

namespace {

using index::kNone;

/// Sessions whose own column has a value that matches.
IdSet byColumn(const filter::Term& term, const std::vector<std::uint32_t>& ordinals,
               const std::vector<std::string>& values)
{
    const filter::ValueMatcher matcher(term);
    std::vector<bool> good(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        good[i] = matcher.matches(values[i]);
    }
    std::vector<std::uint32_t> sessions;
    for (std::uint32_t s = 0; s < ordinals.size(); ++s) {
        if (ordinals[s] != kNone && good[ordinals[s]]) {
            sessions.push_back(s);
        }
    }
    return IdSet(sessions);
}

IdSet byGroup(const filter::Term& term, const Snapshot& snapshot)
{
    const filter::ValueMatcher matcher(term);
    IdSet sessions;
    for (const index::ExposureSet& set : snapshot.exposures) {
        if (term.kind != filter::TermKind::Has && !matcher.matches(domain::toText(set.group))) {
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

/// One pass over all records that name a session.
Result<IdSet> byScan(const filter::Term& term, const store::Connection& connection,
                     const Snapshot& snapshot, const std::stop_token& stop)
{
    filter::Term positive = term;
    positive.negated = false;
    const filter::RecordMatcher matcher(filter::Expression {{positive}});
    std::vector<bool> found(snapshot.sessions.index.sessionCount());
    TL_ASSIGN(const auto blocks, store::chooseBlocks(connection, {}));
    TL_ASSIGN(store::BlockReader reader, store::BlockReader::create(connection));
    store::RecordJsonReader json;
    store::IndexColumns columns;
    for (const store::BlockInfo& block : blocks) {
        if (stop.stop_requested()) {
            return cancelledError();
        }
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
    }
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
            if (term.key == filter::kTicketKey && term.kind == filter::TermKind::Has) {
                TL_ASSIGN(const auto linked, store::sessionsWithTicket(connection));
                return IdSet(linked);
            }
            if (term.key == domain::key::kSessionId) {
                return byColumn(term, sessions.index.id, sessions.sessionIds);
            }
            if (term.key == domain::key::kUserId) {
                return byColumn(term, sessions.index.user, sessions.users);
            }
            if (term.key == domain::key::kAccountId) {
                return byColumn(term, sessions.index.account, sessions.accounts);
            }
        }
        return byScan(term, connection, snapshot, stop);
    };
}

} // namespace throughline::workflow
