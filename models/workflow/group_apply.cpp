#include "models/workflow/group_apply.h"

#include "models/analysis/error/group_heirs.h"
#include "models/base/text.h"
#include "models/store/queries/group_queries.h"
#include "models/store/store_file.h"

#include <set>
#include <string>

namespace throughline::workflow {

namespace {

using domain::ErrorGroupId;

Result<Timestamp> momentIn(const store::Connection& connection, std::string_view setting)
{
    TL_ASSIGN(const std::string text, store::readSetting(connection, setting));
    return Timestamp {parseInteger(text).value_or(0)};
}

std::set<std::string> fingerprintsOf(const DerivedErrors& errors)
{
    std::set<std::string> fingerprints;
    for (const analysis::GroupKey& key : errors.keys) {
        fingerprints.insert(key.fingerprint);
    }
    return fingerprints;
}

/// Numbers of keys that are other ones than before; `known`: fingerprints there were.
std::vector<ErrorGroupId> inheritNumbers(const std::set<std::string>& known,
                                         const std::vector<ErrorGroupId>& keyBefore,
                                         const DerivedErrors& errors, GroupIdentities& identities)
{
    std::vector<ErrorGroupId> keeps(errors.keys.size());
    for (std::size_t k = 0; k < errors.keys.size(); ++k) {
        if (known.contains(errors.keys[k].fingerprint)) {
            keeps[k] = identities.numberOf(errors.keys[k].fingerprint);
        }
    }
    std::vector<analysis::Rekeyed> rekeyed;
    for (std::size_t i = 0; i < errors.occurrences.size(); ++i) {
        rekeyed.push_back({keyBefore[i], errors.occurrences[i].group});
    }
    const std::vector<ErrorGroupId> heirs = analysis::heirsOf(rekeyed, keeps);
    for (std::size_t k = 0; k < errors.keys.size(); ++k) {
        if (keeps[k].value() == 0 && heirs[k].value() != 0) {
            identities.inherit(errors.keys[k].fingerprint, heirs[k]);
        }
    }
    return numberKeys(errors, identities);
}

Result<void> moveOccurrences(store::Connection& connection, const Regrouping& regrouping)
{
    TL_ASSIGN(store::OccurrenceMover mover, store::OccurrenceMover::create(connection));
    for (std::size_t i = 0; i < regrouping.groupBefore.size(); ++i) {
        const ErrorGroupId group = regrouping.after.decided.groupOf[i];
        const ErrorGroupId key = regrouping.after.keyOf[i];
        if (group != regrouping.groupBefore[i] || key != regrouping.keyBefore[i]) {
            TL_TRY(mover.move(regrouping.errors.occurrences[i].row, group, key));
        }
    }
    return {};
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

Result<Regrouping> regroupStored(const store::Connection& connection, StoredErrors stored,
                                 const analysis::GroupingRules& rules,
                                 const std::vector<domain::GroupRule>& inForce, KeyChange keys,
                                 const std::stop_token& stop)
{
    Regrouping regrouping;
    TL_ASSIGN(regrouping.identities, GroupIdentities::read(connection));
    TL_ASSIGN(GroupingFacts facts, groupingFacts(connection));
    facts.rules = inForce;
    regrouping.groupBefore = std::move(stored.groupOf);
    for (const DerivedOccurrence& occurrence : stored.errors.occurrences) {
        regrouping.keyBefore.push_back(stored.keyNumbers[occurrence.group]);
    }
    regrouping.errors = std::move(stored.errors);
    std::vector<ErrorGroupId> numbers;
    if (keys == KeyChange::None) {
        numbers = numberKeys(regrouping.errors, regrouping.identities);
    } else {
        const std::set<std::string> known = fingerprintsOf(regrouping.errors);
        TL_TRY(rekey(connection, rules, regrouping.errors, stop));
        numbers = keys == KeyChange::Forth
            ? inheritNumbers(known, regrouping.keyBefore, regrouping.errors, regrouping.identities)
            : numberKeys(regrouping.errors, regrouping.identities);
    }
    TL_ASSIGN(
        regrouping.after,
        groupErrors(connection, regrouping.errors, numbers, facts, regrouping.identities, stop));
    regrouping.change =
        analysis::compareGroupings(regrouping.groupBefore, regrouping.after.decided.groupOf);
    return regrouping;
}

Result<void> writeRegrouping(store::Connection& connection, const Regrouping& regrouping,
                             std::int64_t rule)
{
    TL_TRY(writeGroups(connection, regrouping.after, regrouping.identities, rule));
    return moveOccurrences(connection, regrouping);
}

Result<void> writeRegrouping(store::Connection& connection, const Regrouping& regrouping,
                             const std::vector<ErrorGroupId>& concerned)
{
    TL_TRY(writeGroups(connection, regrouping.after, regrouping.identities, concerned));
    return moveOccurrences(connection, regrouping);
}

} // namespace throughline::workflow
