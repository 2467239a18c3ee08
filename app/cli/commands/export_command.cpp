#include "app/cli/commands/commands.h"
#include "app/cli/commands/data_commands.h"
#include "app/cli/commands/scope_options.h"
#include "app/cli/table.h"
#include "models/codec/json_writer.h"
#include "models/workflow/export_workflow.h"

#include <CLI/CLI.hpp>
#include <ostream>

namespace throughline::cli {

namespace {

workflow::ExportFormat formatFromText(const std::string& text)
{
    return text == "csv"   ? workflow::ExportFormat::Csv
        : text == "sqlite" ? workflow::ExportFormat::Sqlite
                           : workflow::ExportFormat::Ndjson;
}

class ExportCommand : public Command
{
public:
    std::string name() const override { return "export"; }

    std::string summary() const override
    {
        return "write the records, redacted, for other programs";
    }

    std::string example() const override
    {
        return "throughline export --format sqlite --out part.sqlite --where plan.tier:pro";
    }

    void addOptions(CLI::App& app) override
    {
        app.add_option("--format", m_format,
                       "ndjson: one line per record (packed where PATH ends in .gz or .zst); "
                       "csv: a folder of tables; sqlite: a database of tables")
            ->required()
            ->check(CLI::IsMember({"ndjson", "csv", "sqlite"}));
        app.add_option("--out", m_request.out, "the file, or for csv the folder")->required();
        app.add_flag("--force", m_force, "replace what stands there");
        m_scope.addTo(app);
    }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        m_request.format = formatFromText(m_format);
        m_request.existing = m_force ? workflow::Existing::Replace : workflow::Existing::Refuse;
        if (m_scope.from.empty() && m_scope.to.empty()) {
            TL_ASSIGN(m_request.scope, m_scope.scope({}));
        } else {
            TL_ASSIGN(const auto snapshot, workflow::loadSnapshot(workspace, world.stop));
            TL_ASSIGN(m_request.scope, m_scope.scope(snapshot->sessions.dataEnd));
        }
        TL_ASSIGN(const workflow::ExportReport report,
                  workflow::exportStore(workspace, m_request, world.stop, {}));
        if (common.json) {
            print(report, world);
            return 0;
        }
        Table table({{"table"}, {"rows", true}});
        for (const auto& [name, rows] : report.tables) {
            table.add({name, count(rows)});
        }
        table.print(world.out);
        world.out << '\n'
                  << bytes(report.bytes) << " in " << m_request.out.string()
                  << (report.sliced ? ", a part of the store.\n" : ", the whole store.\n");
        return 0;
    }

private:
    void print(const workflow::ExportReport& report, Surroundings& world) const
    {
        codec::JsonWriter json(2);
        json.beginObject().member("out", m_request.out.string()).member("format", m_format);
        json.member("whole_store", !report.sliced).member("bytes", report.bytes);
        json.key("rows").beginObject();
        for (const auto& [name, rows] : report.tables) {
            json.member(name, rows);
        }
        json.endObject().endObject();
        world.out << json.text() << '\n';
    }

    std::string m_format;
    bool m_force = false;
    ScopeOptions m_scope;
    workflow::ExportRequest m_request;
};

} // namespace

std::unique_ptr<Command> exportCommand()
{
    return std::make_unique<ExportCommand>();
}

Commands dataCommands()
{
    Commands commands;
    commands.push_back(sqlCommand());
    commands.push_back(exportCommand());
    return commands;
}

} // namespace throughline::cli
