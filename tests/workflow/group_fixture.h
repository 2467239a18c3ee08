#pragma once

#include "models/workflow/group_workflow.h"
#include "tests/workflow/import_fixture.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::workflow::test {

/// An error as a log tells it.
struct ErrorLine
{
    int second = 0; ///< since 2026-03-01
    std::string type = "Boom";
    std::string message = "it failed";
    std::string stack = {};
    std::string service = "shop";
    std::string version = "1.0";
    std::string session = {};
    std::string route = {};
};

[[nodiscard]] std::string toLine(const ErrorLine& error);

/// A store whose groups can be decided about.
class GroupFixture : public ImportFixture
{
public:
    [[nodiscard]] Workspace workspace() const;

    RuleOutcome decide(const domain::GroupRule& rule) const;
    RuleOutcome undo() const;
    RuleOutcome redo() const;

    /// The error code of a decision that is refused, with its message; empty: it was not.
    [[nodiscard]] std::string refusal(const domain::GroupRule& rule) const;

    /// All derived rows as text: groups, keys, occurrences, sessions, traces, links.
    [[nodiscard]] std::string derived() const;

    /// The same as they would be if everything were derived anew from the records; changes nothing.
    [[nodiscard]] std::string derivedAnew() const;

    /// Number, count and state of each group: "E1 3 new".
    [[nodiscard]] std::vector<std::string> groups() const;

    [[nodiscard]] domain::ErrorGroup group(std::int64_t number) const;
};

[[nodiscard]] domain::GroupRule ruleOf(domain::GroupRuleKind kind,
                                       const std::vector<std::int64_t>& groups,
                                       const std::string& text = {});
[[nodiscard]] domain::GroupRule splitBy(std::int64_t group, const std::string& field,
                                        const std::vector<std::string>& only = {});

} // namespace throughline::workflow::test
