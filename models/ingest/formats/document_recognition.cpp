#include "models/ingest/formats/document_recognition.h"

#include "models/base/text.h"
#include "models/base/utf8.h"
#include "models/codec/byte_source.h"
#include "models/codec/csv_reader.h"
#include "models/codec/logfmt.h"
#include "models/ingest/formats/document_parts.h"
#include "models/ingest/json_head.h"
#include "models/ingest/terminal_colours.h"

#include <algorithm>
#include <map>
#include <set>

namespace throughline::ingest {

namespace {

constexpr std::size_t kLookLines = 50;
constexpr std::size_t kMostColumns = 2'000;
constexpr std::size_t kHeaderWindowBytes = 4'096;

using Names = std::set<std::string, std::less<>>;

bool holds(const RecognitionRule& rule, const Names& names)
{
    const auto has = [&names](const std::string& name) { return names.contains(name); };
    return std::ranges::all_of(rule.all, has) && std::ranges::none_of(rule.none, has)
        && std::ranges::all_of(rule.any, [&has](const std::vector<std::string>& list) {
               return std::ranges::any_of(list, has);
           });
}

Recognition recognised(const DocumentFormat& format, Framing framing, std::string reason)
{
    Recognition recognition;
    recognition.confidence = format.recognise.confidence;
    recognition.framing = framing;
    recognition.format = format.name;
    recognition.reason = std::move(reason);
    return recognition;
}

/// The names of the keys beside and in the array at a path, which the head tells without that
/// array's own name; none where there is no such array.
Names keyNames(const JsonHead& head, std::string_view arrayPath)
{
    Names names;
    if (!arrayPath.empty() && !head.has(arrayPath)) {
        return names;
    }
    const std::size_t point = arrayPath.rfind('.');
    const std::string_view parent =
        point == std::string_view::npos ? std::string_view() : arrayPath.substr(0, point + 1);
    for (const std::string& key : head.keys) {
        if (key.starts_with(parent)) {
            names.insert(foldName(std::string_view(key).substr(parent.size())));
        }
    }
    return names;
}

/// The first lines that are not empty; without the last, which may be cut, unless it is whole.
std::vector<std::string_view> firstLines(std::string_view head, bool whole)
{
    std::vector<std::string_view> lines;
    while (!head.empty() && lines.size() < kLookLines) {
        const std::size_t end = head.find('\n');
        if (end == std::string_view::npos && !whole && !lines.empty()) {
            break;
        }
        std::string_view line = head.substr(0, end);
        line = line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
        if (!trim(line).empty()) {
            lines.push_back(line);
        }
        head = end == std::string_view::npos ? std::string_view() : head.substr(end + 1);
    }
    return lines;
}

/// Lines are joined where the format cuts them in parts and the head does not speak against it.
Recognition withParts(const DocumentFormat& format, std::string_view head, bool whole,
                      Recognition found)
{
    if (!format.parts || found.framing != Framing::Lines) {
        return found;
    }
    codec::LinePartReader::PartOf partOf = partsOf(format);
    const auto ends = [&partOf](std::string_view line) {
        const auto part = partOf(line);
        return part && !part->goesOn;
    };
    // Where the text itself tells whether it goes on, it never says so after somebody took the line
    // ends away.
    const bool told = format.parts->mark != format.parts->text
        || std::ranges::any_of(firstLines(head, whole), ends);
    if (told) {
        found.framing = Framing::Parts;
        found.partOf = std::move(partOf);
    }
    return found;
}

Recognition recogniseJson(const DocumentFormat& format, std::string_view head, bool whole)
{
    const JsonHead json = lookAtJson(head, whole);
    const auto top = std::ranges::find(format.paths, "$");
    const bool atTop = top != format.paths.end();
    if (json.shape == JsonHead::Shape::NotJson) {
        return {};
    }
    // An answer of an interface is one line, too: what is in its array is not at the top.
    const bool wrapped = std::ranges::any_of(
        format.paths, [&json](const std::string& path) { return path != "$" && json.has(path); });
    if (json.shape == JsonHead::Shape::Lines || json.shape == JsonHead::Shape::Array) {
        if (atTop && !wrapped && holds(format.recognise, keyNames(json, ""))) {
            const bool lines = json.shape == JsonHead::Shape::Lines;
            Recognition found = recognised(format, lines ? Framing::Lines : Framing::Elements,
                                           "keys of the first object");
            found.arrayPaths = {"$"};
            return found;
        }
    }
    if (json.shape == JsonHead::Shape::Array) {
        return {};
    }
    for (const std::string& path : format.paths) {
        if (path != "$" && holds(format.recognise, keyNames(json, path))) {
            Recognition found =
                recognised(format, Framing::Elements, "keys of the objects in " + path);
            // Whether they are there cannot be told from the head: an array before may be long.
            found.arrayPaths = format.beside;
            found.arrayPaths.insert(found.arrayPaths.begin(), path);
            return found;
        }
    }
    const bool single = json.shape == JsonHead::Shape::Document && atTop
        && holds(format.recognise, keyNames(json, ""));
    return single ? recognised(format, Framing::Documents, "keys of the first object")
                  : Recognition {};
}

Recognition recogniseTable(const DocumentFormat& format, std::string_view head)
{
    const std::string_view text = trim(head);
    if (text.starts_with('{') || text.starts_with('[')) {
        return {};
    }
    const std::string_view delimiters = format.reads(Writing::Table) ? ",;\t|" : "\t";
    for (const char delimiter : delimiters) {
        std::vector<std::string> columns = columnsOfTable(head, delimiter);
        Names names;
        for (const std::string& column : columns) {
            names.insert(foldName(column));
        }
        if (columns.size() > 1 && holds(format.recognise, names)) {
            Recognition found = recognised(format, Framing::Rows, "columns of the header");
            found.columns = std::move(columns);
            found.delimiter = delimiter;
            return found;
        }
    }
    return {};
}

Recognition recognisePairs(const DocumentFormat& format, std::string_view head, bool whole)
{
    codec::LogfmtReader reader;
    for (const std::string_view line : firstLines(head, whole)) {
        if (!reader.parse(line)) {
            continue;
        }
        Names names;
        for (const codec::LogfmtPair& pair : reader.pairs()) {
            if (!pair.alone) {
                names.insert(foldName(pair.key));
            }
        }
        if (holds(format.recognise, names)) {
            return recognised(format, Framing::Lines, "key=value pairs in the first lines");
        }
    }
    return {};
}

/// At least half of the lines must fit the pattern; where it takes several lines, the first or the
/// second, and one in ten.
Recognition recogniseText(const DocumentFormat& format, std::string_view head, bool whole)
{
    const std::vector<std::string_view> lines = firstLines(head, whole);
    std::size_t fitting = 0;
    std::size_t firstFitting = lines.size();
    std::string plain;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (format.pattern->matchBegin(withoutColours(lines[i], plain), {})) {
            ++fitting;
            firstFitting = std::min(firstFitting, i);
        }
    }
    const bool fits = format.multiline ? fitting * 10 >= lines.size() && firstFitting < 2
                                       : fitting * 2 >= lines.size();
    if (fitting == 0 || !fits) {
        return {};
    }
    Recognition found = recognised(format, format.multiline ? Framing::Groups : Framing::Lines,
                                   "the pattern of its lines");
    if (format.multiline) {
        found.beginsRecord = [pattern = *format.pattern,
                              plain = std::string()](std::string_view line) mutable {
            return pattern.matchBegin(withoutColours(line, plain), {});
        };
    }
    return found;
}

/// At least half of the lines must have all columns, with values that fit.
Recognition recogniseColumns(const DocumentFormat& format, std::string_view head, bool whole)
{
    const auto fits = [&format](std::string_view line) {
        const std::vector<std::string_view> fields = split(line, '\t');
        return fields.size() == format.columns.size()
            && std::ranges::all_of(format.recognise.values, [&](const auto& value) {
                   const auto column = std::ranges::find(format.columns, value.first);
                   return value.second.found(
                       fields[static_cast<std::size_t>(column - format.columns.begin())]);
               });
    };
    const std::vector<std::string_view> lines = firstLines(head, whole);
    const auto fitting = static_cast<std::size_t>(std::ranges::count_if(lines, fits));
    return fitting > 0 && fitting * 2 >= lines.size()
        ? recognised(format, Framing::Lines,
                     std::to_string(format.columns.size()) + " columns and what stands in them")
        : Recognition {};
}

} // namespace

