#pragma once

#include "models/base/result.h"
#include "models/domain/alias.h"
#include "models/workflow/workspace.h"

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

/// One person, or one account, across spellings of an id: only where people say so. Records keep
/// what they carry; sessions, errors and links follow, and go back when the word is taken back.
namespace throughline::workflow {

struct AliasOutcome
{
    domain::Aliases aliases; ///< all that are in force now
    std::uint64_t sessionsBefore = 0; ///< of the owner
    std::uint64_t sessionsAfter = 0;
};

Result<domain::Aliases> listAliases(const Workspace& workspace);

/// Says that names are other spellings of the owner's id, for what is in the store and what is
/// still to come; derives everything anew, which takes as long as an import's end. Usage error: no
/// record carries one of the names or the owner, or it would close a circle.
Result<AliasOutcome> addAliases(const Workspace& workspace, domain::AliasKind kind,
                                const std::string& owner, const std::vector<std::string>& names,
                                const std::stop_token& stop);

/// Takes that back: the names stand for themselves again. Usage error: nothing was said of one.
Result<AliasOutcome> removeAliases(const Workspace& workspace, domain::AliasKind kind,
                                   const std::vector<std::string>& names,
                                   const std::stop_token& stop);

} // namespace throughline::workflow
