#include "app/cli/commands/commands.h"
#include "app/cli/table.h"
#include "models/base/text.h"
#include "models/base/time.h"
#include "models/codec/json_writer.h"
#include "models/codec/text_escape.h"
#include "models/domain/mapping.h"
#include "models/workflow/formats_workflow.h"
#include "models/workflow/import_preview.h"
#include "models/workflow/mapping_workflow.h"
#include "models/workflow/redaction_workflow.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <ostream>

namespace throughline::cli {

namespace {

using domain::ColumnMapping;
using domain::Mapping;

constexpr std::size_t kShownSample = 40;

void writeCounts(codec::JsonWriter& json, std::string_view name,
                 const std::map<std::string, std::uint64_t>& counts)
{
    json.key(name).beginObject();
    for (const auto& [what, number] : counts) {
        json.member(what, number);
    }
    json.endObject();
}

void writePreview(codec::JsonWriter& json, const workflow::ImportPreview& preview)
{
    json.beginObject().member("format", preview.format).member("read", preview.read);
    json.member("accepted", preview.accepted);
    writeCounts(json, "rejected", preview.rejected);
    writeCounts(json, "warnings", preview.warnings);
    json.key("records").beginArray();
    for (const workflow::PreviewedRecord& record : preview.records) {
        json.beginObject().member("signal", domain::toText(record.signal));
        json.member("t", formatRfc3339(record.time)).member("line", record.line);
        json.key("fields").beginObject();
        for (const domain::Attribute& field : record.fields) {
            json.member(field.key, field.value);
        }
        json.endObject().endObject();
    }
    json.endArray().key("redactions").beginArray();
    for (const workflow::PreviewedRedaction& redaction : preview.redactions) {
        json.beginObject().member("rule", redaction.rule).member("field", redaction.field);
        json.member("count", redaction.count).textOrNull("example", redaction.example).endObject();
    }
    json.endArray().endObject();
}

void printPreview(const workflow::ImportPreview& preview, std::ostream& out)
{
    out << "\nThe first " << count(preview.read) << " records: " << count(preview.accepted)
        << " can be used.\n";
    for (const auto& [reason, number] : preview.rejected) {
        out << "  " << count(number) << " rejected: " << reason << '\n';
    }
    for (const auto& [warning, number] : preview.warnings) {
        out << "  " << count(number) << " x " << warning << '\n';
    }
    constexpr std::size_t kShownRecords = 3;
    for (std::size_t i = 0; i < std::min(preview.records.size(), kShownRecords); ++i) {
        const workflow::PreviewedRecord& record = preview.records[i];
        out << "\n  " << domain::toText(record.signal) << ' ' << formatRfc3339(record.time) << '\n';
        for (const domain::Attribute& field : record.fields) {
            out << "    " << codec::escapeTerminal(field.key) << " = "
                << codec::escapeTerminal(field.value) << '\n';
        }
    }
}

void printRedactions(const workflow::ImportPreview& preview, std::ostream& out)
{
    Table table({{"rule"}, {"field"}, {"changed", true}, {"what is left"}});
    for (const workflow::PreviewedRedaction& redaction : preview.redactions) {
        table.add({redaction.rule, redaction.field, count(redaction.count),
                   redaction.example.empty() ? "-" : redaction.example});
    }
    table.print(out);
    out << '\n'
        << "Of the first " << count(preview.read) << " records, read as " << preview.format
        << ". Nothing was imported.\n";
}

class FormatsCommand : public Command
{
public:
    std::string name() const override { return "formats"; }

    std::string summary() const override
    {
        return "the formats that can be imported; what the columns of an unknown file seem to be";
    }

    std::string example() const override
    {
        return "throughline formats --propose clicks.csv --as who=user.id --name clicks --save";
    }

