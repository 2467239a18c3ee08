#include "app/cli/commands/data_commands.h"
#include "app/cli/table.h"
#include "models/base/text.h"
#include "models/base/time_parse.h"
#include "models/base/utf8.h"
#include "models/codec/json_writer.h"
#include "models/workflow/sql_workflow.h"

#include <CLI/CLI.hpp>
#include <ostream>

namespace throughline::cli {

namespace {

constexpr int kPartial = 3;
/// A record is some hundred letters of JSON; a table for people shows its beginning.
constexpr std::size_t kWidestCell = 100;

std::string cellText(const domain::SqlValue& value)
{
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        return std::to_string(*whole);
    }
    if (const auto* real = std::get_if<double>(&value)) {
        return formatDouble(*real);
    }
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) {
        return "-";
    }
    return text->size() <= kWidestCell ? *text : std::string(cutUtf8(*text, kWidestCell)) + "...";
}

/// Whether a column holds numbers and nothing else.
bool isNumeric(const domain::SqlAnswer& answer, std::size_t column)
{
    bool any = false;
    for (const auto& row : answer.rows) {
        if (std::holds_alternative<std::string>(row[column])) {
            return false;
        }
        any = any || !std::holds_alternative<std::monostate>(row[column]);
    }
    return any;
}

void writeValue(codec::JsonWriter& json, const domain::SqlValue& value)
{
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        json.value(*whole);
    } else if (const auto* real = std::get_if<double>(&value)) {
        json.value(*real);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
        json.value(*text);
    } else {
        json.null();
    }
}

/// What to say of an answer that was cut; empty where it was not.
std::string cutNote(const domain::SqlAnswer& answer, const domain::SqlLimits& limits,
                    const std::string& timeout)
{
    switch (answer.cut) {
    case domain::SqlCut::None:
        return {};
    case domain::SqlCut::Rows:
        return "Cut after " + count(limits.rows) + " rows; --limit takes more";
    case domain::SqlCut::Bytes:
        return "Cut after " + bytes(limits.bytes) + "; ask for fewer columns";
    case domain::SqlCut::Time:
        return "Stopped after " + timeout + "; these are the rows until then. --timeout takes more";
    case domain::SqlCut::Memory:
        return "Stopped: sorting and grouping took more than " + bytes(limits.memory)
            + "; narrow the question";
    }
    return {};
}

class SqlCommand : public Command
{
public:
    std::string name() const override { return "sql"; }

    std::string summary() const override
    {
        return "a read-only question in SQL to records and tables";
    }

    std::string example() const override
    {
        return "throughline sql \"select name, count(*) from event group by name order by 2 desc\"";
    }

    void addOptions(CLI::App& app) override
    {
        app.add_option("question", m_sql, "one question in SQL; --tables lists what can be asked");
        app.add_flag("--tables", m_tables, "the tables and their columns");
        app.add_option("--limit", m_limits.rows, "at most so many rows (default 10,000)")
            ->check(CLI::Range(std::uint64_t {1}, std::uint64_t {10'000'000}));
        app.add_option("--timeout", m_timeout, "at most so long (default 30s)");
    }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        if (m_tables) {
            printTables(common, world);
            return 0;
        }
        const auto timeout = parseDuration(m_timeout);
        if (!timeout || timeout->ns <= 0) {
            return usageError("'" + m_timeout + "' is no length of time", "Write 500ms, 30s or 5m");
        }
        m_limits.time = *timeout;
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        TL_ASSIGN(const domain::SqlAnswer answer,
                  workflow::askSql(workspace, m_sql, m_limits, world.stop));
        if (common.json) {
            printJson(answer, world);
        } else {
            printTable(answer, world);
        }
        const std::string note = cutNote(answer, m_limits, m_timeout);
        const bool asked = answer.cut == domain::SqlCut::Rows;
        if (!note.empty() && !(asked && common.quiet)) {
            world.err << note << ".\n";
        }
        return note.empty() || asked ? 0 : kPartial;
    }

private:
    static void printJson(const domain::SqlAnswer& answer, Surroundings& world)
    {
        codec::JsonWriter json(2);
        json.beginObject().member("columns", answer.columns).key("rows").beginArray();
        for (const auto& row : answer.rows) {
            // One row, one line: a writer without indent.
            codec::JsonWriter line;
            line.beginArray();
            for (const domain::SqlValue& value : row) {
                writeValue(line, value);
            }
            json.raw(line.endArray().text());
        }
        json.endArray().member("total", static_cast<std::uint64_t>(answer.rows.size()));
        json.textOrNull("cut", toText(answer.cut)).endObject();
        world.out << json.text() << '\n';
    }

    static void printTable(const domain::SqlAnswer& answer, Surroundings& world)
    {
        std::vector<Table::Column> columns;
        for (std::size_t c = 0; c < answer.columns.size(); ++c) {
            columns.push_back({answer.columns[c], isNumeric(answer, c)});
        }
        Table table(std::move(columns));
        for (const auto& row : answer.rows) {
            std::vector<std::string> cells;
            cells.reserve(row.size());
            for (const domain::SqlValue& value : row) {
                cells.push_back(cellText(value));
            }
            table.add(std::move(cells));
        }
        table.print(world.out);
    }

    static void printTables(const CommonOptions& common, Surroundings& world)
    {
        const std::vector<domain::SqlTable> tables = workflow::sqlTables();
        if (!common.json) {
            for (const domain::SqlTable& table : tables) {
                world.out << table.name << ": " << table.description << '\n';
                Table columns({{"  column"}, {"type"}, {"what"}});
                for (const auto& column : table.columns) {
                    columns.add({"  " + column.name, column.type, column.description});
                }
                columns.print(world.out);
                world.out << '\n';
            }
            return;
        }
        codec::JsonWriter json(2);
        json.beginObject().key("tables").beginArray();
        for (const domain::SqlTable& table : tables) {
            json.beginObject().member("name", table.name);
            json.member("description", table.description).key("columns").beginArray();
            for (const auto& column : table.columns) {
                json.beginObject().member("name", column.name).member("type", column.type);
                json.member("description", column.description).endObject();
            }
            json.endArray().endObject();
        }
        json.endArray().endObject();
        world.out << json.text() << '\n';
    }

    std::string m_sql;
    bool m_tables = false;
    std::string m_timeout = "30s";
    domain::SqlLimits m_limits;
};

} // namespace

std::unique_ptr<Command> sqlCommand()
{
    return std::make_unique<SqlCommand>();
}

} // namespace throughline::cli
