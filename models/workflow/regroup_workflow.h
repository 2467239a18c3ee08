#pragma once

#include "models/analysis/error/regroup_change.h"
#include "models/base/time.h"
#include "models/domain/error_group.h"
#include "models/workflow/group_workflow.h"
#include "models/workflow/workspace.h"

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

/// The whole store grouped anew: by another document of rules, or with source maps. First as a
/// preview, then in one transaction, as a decision that can be taken back.
namespace throughline::workflow {

/// What grouping anew would do.
struct RegroupPreview
{
    std::string ruleSetBefore; ///< "TL-1+3fa9c1d2"
    std::string ruleSetAfter;
    analysis::RegroupChange change;
    std::vector<domain::ErrorGroup> before; ///< by number
    std::vector<domain::ErrorGroup> after;
    std::uint64_t mapsUsed = 0; ///< source maps that were found
    std::uint64_t mapsOfKnownBuild = 0; ///< of these, with a debug id
    std::vector<std::string> mapsRefused; ///< files with what is wrong with them

    /// Neither rules nor groups would be other ones.
    [[nodiscard]] bool empty() const;
};

/// Of a document of rules; none: `grouping.json` of the user, or the rule set alone where there is
/// none. Usage error: the document is wrong. Reads the records that tell errors.
Result<RegroupPreview> previewRegroup(const Workspace& workspace,
                                      const std::filesystem::path& document,
                                      const std::stop_token& stop);

/// Does it. Where nothing would be another, no decision is made (its id is 0).
Result<RuleOutcome> regroup(const Workspace& workspace, const std::filesystem::path& document,
                            Timestamp now, const std::stop_token& stop);

/// Which source maps to apply: all *.map below a folder, to scripts of one version (empty: any).
struct SourceMapRequest
{
    std::filesystem::path folder;
    std::string version;
};

/// Usage error: there is no map in the folder that can be read.
Result<RegroupPreview> previewSourceMaps(const Workspace& workspace,
                                         const SourceMapRequest& request,
                                         const std::stop_token& stop);
Result<RuleOutcome> applySourceMaps(const Workspace& workspace, const SourceMapRequest& request,
                                    Timestamp now, const std::stop_token& stop);

} // namespace throughline::workflow