    void addOptions(CLI::App& app) override
    {
        CLI::Option* propose = app.add_option(
            "--propose", m_file, "say what each column of this table or JSON file seems to be");
        app.add_option("--as", m_changes,
                       "COLUMN=MEANING instead of what is proposed: time, end, keep, drop or a "
                       "field's name")
            ->needs(propose);
        app.add_option("--signal", m_signal, "what a row is: event, log, span, metric or ticket")
            ->needs(propose);
        app.add_option("--name", m_name, "what the format is to be called")->needs(propose);
        app.add_flag("--save", m_save, "save it among your formats, known from then on")
            ->needs(propose);
    }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        return m_file.empty() ? list(common, world) : propose(common, world);
    }

private:
    static Result<int> list(const CommonOptions& common, Surroundings& world)
    {
        TL_ASSIGN(const auto formats, workflow::knownFormats());
        if (common.json) {
            codec::JsonWriter json(2);
            json.beginObject().key("formats").beginArray();
            for (const workflow::FormatInfo& format : formats) {
                json.beginObject().member("name", format.name);
                json.member("signals", format.signalNames);
                json.member("recognised_by", format.recognisedBy).member("how", format.how);
                json.endObject();
            }
            json.endArray().endObject();
            world.out << json.text() << '\n';
            return 0;
        }
        Table table({{"format"}, {"holds"}, {"recognised by"}});
        for (const workflow::FormatInfo& format : formats) {
            table.add({format.name, join(format.signalNames, ", "), format.recognisedBy});
        }
        table.print(world.out);
        return 0;
    }

    /// "time %d/%m/%Y" says how the times are written, too.
    static void choose(ColumnMapping& column, const std::string& meaning)
    {
        const std::size_t blank = meaning.find(' ');
        column.meaning = meaning.substr(0, blank);
        column.confidence = 1;
        column.reason = "chosen";
        if (blank != std::string::npos) {
            column.timeForm = trim(std::string_view(meaning).substr(blank));
            column.dayFirstUnsure = false;
        }
    }

    Result<Mapping> changed(Mapping mapping) const
    {
        for (const std::string& change : m_changes) {
            const std::size_t equals = change.rfind('=');
            const std::string column = change.substr(0, equals);
            const auto found = std::ranges::find(mapping.columns, column, &ColumnMapping::column);
            if (equals == std::string::npos || found == mapping.columns.end()) {
                std::vector<std::string> names;
                for (const ColumnMapping& each : mapping.columns) {
                    names.push_back(each.column);
                }
                return usageError("There is no column " + column,
                                  "The columns are " + listInWords(names));
            }
            choose(*found, change.substr(equals + 1));
        }
        if (!m_changes.empty()) {
            mapping.signal = workflow::signalOfMapping(mapping);
        }
        if (!m_signal.empty()) {
            const auto signal = domain::signalFromText(m_signal);
            if (!signal) {
                return usageError("There is no kind of record " + m_signal,
                                  "Known are event, log, span, metric and ticket");
            }
            mapping.signal = *signal;
        }
        if (!m_name.empty()) {
            mapping.name = m_name;
        }
        return mapping;
    }

    Result<int> propose(const CommonOptions& common, Surroundings& world)
    {
        TL_ASSIGN(Mapping proposed, workflow::proposeMapping(m_file));
        TL_ASSIGN(const Mapping mapping, changed(std::move(proposed)));
        const auto document = workflow::mappingDocument(mapping);
        workflow::ImportPreview preview;
        if (document) {
            TL_ASSIGN(
                preview,
                workflow::previewImport(
                    {.file = m_file, .mappingText = *document, .now = world.now}, world.stop));
        }
        std::filesystem::path saved;
        if (m_save) {
            TL_ASSIGN(saved, workflow::saveMapping(mapping));
        }
        if (common.json) {
            print(mapping, document, preview, saved, world.out);
            return 0;
        }
        Table table(
            {{"column"}, {"is taken for"}, {"sure", true}, {"by"}, {"filled", true}, {"values"}});
        for (const ColumnMapping& column : mapping.columns) {
            std::string samples = join(column.samples, "  ");
            samples.resize(std::min(samples.size(), kShownSample));
            table.add({column.column, column.meaning,
                       column.confidence > 0 ? percent(column.confidence) : "-",
                       column.reason.empty() ? "-" : column.reason, percent(column.filled),
                       samples});
        }
        table.print(world.out);
        world.out << '\n'
                  << "A row becomes one record, of kind " << domain::toText(mapping.signal) << "; "
                  << count(mapping.rows) << " rows were looked at.\n";
        for (const ColumnMapping& column : mapping.columns) {
            if (column.meaning == domain::meaning::kTime && column.dayFirstUnsure) {
                world.out << "Day and month of " << column.column
                          << " could be the other way round; they are read as " << column.timeForm
                          << ". To change that: --as \"" << column.column << "=time "
                          << domain::withDayAndMonthSwapped(column.timeForm) << "\"\n";
            }
        }
        if (!document) {
            world.out << describe(document.error()) << '\n';
            return 0;
        }
        printPreview(preview, world.out);
        if (saved.empty()) {
            world.out << "\nNothing was imported. --save makes it a format.\n";
        } else {
            world.out << "\nSaved as " << saved.string() << "; such files are known from now on.\n";
        }
        return 0;
    }

