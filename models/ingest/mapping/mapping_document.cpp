#include "models/ingest/mapping/mapping_document.h"

#include "models/codec/json_writer.h"
#include "models/domain/field.h"
#include "models/domain/record.h"
#include "models/ingest/formats/document_format.h"

#include <algorithm>
#include <set>

namespace throughline::ingest {

namespace {

using domain::ColumnMapping;
using domain::Mapping;
using domain::Signal;
namespace meaning = domain::meaning;

constexpr std::size_t kMostRecognised = 16;

const ColumnMapping* columnOf(const Mapping& mapping, std::string_view wanted)
{
    const auto found = std::ranges::find(mapping.columns, wanted, &ColumnMapping::meaning);
    return found == mapping.columns.end() ? nullptr : &*found;
}

std::vector<std::string_view> neededBy(Signal signal)
{
    switch (signal) {
    case Signal::Event:
        return {domain::key::kEventName};
    case Signal::Span:
        return {domain::key::kTraceId, domain::key::kSpanId};
    case Signal::Metric:
        return {domain::key::kMetricName};
    case Signal::Ticket:
        return {domain::key::kTicketId};
    case Signal::Log:
        break;
    }
    return {};
}

bool isField(const ColumnMapping& column)
{
    return column.meaning != meaning::kTime && column.meaning != meaning::kEnd
        && column.meaning != meaning::kKeep && column.meaning != meaning::kDrop;
}

/// A column whose name is nothing but separators cannot be told from others by it.
bool isNameless(const ColumnMapping& column)
{
    return foldName(column.column).empty();
}

/// Columns that are always there, those with a meaning first.
std::vector<std::string> recognisedBy(const Mapping& mapping)
{
    std::vector<std::string> names;
    for (const bool mapped : {true, false}) {
        for (const ColumnMapping& column : mapping.columns) {
            const bool always = mapping.table || column.filled >= 1;
            if (always && !isNameless(column) && (column.meaning != meaning::kKeep) == mapped
                && names.size() < kMostRecognised) {
                names.push_back(column.column);
            }
        }
    }
    return names;
}

void writeTime(codec::JsonWriter& json, std::string_view name, const ColumnMapping* column)
{
    if (column != nullptr) {
        json.key(name).beginObject().member("from", std::vector {column->column});
        if (!column->timeForm.empty()) {
            json.member("forms", std::vector {column->timeForm});
        }
        json.endObject();
    }
}

} // namespace

Result<void> checkMapping(const Mapping& mapping)
{
    if (mapping.name.empty()) {
        return usageError("The mapping has no name", "Give it one; the format will be called so");
    }
    if (columnOf(mapping, meaning::kTime) == nullptr) {
        return usageError("No column is the time of a record",
                          "Choose Time for one; a record without a time cannot be placed");
    }
    for (const std::string_view needed : neededBy(mapping.signal)) {
        if (columnOf(mapping, needed) == nullptr) {
            return usageError("No column is the " + std::string(needed) + ", which every "
                                  + std::string(domain::toText(mapping.signal)) + " needs",
                              "Choose it for a column, or choose another kind of record");
        }
    }
    std::set<std::string, std::less<>> seen;
    for (const ColumnMapping& column : mapping.columns) {
        const bool once = column.meaning != meaning::kKeep && column.meaning != meaning::kDrop;
        if (once && !seen.insert(column.meaning).second) {
            return usageError("Two columns are the " + column.meaning,
                              "Keep one of them under its own name");
        }
        if (column.meaning != meaning::kKeep && isNameless(column)) {
            return usageError("A column without a name can only be kept as it is",
                              "Give it a name in the file");
        }
        if (isField(column) && domain::findField(column.meaning) == nullptr) {
            return usageError("There is no field " + column.meaning);
        }
    }
    if (recognisedBy(mapping).size() < 2) {
        return usageError("Fewer than two columns are always there, too few to know such a file by",
                          "Import it with --map and a document of your own");
    }
    return {};
}

Result<std::string> documentOfMapping(const Mapping& mapping)
{
    TL_TRY(checkMapping(mapping));
    codec::JsonWriter json(2);
    json.beginObject().member("language", 1).member("name", mapping.name);
    json.member("about",
                std::string(mapping.table ? "tables" : "JSON objects")
                    + " with the names that were mapped by hand");
    json.member("signal", domain::toText(mapping.signal));
    json.member("framing", std::vector<std::string> {mapping.table ? "csv" : "json"});
    if (!mapping.table) {
        json.member("paths", std::vector {mapping.path});
    }
    json.key("recognise").beginObject().member("all", recognisedBy(mapping));
    json.member("confidence", 0.9).endObject();
    writeTime(json, "time", columnOf(mapping, meaning::kTime));
    writeTime(json, "end", columnOf(mapping, meaning::kEnd));
    json.key("fields").beginArray();
    std::vector<std::string> dropped;
    for (const ColumnMapping& column : mapping.columns) {
        if (isField(column)) {
            json.beginObject().member("to", domain::canonicalName(column.meaning));
            json.member("from", std::vector {column.column}).endObject();
        } else if (column.meaning == meaning::kDrop) {
            dropped.push_back(column.column);
        }
    }
    json.endArray();
    if (!dropped.empty()) {
        json.member("drop", dropped);
    }
    json.endObject();
    return json.text() + "\n";
}

} // namespace throughline::ingest
