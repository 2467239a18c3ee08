#include "models/workflow/alias_workflow.h"

#include "models/store/queries/alias_queries.h"
#include "models/store/statement.h"
#include "models/store/store_file.h"
#include "models/workflow/derive_workflow.h"

namespace throughline::workflow {

namespace {

using domain::AliasKind;

std::string quoted(const std::string& name)
{
    return '"' + name + '"';
}

Result<void> mustOccur(const store::Connection& connection, AliasKind kind, const std::string& name)
{
    TL_ASSIGN(const bool occurs, store::anyRecordOf(connection, kind, name));
    if (!occurs) {
        return usageError("No record carries the " + std::string(domain::toText(kind)) + ' '
                              + quoted(name),
                          "Ids are told apart by case; see throughline sessions");
    }
    return {};
}

/// Changes what was said and all that follows from it in one transaction.
template<typename Change>
Result<AliasOutcome> withWriter(const Workspace& workspace, AliasKind kind,
                                const std::string& owner, const std::stop_token& stop,
                                const Change& change)
{
    TL_ASSIGN(const store::WriterLock lock, store::WriterLock::acquire(workspace.file(), stop));
    TL_ASSIGN(store::Connection connection, lock.openWriter(stop));
    TL_ASSIGN(store::Transaction transaction, store::Transaction::begin(connection));
    AliasOutcome outcome;
    TL_ASSIGN(outcome.aliases, store::readAliases(connection));
    const std::string before(
        outcome.aliases.ownerOf(kind, owner)); // whose sessions the caller asks about
    TL_ASSIGN(outcome.sessionsBefore, store::sessionsOf(connection, kind, before));
    TL_TRY(change(connection, outcome.aliases));
    TL_TRY(store::writeAliases(connection, outcome.aliases));
    TL_TRY(deriveAll(connection, false, stop));
    TL_ASSIGN(outcome.sessionsAfter, store::sessionsOf(connection, kind, before));
    TL_TRY(transaction.commit());
    return outcome;
}

} // namespace

Result<domain::Aliases> listAliases(const Workspace& workspace)
{
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader());
    return store::readAliases(connection);
}

Result<AliasOutcome> addAliases(const Workspace& workspace, AliasKind kind,
                                const std::string& owner, const std::vector<std::string>& names,
                                const std::stop_token& stop)
{
    const auto say = [&](const store::Connection& connection,
                         domain::Aliases& aliases) -> Result<void> {
        TL_TRY(mustOccur(connection, kind, owner));
        for (const std::string& name : names) {
            TL_TRY(mustOccur(connection, kind, name));
            if (!aliases.add({kind, name, owner})) {
                return usageError(quoted(owner) + " stands for " + quoted(name) + " already",
                                  "See throughline alias");
            }
        }
        return {};
    };
    return withWriter(workspace, kind, owner, stop, say);
}

Result<AliasOutcome> removeAliases(const Workspace& workspace, AliasKind kind,
                                   const std::vector<std::string>& names,
                                   const std::stop_token& stop)
{
    const auto takeBack = [&](const store::Connection& /*connection*/,
                              domain::Aliases& aliases) -> Result<void> {
        for (const std::string& name : names) {
            if (!aliases.remove(kind, name)) {
                return usageError("Nobody said that the " + std::string(domain::toText(kind)) + ' '
                                      + quoted(name) + " is another spelling",
                                  "See throughline alias");
            }
        }
        return {};
    };
    return withWriter(workspace, kind, names.empty() ? std::string() : names.front(), stop,
                      takeBack);
}

} // namespace throughline::workflow
