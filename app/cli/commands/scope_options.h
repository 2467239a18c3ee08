#pragma once

#include "models/base/result.h"
#include "models/domain/funnel.h"
#include "models/notebook/result_json.h"
#include "models/workflow/funnel_workflow.h"
#include "models/workflow/snapshot.h"

#include <string>
#include <vector>

// NOLINTNEXTLINE(readability-identifier-naming): the library's own name
namespace CLI {
class App;
}

namespace throughline::cli {

/// --where, --from, --to, --include-bots as every question about sessions knows them.
struct ScopeOptions
{
    std::string where;
    std::string from;
    std::string to;
    bool includeBots = false;

    void addTo(CLI::App& app);

    /// Times are read against the end of the data. Usage error for a time that is none.
    Result<domain::Scope> scope(Timestamp dataEnd) const;

    /// Whether a time is given, so that the end of the data matters.
    [[nodiscard]] bool anyTime() const { return !from.empty() || !to.empty(); }
};

/// A stored funnel by name, or steps on the command line.
struct FunnelOptions
{
    std::string name;
    std::vector<std::string> steps;
    std::string unit; ///< empty: not given; so are the others
    std::string order;
    std::string window;
    std::string tolerance;
    std::vector<std::uint32_t> optional;
    std::vector<std::string> cut; ///< "1-2:event:support_chat"
    std::vector<std::string> drop;
    std::string universe;
    std::string attempt;

    /// `--funnel` and `--step ...`; without `asOption` the name is the command's argument.
    void addTo(CLI::App& app, bool asOption);
    void addDefinitionTo(CLI::App& app);

    [[nodiscard]] bool named() const { return steps.empty(); }

    /// The definition of the steps given here.
    Result<domain::FunnelDefinition> definition() const;
    /// That, or the stored funnel of the name (with an empty name the only one) with what else is
    /// given here in place of its own.
    Result<domain::FunnelDefinition> resolve(const workflow::Workspace& workspace) const;

private:
    Result<void> apply(domain::FunnelDefinition& funnel) const;
};

using notebook::toText;

/// 2026-10-01, RFC 3339, -7d or now, counted from the end of the data.
Result<Timestamp> timeOption(const std::string& text, Timestamp dataEnd);

} // namespace throughline::cli
