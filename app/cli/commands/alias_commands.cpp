#include "app/cli/commands/commands.h"
#include "app/cli/table.h"
#include "models/codec/json_writer.h"
#include "models/codec/text_escape.h"
#include "models/workflow/alias_workflow.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <ostream>

namespace throughline::cli {

namespace {

void writeAliases(codec::JsonWriter& json, const domain::Aliases& aliases)
{
    json.key("aliases").beginArray();
    for (const domain::Alias& alias : aliases.all()) {
        json.beginObject().member("kind", domain::toText(alias.kind));
        json.member("name", alias.name).member("owner", alias.owner).endObject();
    }
    json.endArray();
}

class AliasCommand : public Command
{
public:
    std::string name() const override { return "alias"; }

    std::string summary() const override
    {
        return "say that ids are spellings of one user or account, or take it back";
    }

    std::string example() const override { return "throughline alias add u-1001 U-1001 user1001"; }

    void addOptions(CLI::App& app) override
    {
        app.require_subcommand(0, 1);
        m_add = app.add_subcommand("add",
                                   "from now on the names count as the owner; so does what "
                                   "the store holds");
        m_add->add_option("owner", m_owner, "the id they stand for")->required();
        m_add->add_option("name", m_names, "its other spellings")->required();
        m_remove = app.add_subcommand("remove", "the names stand for themselves again");
        m_remove->add_option("name", m_names, "other spellings")->required();
        for (CLI::App* sub : {m_add, m_remove}) {
            sub->add_flag("--account", m_account, "ids of accounts, not of users");
            sub->fallthrough();
        }
    }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        const domain::AliasKind kind =
            m_account ? domain::AliasKind::Account : domain::AliasKind::User;
        if (m_add->parsed()) {
            TL_ASSIGN(const auto outcome,
                      workflow::addAliases(workspace, kind, m_owner, m_names, world.stop));
            return tell(outcome, m_owner, common, world.out);
        }
        if (m_remove->parsed()) {
            TL_ASSIGN(const auto outcome,
                      workflow::removeAliases(workspace, kind, m_names, world.stop));
            return tell(outcome, "", common, world.out);
        }
        TL_ASSIGN(const domain::Aliases aliases, workflow::listAliases(workspace));
        return list(aliases, common, world.out);
    }

private:
    static int list(const domain::Aliases& aliases, const CommonOptions& common, std::ostream& out)
    {
        if (common.json) {
            codec::JsonWriter json(2);
            json.beginObject();
            writeAliases(json, aliases);
            out << json.endObject().text() << '\n';
            return 0;
        }
        if (aliases.empty()) {
            out << "Every id stands for itself.\n";
            return 0;
        }
        Table table({{"kind"}, {"name"}, {"stands for"}});
        for (const domain::Alias& alias : aliases.all()) {
            table.add({std::string(domain::toText(alias.kind)), alias.name, alias.owner});
        }
        table.print(out);
        return 0;
    }

    static int tell(const workflow::AliasOutcome& outcome, const std::string& owner,
                    const CommonOptions& common, std::ostream& out)
    {
        if (common.json) {
            codec::JsonWriter json(2);
            json.beginObject();
            writeAliases(json, outcome.aliases);
            json.member("sessions_before", outcome.sessionsBefore);
            json.member("sessions_after", outcome.sessionsAfter);
            out << json.endObject().text() << '\n';
            return 0;
        }
        if (common.quiet) {
            return 0;
        }
        if (owner.empty()) {
            out << "Taken back.\n";
        } else {
            out << codec::escapeTerminal(owner) << " has " << count(outcome.sessionsAfter)
                << " sessions, before " << count(outcome.sessionsBefore) << ".\n";
        }
        return 0;
    }

    std::string m_owner;
    std::vector<std::string> m_names;
    bool m_account = false;
    CLI::App* m_add = nullptr;
    CLI::App* m_remove = nullptr;
};

} // namespace

Commands aliasCommands()
{
    Commands commands;
    commands.push_back(std::make_unique<AliasCommand>());
    return commands;
}

} // namespace throughline::cli