std::vector<std::string> columnsOfTable(std::string_view head, char delimiter)
{
    const codec::CsvDialect dialect {delimiter, '"'};
    const std::unique_ptr<codec::ByteSource> source =
        codec::memorySource(std::string(head.substr(0, 64 << 10)));
    codec::CsvReader reader(*source, {.dialect = dialect, .windowBytes = kHeaderWindowBytes});
    codec::CsvRow row(dialect);
    auto frame = reader.next();
    while (frame.ok() && *frame && trim((*frame)->text).empty()) {
        frame = reader.next();
    }
    if (!frame.ok() || !*frame || !row.parse((*frame)->text)) {
        return {};
    }
    std::vector<std::string> columns;
    std::map<std::string, int> seen;
    for (const std::string_view field : row.fields()) {
        std::string name = repairUtf8(trim(field));
        if (name.empty()) {
            name = "column." + std::to_string(columns.size() + 1);
        }
        const int times = ++seen[name];
        columns.push_back(times == 1 ? name : name + '.' + std::to_string(times));
    }
    return columns.size() <= kMostColumns ? columns : std::vector<std::string>();
}

Recognition recogniseDocument(const DocumentFormat& format, std::string_view head, bool whole)
{
    if (!format.columns.empty()) {
        return recogniseColumns(format, head, whole);
    }
    if (format.reads(Writing::Text)) {
        return withParts(format, head, whole, recogniseText(format, head, whole));
    }
    if (format.reads(Writing::Pairs)) {
        return recognisePairs(format, head, whole);
    }
    if (format.reads(Writing::Json)) {
        if (Recognition found = recogniseJson(format, head, whole); found.confidence > 0) {
            return withParts(format, head, whole, std::move(found));
        }
    }
    const bool table = format.reads(Writing::Table) || format.reads(Writing::TabTable);
    return table ? recogniseTable(format, head) : Recognition {};
}

} // namespace throughline::ingest
