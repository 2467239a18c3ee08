#include "tests/workflow/sample_fixture.h"

#include "models/store/statement.h"
#include "models/store/store_file.h"

#include <QtTest>

namespace throughline::workflow::test {

using nlohmann::json;

namespace fs = std::filesystem;

namespace {

Paths paths(const std::vector<std::string>& names)
{
    Paths paths;
    for (const std::string& name : names) {
        paths.push_back(sample(name));
    }
    return paths;
}

} // namespace

fs::path sample(std::string_view name)
{
    return fs::path(THROUGHLINE_SHARED_SAMPLES) / name;
}

bool samplesPresent()
{
    const bool there = fs::exists(sample("otlp"));
    if (!there) {
        qInfo("no sample exports here");
    }
    return there;
}

Sample::Sample(std::string_view name)
    : Sample(std::vector<std::string> {std::string(name)})
{
}

Sample::Sample(const std::vector<std::string>& names)
    : report(workspace.import(paths(names)))
{
    readRecords();
}

Sample::Sample(std::string_view name, const fs::path& mapping)
{
    workspace.mapping = mapping;
    report = workspace.import({sample(name)});
    readRecords();
}

void Sample::readRecords()
{
    for (const std::string& line : workspace.lines()) {
        const std::size_t blank = line.find(' ');
        json record = json::parse(line.substr(blank + 1));
        record["signal"] = line.substr(0, blank);
        records.push_back(std::move(record));
    }
    for (const auto& row : rows("SELECT record, '', '', '' FROM ticket")) {
        records.push_back(json::parse(row[0]));
        records.back()["signal"] = "ticket";
    }
}

Counts Sample::values(const std::string& field) const
{
    Counts counts;
    for (const json& record : records) {
        const auto found = record.find(field);
        ++counts[found == record.end()    ? std::string()
                     : found->is_string() ? found->get<std::string>()
                                          : found->dump()];
    }
    return counts;
}

const json& Sample::named(const std::string& field, const std::string& value) const
{
    for (const json& record : records) {
        const auto found = record.find(field);
        if (found != record.end() && found->is_string() && found->get<std::string>() == value) {
            return record;
        }
    }
    static const json none = json::object();
    return none;
}

Rows Sample::rows(std::string_view sql) const
{
    const auto file = store::StoreFile::find(workspace.store());
    const auto connection = file->openReader();
    auto statement = store::Statement::prepare(*connection, sql);
    Rows rows;
    while (*statement->step()) {
        rows.emplace_back();
        for (int i = 0; i < 4; ++i) {
            rows.back().push_back(statement->string(i));
        }
    }
    return rows;
}

bool Sample::sound() const
{
    if (!balances(report) || !workspace.damage().empty()) {
        return false;
    }
    for (const domain::SourceSummary& source : report.sources) {
        if (workspace.import(Paths {source.path}).accepted != 0) {
            return false;
        }
    }
    return true;
}

} // namespace throughline::workflow::test
