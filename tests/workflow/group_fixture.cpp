#include "tests/workflow/group_fixture.h"

#include "models/store/queries/error_queries.h"
#include "models/store/statement.h"
#include "models/store/store_file.h"
#include "models/workflow/derive_workflow.h"
#include "tests/support/must.h"

#include <QtGlobal>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace throughline::workflow::test {

namespace {

using throughline::test::must;

std::string tableText(const store::Connection& connection, const std::string& table)
{
    auto columns = must(store::Statement::prepare(connection, "PRAGMA table_info(" + table + ")"));
    std::string selected;
    while (must(columns.step())) {
        selected += (selected.empty() ? "quote(" : " || '|' || quote(") + columns.string(1) + ")";
    }
    auto rows = must(store::Statement::prepare(
        connection, "SELECT " + selected + " FROM " + table + " ORDER BY 1"));
    std::string text = table + "\n";
    while (must(rows.step())) {
        text += rows.string(0) + "\n";
    }
    return text;
}

std::string derivedText(const store::Connection& connection)
{
    std::string text;
    for (const char* table :
         {"error_group", "error_key", "error_occurrence", "session", "trace", "ticket_link"}) {
        text += tableText(connection, table);
    }
    return text;
}

} // namespace

std::string toLine(const ErrorLine& error)
{
    const Timestamp time = Timestamp {1'772'323'200'000'000'000} + Duration::seconds(error.second);
    nlohmann::json line {{"ts", formatRfc3339(time)},       {"level", "error"},
                         {"exception.type", error.type},    {"exception.message", error.message},
                         {"message", error.message},        {"service.name", error.service},
                         {"service.version", error.version}};
    if (!error.stack.empty()) {
        line["exception.stacktrace"] = error.stack;
    }
    if (!error.session.empty()) {
        line["session.id"] = error.session;
    }
    if (!error.route.empty()) {
        line["http.route"] = error.route;
    }
    return line.dump() + "\n";
}

Workspace GroupFixture::workspace() const
{
    return must(Workspace::open(store()));
}

RuleOutcome GroupFixture::decide(const domain::GroupRule& rule) const
{
    return must(decideGroup(workspace(), rule, {}));
}

RuleOutcome GroupFixture::undo() const
{
    return must(undoGroupRule(workspace(), {}));
}

RuleOutcome GroupFixture::redo() const
{
    return must(redoGroupRule(workspace(), {}));
}

std::string GroupFixture::refusal(const domain::GroupRule& rule) const
{
    const auto decided = decideGroup(workspace(), rule, {});
    return decided.ok() ? std::string() : describe(decided.error());
}

std::string GroupFixture::derived() const
{
    const auto file = must(store::StoreFile::find(store()));
    return derivedText(must(file.openReader()));
}

std::string GroupFixture::derivedAnew() const
{
    const auto file = must(store::StoreFile::find(store()));
    const auto lock = must(store::WriterLock::acquire(file));
    store::Connection connection = must(lock.openWriter());
    const auto transaction = must(store::Transaction::begin(connection)); // rolled back
    if (const auto derived = deriveAll(connection, false, {}); !derived.ok()) {
        qFatal("%s", describe(derived.error()).c_str());
    }
    return derivedText(connection);
}

std::vector<std::string> GroupFixture::groups() const
{
    const auto file = must(store::StoreFile::find(store()));
    std::vector<std::string> texts;
    for (const domain::ErrorGroup& group : must(store::errorGroups(must(file.openReader())))) {
        texts.push_back(domain::toText(group.id) + ' ' + std::to_string(group.count) + ' '
                        + std::string(toText(group.status)));
    }
    return texts;
}

domain::ErrorGroup GroupFixture::group(std::int64_t number) const
{
    const auto file = must(store::StoreFile::find(store()));
    return must(store::errorGroup(must(file.openReader()), domain::ErrorGroupId(number)))
        .value_or(domain::ErrorGroup());
}

domain::GroupRule ruleOf(domain::GroupRuleKind kind, const std::vector<std::int64_t>& groups,
                         const std::string& text)
{
    domain::GroupRule rule;
    rule.kind = kind;
    for (const std::int64_t group : groups) {
        rule.groups.emplace_back(group);
    }
    rule.text = text;
    rule.created = kNow;
    return rule;
}

domain::GroupRule splitBy(std::int64_t group, const std::string& field,
                          const std::vector<std::string>& only)
{
    domain::GroupRule rule = ruleOf(domain::GroupRuleKind::Split, {group});
    rule.field = field;
    rule.only = only;
    return rule;
}

} // namespace throughline::workflow::test
