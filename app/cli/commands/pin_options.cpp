#include "app/cli/commands/pin_options.h"

#include <CLI/CLI.hpp>

namespace throughline::cli {

using notebook::QuestionKind;

void PinOptions::addTo(CLI::App& app)
{
    app.add_option("--error-group", group, "an error group; with a funnel, what it costs");
    app.add_flag("--errors", errors, "the list of error groups; with a funnel, ranked by it");
    app.add_option("--session", session, "a session");
    app.add_option("--trace", trace, "a trace");
    app.add_option("--ticket", ticket, "a ticket with the sessions it may belong to");
    app.add_option("--record", record, "a record as timelines name it, such as 12:345");
    app.add_option("--sql", sql, "a question in SQL");
    app.add_option("--by", by, "the field a funnel is split by");
    app.add_option("--attribution", attribution,
                   "whose value: of the first event, the last, every one, or of step N");
    app.add_option("--segments", segments, "fields a comparison is split by, with commas")
        ->delimiter(',');
    app.add_option("--match", match, "fields a comparison matches on, with commas")->delimiter(',');
    app.add_option("--from-step", fromStep, "exposure step, from 1 (default: found)");
    app.add_option("--value-per-conversion", value, "money a conversion is worth");
    app.add_option("--sessions", sessions,
                   "a list of sessions: all, error (those that met the group), reached:N, "
                   "dropped:N, immature, touched or excluded of a funnel, affected or control of a "
                   "comparison");
    app.add_option("--arm", arm, "of a funnel's sessions, those with or without the error group")
        ->check(CLI::IsMember({"with", "without"}));
    app.add_option("--having", having, "those with this value, such as plan.tier:pro");
    app.add_option("--sort", sort, "what comes first (at first frustrated)")
        ->check(CLI::IsMember({"frustrated", "newest", "longest", "errors"}));
    app.add_flag("--differ", differ,
                 "what tells the affected of an error group from their controls");
    app.add_option("--a", first, "what tells these sessions, as an expression, from others");
    app.add_option("--b", second, "the others (default: all that are not in the first)");
    app.add_option("--release", release, "before and after this release");
    app.add_option("--pivot", pivot, "a funnel by these fields at once, with commas")
        ->delimiter(',');
    app.add_flag("--regroup", regroup, "what grouping anew by rules would do");
    app.add_option("--rules", rules, "the document of rules (default: your grouping.json)");
    app.add_option("--source-maps", maps, "what source maps of this folder would do");
    app.add_option("--map-version", version, "of which version of the service the maps are");
}

std::vector<QuestionKind> PinOptions::asked(bool funnel) const
{
    std::vector<QuestionKind> kinds;
    const auto add = [&kinds](bool given, QuestionKind kind) {
        if (given) {
            kinds.push_back(kind);
        }
    };
    add(!session.empty(), QuestionKind::Session);
    add(!trace.empty(), QuestionKind::Trace);
    add(!ticket.empty(), QuestionKind::Ticket);
    add(!record.empty(), QuestionKind::Record);
    add(!sql.empty(), QuestionKind::Sql);
    add(errors, QuestionKind::Errors);
    add(!sessions.empty(), QuestionKind::Sessions);
    add(differ || !first.empty(), QuestionKind::Differences);
    add(!release.empty(), QuestionKind::Release);
    add(!pivot.empty(), QuestionKind::Pivot);
    add(regroup || !rules.empty() || !maps.empty(), QuestionKind::Regroup);
    if (kinds.empty()) {
        // Beside these an error group and a funnel belong to what is asked.
        add(!group.empty(), funnel ? QuestionKind::Comparison : QuestionKind::ErrorGroup);
    }
    if (kinds.empty()) {
        add(funnel, QuestionKind::Funnel);
    }
    return kinds;
}

Result<notebook::Question> PinOptions::question(bool funnel) const
{
    notebook::Question question;
    const std::vector<QuestionKind> kinds = asked(funnel);
    if (kinds.size() != 1) {
        return usageError("Say what to pin",
                          "One of --funnel, --error-group, --errors, --session, --trace, --ticket, "
                          "--record, --sql, --sessions, --differ, --a, --release, --pivot, "
                          "--regroup, --source-maps");
    }
    question.kind = kinds.front();
    question.id = !session.empty() ? session
        : !trace.empty()           ? trace
        : !ticket.empty()          ? ticket
                                   : record;
    question.sql = sql;
    question.errorGroup = group;
    question.by = by;
    question.attribution = attribution;
    question.byFields = pivot.empty() ? segments : pivot;
    question.match = match;
    question.fromStep = fromStep;
    question.valuePerConversion = value;
    question.set = sessions;
    question.arm = arm;
    question.sort = sort;
    for (const std::string& each : having) {
        const std::size_t colon = each.find(':');
        if (colon == 0 || colon == std::string::npos) {
            return usageError("'" + each + "' is no field with a value",
                              "Write it as in plan.tier:pro; plan.tier: stands for none");
        }
        question.values.push_back({each.substr(0, colon), each.substr(colon + 1)});
    }
    question.first = first;
    question.second = second;
    question.version = release.empty() ? version : release;
    question.path = rules;
    question.maps = maps;
    return question;
}

} // namespace throughline::cli
