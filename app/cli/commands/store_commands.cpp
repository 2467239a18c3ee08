#include "app/cli/commands/commands.h"
#include "app/cli/commands/source_json.h"
#include "app/cli/table.h"
#include "models/workflow/store_workflow.h"

#include <CLI/CLI.hpp>
#include <ostream>

namespace throughline::cli {

namespace {

void timeOrNull(codec::JsonWriter& json, std::string_view name, const TimeRange& range,
                Timestamp time)
{
    json.key(name);
    range.empty() ? json.null() : json.value(formatRfc3339(time));
}

/// Of the last record; the range ends right behind it.
Timestamp lastTime(const TimeRange& range)
{
    return range.to - Duration::nanoseconds(1);
}

class InfoCommand : public Command
{
public:
    std::string name() const override { return "info"; }

    std::string summary() const override { return "what is in the store"; }

    std::string example() const override { return "throughline info --account"; }

    void addOptions(CLI::App& app) override
    {
        app.add_flag("--account", m_account,
                     "what was rejected, odd and redacted in each source, field by field");
    }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        TL_ASSIGN(const workflow::StoreInfo info, workflow::storeInfo(workspace));
        if (common.json) {
            print(info, world.out);
            return 0;
        }
        if (m_account) {
            printAccounts(info, world.out);
            return 0;
        }
        Table counts({{"what"}, {"count", true}});
        counts.add({"sessions", count(info.humanSessions)});
        counts.add({"bot sessions by rule " + info.botRule, count(info.botSessions)});
        counts.add({"sessions before it", count(info.humanSessions + info.botSessions)});
        counts.add({"events", count(info.records.event)});
        counts.add({"errors", count(info.records.error)});
        counts.add({"error groups", count(info.errorGroups)});
        counts.add({"spans", count(info.records.span)});
        counts.add({"traces", count(info.traces)});
        counts.add({"logs", count(info.records.log)});
        counts.add({"metrics", count(info.records.metric)});
        counts.add({"tickets", count(info.records.ticket)});
        counts.add({"users", count(info.users)});
        counts.add({"accounts", count(info.accounts)});
        counts.print(world.out);
        if (!info.range.empty()) {
            world.out << "\nfrom " << formatRfc3339(info.range.from) << " to "
                      << formatRfc3339(lastTime(info.range)) << "\n\n";
        }
        Table sources(
            {{"source"}, {"format"}, {"records", true}, {"rejected", true}, {"size", true}});
        for (const domain::SourceSummary& source : info.sources) {
            sources.add({displayName(source), source.format, count(source.accepted),
                         count(source.rejected), bytes(source.bytes)});
        }
        sources.print(world.out);
        for (const domain::SourceSummary& source : info.sources) {
            for (const auto& [rate, records] : source.samplingRates) {
                world.out << displayName(source) << ": " << count(records)
                          << " records of a sample of " << rate
                          << "; counts of them are estimated.\n";
            }
        }
        return 0;
    }

private:
    static void printAccounts(const workflow::StoreInfo& info, std::ostream& out)
    {
        Table table({{"source"}, {"account"}, {"what"}, {"field"}, {"count", true}});
        for (const domain::SourceSummary& source : info.sources) {
            const std::string name = displayName(source);
            table.add({name, "read", "", "", count(source.read)});
            table.add({name, "accepted", "", "", count(source.accepted)});
            table.add({name, "duplicates", "", "", count(source.duplicates)});
            for (const auto& [rate, records] : source.samplingRates) {
                table.add({name, "sampled", rate, "", count(records)});
            }
            for (const domain::FieldCount& line : domain::accountLines(source)) {
                table.add({name, std::string(toText(line.kind)), line.name,
                           line.field.empty() ? "-" : line.field, count(line.count)});
            }
        }
        table.print(out);
    }

