#include "models/workflow/group_apply.h"

#include "models/analysis/error/group_heirs.h"
#include "models/base/text.h"
#include "models/store/queries/group_queries.h"
#include "models/store/store_file.h"

#include <map>

namespace throughline::workflow {

namespace {

using domain::ErrorGroupId;

Result<Timestamp> momentIn(const store::Connection& connection, std::string_view setting)
{
    TL_ASSIGN(const std::string text, store::readSetting(connection, setting));
    return Timestamp {parseInteger(text).value_or(0)};
}

/// Numbers of keys that are other ones than before.
std::vector<ErrorGroupId> inheritNumbers(const StoredErrors& before, const DerivedErrors& errors,
                                         GroupIdentities& identities)
{
    std::map<std::string_view, ErrorGroupId> known;
    for (std::size_t k = 0; k < before.keyNumbers.size(); ++k) {
        known[before.errors.keys[k].fingerprint] = before.keyNumbers[k];
    }
    std::vector<ErrorGroupId> keeps(errors.keys.size());
    for (std::size_t k = 0; k < errors.keys.size(); ++k) {
        if (const auto found = known.find(errors.keys[k].fingerprint); found != known.end()) {
            keeps[k] = identities.numberOf(errors.keys[k].fingerprint);
        }
    }
    std::vector<analysis::Rekeyed> rekeyed;
    for (std::size_t i = 0; i < errors.occurrences.size(); ++i) {
        rekeyed.push_back(
            {before.keyNumbers[before.errors.occurrences[i].group], errors.occurrences[i].group});
    }
    const std::vector<ErrorGroupId> heirs = analysis::heirsOf(rekeyed, keeps);
    for (std::size_t k = 0; k < errors.keys.size(); ++k) {
        if (keeps[k].value() == 0 && heirs[k].value() != 0) {
            identities.inherit(errors.keys[k].fingerprint, heirs[k]);
        }
    }
    return numberKeys(errors, identities);
}

} // namespace

Result<GroupingFacts> groupingFacts(const store::Connection& connection)
{
    GroupingFacts facts;
    TL_ASSIGN(facts.data.from, momentIn(connection, store::setting::kDataFrom));
    TL_ASSIGN(facts.data.to, momentIn(connection, store::setting::kDataTo));
    TL_ASSIGN(facts.tickets, store::ticketsBySession(connection));
    return facts;
}

Result<Regrouping> regroupStored(const store::Connection& connection,
                                 const analysis::GroupingRules& rules,
                                 const std::vector<domain::GroupRule>& inForce, KeyChange keys,
                                 const std::stop_token& stop)
{
    Regrouping regrouping;
    TL_ASSIGN(regrouping.before, storedErrors(connection));
    TL_ASSIGN(regrouping.identities, GroupIdentities::read(connection));
    TL_ASSIGN(GroupingFacts facts, groupingFacts(connection));
    facts.rules = inForce;
    regrouping.errors = regrouping.before.errors;
    std::vector<ErrorGroupId> numbers;
    if (keys == KeyChange::None) {
        numbers = numberKeys(regrouping.errors, regrouping.identities);
    } else {
        TL_TRY(rekey(connection, rules, regrouping.errors, stop));
        numbers = keys == KeyChange::Forth
            ? inheritNumbers(regrouping.before, regrouping.errors, regrouping.identities)
            : numberKeys(regrouping.errors, regrouping.identities);
    }
    TL_ASSIGN(
        regrouping.after,
        groupErrors(connection, regrouping.errors, numbers, facts, regrouping.identities, stop));
    regrouping.change =
        analysis::compareGroupings(regrouping.before.groupOf, regrouping.after.decided.groupOf);
    return regrouping;
}

Result<void> writeRegrouping(store::Connection& connection, const Regrouping& regrouping,
                             std::int64_t rule)
{
    TL_TRY(writeGroups(connection, regrouping.after, regrouping.identities, rule));
    TL_ASSIGN(store::OccurrenceMover mover, store::OccurrenceMover::create(connection));
    const StoredErrors& before = regrouping.before;
    for (std::size_t i = 0; i < before.groupOf.size(); ++i) {
        const ErrorGroupId group = regrouping.after.decided.groupOf[i];
        const ErrorGroupId key = regrouping.after.keyOf[i];
        const DerivedOccurrence& occurrence = before.errors.occurrences[i];
        if (group != before.groupOf[i] || key != before.keyNumbers[occurrence.group]) {
            TL_TRY(mover.move(occurrence.row, group, key));
        }
    }
    return {};
}

} // namespace throughline::workflow