    static void print(const Mapping& mapping, const Result<std::string>& document,
                      const workflow::ImportPreview& preview, const std::filesystem::path& saved,
                      std::ostream& out)
    {
        codec::JsonWriter json(2);
        json.beginObject().member("name", mapping.name);
        json.member("signal", domain::toText(mapping.signal));
        json.member("table", mapping.table).member("path", mapping.path);
        json.member("rows", std::uint64_t {mapping.rows}).key("columns").beginArray();
        for (const ColumnMapping& column : mapping.columns) {
            json.beginObject().member("column", column.column).member("meaning", column.meaning);
            json.member("confidence", column.confidence).textOrNull("reason", column.reason);
            json.textOrNull("time_form", column.timeForm);
            json.member("day_or_month_first_unsure", column.dayFirstUnsure);
            json.member("filled", column.filled).member("samples", column.samples).endObject();
        }
        json.endArray();
        json.textOrNull("problem", document ? std::string() : describe(document.error()));
        json.textOrNull("saved", saved.string());
        json.key("document");
        if (document) {
            json.raw(trim(*document)).key("preview");
            writePreview(json, preview);
        } else {
            json.null().key("preview").null();
        }
        out << json.endObject().text() << '\n';
    }

    std::filesystem::path m_file;
    std::vector<std::string> m_changes;
    std::string m_signal;
    std::string m_name;
    bool m_save = false;
};

class RedactionCommand : public Command
{
public:
    std::string name() const override { return "redaction"; }

    std::string summary() const override
    {
        return "the rules that take out personal data, and what they change in a file";
    }

    std::string example() const override { return "throughline redaction preview tickets.csv"; }

    void addOptions(CLI::App& app) override
    {
        m_preview = app.add_subcommand("preview", "what the rules change in a file, unimported");
        m_preview->add_option("file", m_options.file, "the file")->required();
        m_preview->add_option("--format", m_options.format, "its format, instead of finding it");
        m_preview->add_option("--map", m_options.mapping, "a format document to read it by");
        m_preview->add_option("--zone", m_options.reading.zone,
                              "the zone of times without one, as Europe/Berlin");
        m_preview
            ->add_option("--pseudonymise", m_pseudonymise,
                         "all: users, accounts, sessions and devices become pseudonyms, too")
            ->check(CLI::IsMember({"all"}));
        m_preview->add_option("--source-id-key", m_options.reading.sourceIdKey,
                              "a file with the key by which your own systems hash ids");
        m_preview->add_option("--records", m_options.frames,
                              "look at this many lines or documents");
        m_preview->fallthrough();
    }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        codec::JsonWriter json(2);
        if (m_preview->parsed()) {
            m_options.now = world.now;
            m_options.reading.pseudonymiseAll = m_pseudonymise == "all";
            TL_ASSIGN(const workflow::ImportPreview preview,
                      workflow::previewImport(m_options, world.stop));
            if (common.json) {
                writePreview(json, preview);
                world.out << json.text() << '\n';
            } else {
                printRedactions(preview, world.out);
            }
            return 0;
        }
        TL_ASSIGN(const workflow::RedactionRules rules, workflow::redactionRules());
        if (common.json) {
            json.beginObject().member("name", rules.name).key("rules").beginArray();
            for (const workflow::RedactionRuleInfo& rule : rules.rules) {
                json.beginObject().member("rule", rule.rule).member("finds", rule.finds);
                json.member("leaves", rule.leaves).member("document", rule.document).endObject();
            }
            world.out << json.endArray().endObject().text() << '\n';
            return 0;
        }
        Table table({{"rule"}, {"finds"}, {"leaves"}, {"document"}});
        for (const workflow::RedactionRuleInfo& rule : rules.rules) {
            table.add({rule.rule, rule.finds, rule.leaves, rule.document});
        }
        table.print(world.out);
        world.out << "\nRules " << rules.name << ".\n";
        return 0;
    }

private:
    CLI::App* m_preview = nullptr;
    workflow::PreviewOptions m_options;
    std::string m_pseudonymise;
};

} // namespace

Commands readingCommands()
{
    Commands commands;
    commands.push_back(std::make_unique<FormatsCommand>());
    commands.push_back(std::make_unique<RedactionCommand>());
    return commands;
}

} // namespace throughline::cli