    static void print(const workflow::StoreInfo& info, std::ostream& out)
    {
        codec::JsonWriter json(2);
        json.beginObject();
        json.key("sessions").beginObject();
        json.member("human", info.humanSessions).member("bot", info.botSessions);
        json.member("before", info.humanSessions + info.botSessions);
        json.member("bot_rule", info.botRule).endObject();
        json.member("events", info.records.event).member("errors", info.records.error);
        json.member("error_groups", info.errorGroups).member("spans", info.records.span);
        json.member("traces", info.traces).member("logs", info.records.log);
        json.member("metrics", info.records.metric).member("tickets", info.records.ticket);
        json.member("users", info.users).member("accounts", info.accounts);
        timeOrNull(json, "from", info.range, info.range.from);
        timeOrNull(json, "to", info.range, lastTime(info.range));
        json.key("sources").beginArray();
        for (const domain::SourceSummary& source : info.sources) {
            writeSource(json, source);
        }
        json.endArray().key("linkage").beginArray();
        for (const workflow::Linkage& link : info.linkage) {
            json.beginObject().member("from", link.from).member("to", link.to);
            json.member("of", link.of).member("linked", link.linked).endObject();
        }
        json.endArray().endObject();
        out << json.text() << '\n';
    }

    bool m_account = false;
};

class QuarantineCommand : public Command
{
public:
    std::string name() const override { return "quarantine"; }

    std::string summary() const override { return "rejected records with reason, line and offset"; }

    std::string example() const override { return "throughline quarantine --out rejected.ndjson"; }

    void addOptions(CLI::App& app) override
    {
        app.add_option("--limit", m_limit, "at most this many rows (default 100)");
        app.add_option("--offset", m_offset, "rows to pass over first");
        app.add_option("--out", m_out, "write all of them to this file, one JSON object a line");
    }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        if (!m_out.empty()) {
            TL_ASSIGN(const std::uint64_t written,
                      workflow::exportQuarantine(workspace, m_out, world.stop));
            if (common.json) {
                codec::JsonWriter json(2);
                json.beginObject().member("file", m_out.string()).member("written", written);
                world.out << json.endObject().text() << '\n';
            } else {
                world.out << "Wrote " << count(written) << " rejected records to " << m_out.string()
                          << ".\n";
            }
            return 0;
        }
        TL_ASSIGN(const workflow::Quarantine page,
                  workflow::quarantine(workspace, m_offset, m_limit));
        if (common.json) {
            codec::JsonWriter json(2);
            json.beginObject().member("total", page.total).key("rejected").beginArray();
            for (const domain::RejectedRecord& record : page.rejected) {
                json.raw(workflow::rejectedJson(record));
            }
            json.endArray().endObject();
            world.out << json.text() << '\n';
            return 0;
        }
        Table table(
            {{"file"}, {"line", true}, {"offset", true}, {"reason"}, {"detail"}, {"excerpt"}});
        for (const domain::RejectedRecord& record : page.rejected) {
            table.add({record.member.empty() ? record.file : record.file + ": " + record.member,
                       std::to_string(record.line), std::to_string(record.offset),
                       std::string(domain::issueInfo(record.reason).text), record.detail,
                       record.excerpt.substr(0, 60)});
        }
        table.print(world.out);
        world.out << '\n' << count(page.total) << " rejected in all.\n";
        return 0;
    }

private:
    std::filesystem::path m_out;
    std::uint64_t m_limit = 100;
    std::uint64_t m_offset = 0;
};

class LineageCommand : public Command
{
public:
    std::string name() const override { return "lineage"; }

    std::string summary() const override { return "where a record came from and what changed it"; }

    std::string example() const override { return "throughline lineage 12:345"; }

