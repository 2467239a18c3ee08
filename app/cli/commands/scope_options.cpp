#include "app/cli/commands/scope_options.h"

#include "models/base/time_parse.h"

#include <CLI/CLI.hpp>

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
    app.add_option("--unit", unit, "what is counted")
        ->check(CLI::IsMember({"session", "user", "account"}));
    app.add_option("--order", order, "how steps must follow")
        ->check(CLI::IsMember({"ordered", "strict", "any"}));
    app.add_option("--window", window,
                   "longest time from the first step (default 1d; 14d for users and accounts)");
}

Result<domain::FunnelDefinition> FunnelOptions::definition() const
{
    domain::FunnelDefinition funnel;
    funnel.name = name;
    funnel.steps = steps;
    funnel.unit = unit == "user" ? domain::Unit::User
        : unit == "account"      ? domain::Unit::Account
                                 : domain::Unit::Session;
    funnel.order = order == "strict" ? domain::FunnelOrder::Strict
        : order == "any"             ? domain::FunnelOrder::Any
                                     : domain::FunnelOrder::Ordered;
    funnel.window = Duration::days(funnel.unit == domain::Unit::Session ? 1 : 14);
    if (!window.empty()) {
        const auto length = parseDuration(window);
        if (!length || length->ns <= 0) {
            return usageError("'" + window + "' is no length of time", "Write 30m, 2h or 14d");
        }
        funnel.window = *length;
    }
    return funnel;
}

Result<domain::FunnelDefinition> FunnelOptions::resolve(const workflow::Workspace& workspace) const
{
    return named() ? workflow::findFunnel(workspace, name) : definition();
}

std::string_view toText(domain::Unit unit)
{
    switch (unit) {
    case domain::Unit::Session:
        return "session";
    case domain::Unit::User:
        return "user";
    case domain::Unit::Account:
        return "account";
    }
    return "";
}

std::string_view toText(domain::FunnelOrder order)
{
    switch (order) {
    case domain::FunnelOrder::Ordered:
        return "ordered";
    case domain::FunnelOrder::Strict:
        return "strict";
    case domain::FunnelOrder::Any:
        return "any";
    }
    return "";
}

} // namespace throughline::cli
