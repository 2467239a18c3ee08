#include "app/cli/commands/scope_options.h"

#include "models/base/text.h"
#include "models/base/time_parse.h"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace throughline::cli {

void ScopeOptions::addTo(CLI::App& app)
{
    app.add_option("--where", where,
                   "only sessions this holds for, such as 'plan.tier:pro !device.type:mobile'");
    app.add_option("--from", from, "only sessions that start then or later: 2026-10-01, -7d");
    app.add_option("--to", to, "only sessions that start before");
    app.add_flag("--include-bots", includeBots, "with bots, synthetic and test sessions");
}

Result<Timestamp> timeOption(const std::string& text, Timestamp dataEnd)
{
    if (text == "now") {
        return dataEnd;
    }
    if (!text.empty() && text.front() == '-') {
        if (const auto back = parseDuration(std::string_view(text).substr(1))) {
            return dataEnd - *back;
        }
    } else if (const auto time = parseIsoTime(text)) {
        return time->time;
    }
    return usageError("'" + text + "' is no time",
                      "Write 2026-10-01, 2026-10-01T12:00:00Z, -7d or now");
}

Result<domain::Scope> ScopeOptions::scope(Timestamp dataEnd) const
{
    domain::Scope scope;
    scope.where = where;
    scope.includeBots = includeBots;
    if (from.empty() && to.empty()) {
        return scope;
    }
    scope.range = {{INT64_MIN / 2}, {INT64_MAX / 2}};
    if (!from.empty()) {
        TL_ASSIGN(scope.range.from, timeOption(from, dataEnd));
    }
    if (!to.empty()) {
        TL_ASSIGN(scope.range.to, timeOption(to, dataEnd));
    }
    if (scope.range.empty()) {
        return usageError("--from is not before --to");
    }
    return scope;
}

void FunnelOptions::addTo(CLI::App& app, bool asOption)
{
    if (asOption) {
        app.add_option("--funnel", name, "a stored funnel");
    } else {
        app.add_option("name", name, "a stored funnel");
    }
    addDefinitionTo(app);
}

void FunnelOptions::addDefinitionTo(CLI::App& app)
{
    app.add_option("--step", steps, "a step, in order: event:add_to_cart, view:/checkout*")
        ->take_all()
        ->expected(1);
    app.add_option("--unit", unit, "what is counted (default session)")
        ->check(CLI::IsMember({"session", "user", "account"}));
    app.add_option("--order", order, "how steps must follow (default ordered)")
        ->check(CLI::IsMember({"ordered", "strict", "any"}));
    app.add_option("--window", window,
                   "longest time from the first step (default 1d; 14d for users and accounts)");
    app.add_option("--tolerance", tolerance,
                   "events this close may come in any order: 1s where stamps are whole seconds");
    app.add_option("--optional", optional, "the number of a step nobody has to take")
        ->take_all()
        ->expected(1);
    app.add_option("--cut", cut,
                   "an event that ends the attempt between two steps: 1-2:event:support_chat")
        ->take_all()
        ->expected(1);
    app.add_option("--drop", drop, "the same, and takes the unit out of the funnel")
        ->take_all()
        ->expected(1);
    app.add_option("--universe", universe,
                   "strict order: only events this holds for may break it (default: all but "
                   "requests, errors and measurements)");
    app.add_option("--attempt", attempt, "which attempt times are told of (default first)")
        ->check(CLI::IsMember({"first", "last"}));
}

namespace {

/// "1-2:event:x".
Result<domain::FunnelExclusion> readExclusion(const std::string& text, domain::ExclusionMode mode)
{
    domain::FunnelExclusion exclusion;
    exclusion.mode = mode;
    const std::size_t dash = text.find('-');
    const std::size_t colon = text.find(':');
    if (dash != std::string::npos && colon != std::string::npos && dash < colon) {
        const std::string_view view = text;
        const auto from = parseInteger(view.substr(0, dash));
        const auto to = parseInteger(view.substr(dash + 1, colon - dash - 1));
        if (from && to && *from > 0 && *to > 0 && *from < INT32_MAX && *to < INT32_MAX) {
            exclusion.from = static_cast<std::uint32_t>(*from);
            exclusion.to = static_cast<std::uint32_t>(*to);
            exclusion.step = text.substr(colon + 1);
            return exclusion;
        }
    }
    return usageError("'" + text + "' does not say between which steps",
                      "Write 1-2:event:support_chat");
}

Result<Duration> lengthOption(const std::string& text)
{
    const auto length = parseDuration(text);
    if (!length || length->ns < 0) {
        return usageError("'" + text + "' is no length of time", "Write 30m, 2h or 14d");
    }
    return *length;
}

} // namespace

Result<domain::FunnelDefinition> FunnelOptions::definition() const
{
    domain::FunnelDefinition funnel;
    funnel.name = name;
    funnel.steps = steps;
    TL_TRY(apply(funnel));
    if (window.empty()) {
        funnel.window = Duration::days(funnel.unit == domain::Unit::Session ? 1 : 14);
    }
    return funnel;
}

Result<domain::FunnelDefinition> FunnelOptions::resolve(const workflow::Workspace& workspace) const
{
    if (!named()) {
        return definition();
    }
    TL_ASSIGN(domain::FunnelDefinition funnel, workflow::findFunnel(workspace, name));
    TL_TRY(apply(funnel));
    return funnel;
}

Result<void> FunnelOptions::apply(domain::FunnelDefinition& funnel) const
{
    if (!unit.empty()) {
        funnel.unit = unit == "user" ? domain::Unit::User
            : unit == "account"      ? domain::Unit::Account
                                     : domain::Unit::Session;
    }
    if (!order.empty()) {
        funnel.order = order == "strict" ? domain::FunnelOrder::Strict
            : order == "any"             ? domain::FunnelOrder::Any
                                         : domain::FunnelOrder::Ordered;
    }
    if (!window.empty()) {
        TL_ASSIGN(funnel.window, lengthOption(window));
        if (funnel.window == Duration()) {
            return usageError("'" + window + "' is no length of time", "Write 30m, 2h or 14d");
        }
    }
    if (!tolerance.empty()) {
        TL_ASSIGN(funnel.tolerance, lengthOption(tolerance));
    }
    if (!attempt.empty()) {
        funnel.attempt =
            attempt == "last" ? domain::AttemptChoice::Last : domain::AttemptChoice::First;
    }
    if (!universe.empty()) {
        funnel.universe = universe;
    }
    if (!optional.empty()) {
        funnel.optionalSteps = optional;
        std::sort(funnel.optionalSteps.begin(), funnel.optionalSteps.end());
    }
    if (!cut.empty() || !drop.empty()) {
        funnel.exclusions.clear();
    }
    for (const std::string& text : cut) {
        TL_ASSIGN(auto exclusion, readExclusion(text, domain::ExclusionMode::Cut));
        funnel.exclusions.push_back(std::move(exclusion));
    }
    for (const std::string& text : drop) {
        TL_ASSIGN(auto exclusion, readExclusion(text, domain::ExclusionMode::Drop));
        funnel.exclusions.push_back(std::move(exclusion));
    }
    return {};
}

} // namespace throughline::cli