    void addOptions(CLI::App& app) override
    {
        app.add_option("id", m_id, "a record's id, as timelines show it")->required();
    }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        TL_ASSIGN(const workflow::Lineage lineage, workflow::lineage(workspace, m_id));
        if (common.json) {
            codec::JsonWriter json(2);
            json.beginObject().member("id", lineage.id).member("file", lineage.place.file);
            json.textOrNull("member", lineage.place.member).member("line", lineage.place.line);
            json.member("offset", lineage.place.offset).member("length", lineage.place.length);
            json.member("format", lineage.format).key("rules").beginArray();
            for (const workflow::Lineage::Rule& rule : lineage.rules) {
                json.beginObject().member("rule", rule.rule).member("field", rule.field);
                json.member("count", rule.count).endObject();
            }
            json.endArray().endObject();
            world.out << json.text() << '\n';
            return 0;
        }
        world.out << lineage.place.file << ", line " << lineage.place.line << ", byte "
                  << lineage.place.offset << ", " << lineage.place.length << " bytes, "
                  << lineage.format << '\n';
        for (const workflow::Lineage::Rule& rule : lineage.rules) {
            world.out << "  " << rule.rule << " changed " << rule.field << " (" << rule.count
                      << ")\n";
        }
        return 0;
    }

private:
    std::string m_id;
};

class VerifyCommand : public Command
{
public:
    std::string name() const override { return "verify"; }

    std::string summary() const override { return "is the store sound"; }

    std::string example() const override { return "throughline verify --store shop.throughline"; }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        TL_ASSIGN(const auto checks, workflow::verifyStore(workspace, world.stop));
        bool sound = true;
        for (const workflow::StoreCheck& check : checks) {
            sound = sound && check.ok;
        }
        if (!sound) {
            std::string damage;
            for (const workflow::StoreCheck& check : checks) {
                damage +=
                    check.ok ? "" : (damage.empty() ? "" : " ") + check.name + ": " + check.message;
            }
            return storeError("The store is damaged. " + damage,
                              "Open a backup, or import the exports again into a new store");
        }
        if (common.json) {
            codec::JsonWriter json(2);
            json.beginObject().member("ok", sound).key("checks").beginArray();
            for (const workflow::StoreCheck& check : checks) {
                json.beginObject().member("name", check.name).member("ok", check.ok);
                json.member("message", check.message).endObject();
            }
            json.endArray().endObject();
            world.out << json.text() << '\n';
            return 0;
        }
        Table table({{"check"}, {"result"}, {"what"}});
        for (const workflow::StoreCheck& check : checks) {
            table.add({check.name, check.ok ? "ok" : "damaged", check.message});
        }
        table.print(world.out);
        return 0;
    }
};

class DigestCommand : public Command
{
public:
    std::string name() const override { return "digest"; }

    std::string summary() const override
    {
        return "one value per signal that depends on content alone";
    }

    std::string example() const override { return "throughline digest --json"; }

    Result<int> run(const CommonOptions& common, Surroundings& world) override
    {
        TL_ASSIGN(const workflow::Workspace workspace, workflow::Workspace::open(common.store));
        TL_ASSIGN(const workflow::StoreDigest digest, workflow::storeDigest(workspace));
        if (common.json) {
            codec::JsonWriter json(2);
            json.beginObject();
            write(json, digest.digest);
            json.key("sources").beginArray();
            for (const auto& source : digest.sources) {
                json.beginObject().member("path", source.path);
                json.textOrNull("member", source.member);
                write(json, source.digest);
                json.endObject();
            }
            json.endArray().endObject();
            world.out << json.text() << '\n';
            return 0;
        }
        Table table({{"signal"}, {"digest"}});
        for (const auto& [kind, value] : digest.digest) {
            table.add({kind, value});
        }
        table.print(world.out);
        return 0;
    }

private:
    static void write(codec::JsonWriter& json, const std::map<std::string, std::string>& digest)
    {
        json.key("digest").beginObject();
        for (const auto& [kind, value] : digest) {
            json.member(kind, value);
        }
        json.endObject();
    }
};

} // namespace

Commands storeCommands()
{
    Commands commands;
    commands.push_back(std::make_unique<InfoCommand>());
    commands.push_back(std::make_unique<QuarantineCommand>());
    commands.push_back(std::make_unique<LineageCommand>());
    commands.push_back(std::make_unique<VerifyCommand>());
    commands.push_back(std::make_unique<DigestCommand>());
    return commands;
}

} // namespace throughline::cli
