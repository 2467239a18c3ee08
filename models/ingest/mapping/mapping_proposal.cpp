#include "models/ingest/mapping/mapping_proposal.h"

#include "models/domain/field.h"
#include "models/ingest/formats/document_format.h"
#include "models/ingest/mapping/column_values.h"
#include "models/ingest/mapping/time_forms.h"

#include <algorithm>
#include <array>
#include <set>

namespace throughline::ingest {

namespace {

using domain::ColumnMapping;
using domain::Mapping;
using domain::Signal;
namespace meaning = domain::meaning;

constexpr double kLeast = 0.5;
constexpr std::size_t kSamples = 3;

struct Word
{
    std::string_view name; ///< folded
    std::string_view meaning;
    double confidence;
};

/// Words people use for columns, beside the canonical names and their aliases.
constexpr std::array kWords {
    Word {"timestamp", "time", 0.9},
    Word {"time", "time", 0.8},
    Word {"ts", "time", 0.8},
    Word {"datetime", "time", 0.85},
    Word {"date", "time", 0.6},
    Word {"when", "time", 0.6},
    Word {"occurredat", "time", 0.85},
    Word {"occurred", "time", 0.7},
    Word {"eventtime", "time", 0.9},
    Word {"eventtimestamp", "time", 0.9},
    Word {"createdat", "time", 0.75},
    Word {"created", "time", 0.7},
    Word {"opened", "time", 0.6},
    Word {"openedat", "time", 0.7},
    Word {"reportedat", "time", 0.7},
    Word {"loggedat", "time", 0.8},
    Word {"receivedat", "time", 0.55},
    Word {"start", "time", 0.7},
    Word {"starttime", "time", 0.85},
    Word {"startedat", "time", 0.8},
    Word {"end", "end", 0.7},
    Word {"endtime", "end", 0.85},
    Word {"endedat", "end", 0.8},
    Word {"finishedat", "end", 0.8},
    Word {"what", "event.name", 0.55},
    Word {"action", "event.name", 0.75},
    Word {"activity", "event.name", 0.75},
    Word {"eventtype", "event.name", 0.8},
    Word {"eventname", "event.name", 0.95},
    Word {"interaction", "event.name", 0.6},
    Word {"step", "event.name", 0.5},
    Word {"session", "session.id", 0.85},
    Word {"sid", "session.id", 0.75},
    Word {"visit", "session.id", 0.6},
    Word {"visitid", "session.id", 0.8},
    Word {"sessionuuid", "session.id", 0.85},
    Word {"sessionkey", "session.id", 0.75},
    Word {"who", "user.id", 0.6},
    Word {"user", "user.id", 0.75},
    Word {"uid", "user.id", 0.8},
    Word {"userid", "user.id", 0.95},
    Word {"customer", "user.id", 0.6},
    Word {"customerid", "user.id", 0.8},
    Word {"memberid", "user.id", 0.7},
    Word {"visitor", "enduser.pseudo.id", 0.6},
    Word {"visitorid", "enduser.pseudo.id", 0.8},
    Word {"account", "account.id", 0.75},
    Word {"company", "account.id", 0.6},
    Word {"companyid", "account.id", 0.75},
    Word {"org", "account.id", 0.65},
    Word {"organization", "account.id", 0.65},
    Word {"organisation", "account.id", 0.65},
    Word {"tenant", "account.id", 0.7},
    Word {"workspace", "account.id", 0.6},
    Word {"workspaceid", "account.id", 0.7},
    Word {"page", "url.path", 0.6},
    Word {"path", "url.path", 0.7},
    Word {"screen", "url.path", 0.5},
    Word {"url", "url.full", 0.8},
    Word {"link", "url.full", 0.5},
    Word {"pageurl", "url.full", 0.85},
    Word {"text", "body", 0.6},
    Word {"description", "body", 0.7},
    Word {"comment", "body", 0.6},
    Word {"details", "body", 0.55},
    Word {"detail", "body", 0.5},
    Word {"note", "body", 0.5},
    Word {"feedback", "body", 0.6},
    Word {"log", "body", 0.55},
    Word {"error", "exception.message", 0.6},
    Word {"err", "exception.message", 0.6},
    Word {"errormessage", "exception.message", 0.85},
    Word {"errormsg", "exception.message", 0.85},
    Word {"exception", "exception.message", 0.6},
    Word {"errorclass", "exception.type", 0.85},
    Word {"errorname", "exception.type", 0.75},
    Word {"exceptionclass", "exception.type", 0.9},
    Word {"stack", "exception.stacktrace", 0.85},
    Word {"stacktrace", "exception.stacktrace", 0.95},
    Word {"backtrace", "exception.stacktrace", 0.85},
    Word {"loglevel", "severity_text", 0.9},
    Word {"svc", "service.name", 0.8},
    Word {"application", "service.name", 0.6},
    Word {"app", "service.name", 0.55},
    Word {"component", "service.name", 0.5},
    Word {"version", "service.version", 0.6},
    Word {"release", "service.version", 0.7},
    Word {"appversion", "service.version", 0.9},
    Word {"tier", "plan.tier", 0.7},
    Word {"subscription", "plan.tier", 0.6},
    Word {"planname", "plan.tier", 0.75},
    Word {"devicetype", "device.type", 0.95},
    Word {"platform", "device.type", 0.5},
    Word {"country", "geo.country.iso_code", 0.75},
    Word {"cur", "currency", 0.6},
    Word {"trace", "trace_id", 0.7},
    Word {"countrycode", "geo.country.iso_code", 0.9},
    Word {"email", "user.email", 0.9},
    Word {"mail", "user.email", 0.8},
    Word {"useremail", "user.email", 0.95},
    Word {"requesteremail", "user.email", 0.9},
    Word {"ip", "client.address", 0.8},
    Word {"ipaddress", "client.address", 0.9},
    Word {"clientip", "client.address", 0.9},
    Word {"ua", "user_agent.original", 0.7},
    Word {"useragent", "user_agent.original", 0.95},
    Word {"method", "http.request.method", 0.7},
    Word {"httpstatus", "http.response.status_code", 0.9},
    Word {"statuscode", "http.response.status_code", 0.85},
    Word {"responsecode", "http.response.status_code", 0.75},
    Word {"endpoint", "http.route", 0.6},
    Word {"route", "http.route", 0.7},
    Word {"cost", "revenue", 0.5},
    Word {"total", "revenue", 0.6},
    Word {"price", "revenue", 0.55},
    Word {"amount", "revenue", 0.7},
    Word {"ordertotal", "revenue", 0.85},
    Word {"traceid", "trace_id", 0.97},
    Word {"spanid", "span_id", 0.97},
    Word {"parentid", "parent_span_id", 0.6},
    Word {"parentspanid", "parent_span_id", 0.97},
    Word {"operation", "span.name", 0.7},
    Word {"operationname", "span.name", 0.85},
    Word {"requestid", "correlation.id", 0.8},
    Word {"correlationid", "correlation.id", 0.95},
    Word {"metric", "metric.name", 0.7},
    Word {"metricname", "metric.name", 0.95},
    Word {"metricvalue", "metric.value", 0.95},
    Word {"unit", "metric.unit", 0.5},
    Word {"ticket", "ticket.id", 0.8},
    Word {"ticketid", "ticket.id", 0.97},
    Word {"ticketnumber", "ticket.id", 0.9},
    Word {"caseid", "ticket.id", 0.85},
    Word {"casenumber", "ticket.id", 0.85},
    Word {"case", "ticket.id", 0.6},
    Word {"issuekey", "ticket.id", 0.8},
    Word {"conversationid", "ticket.id", 0.7},
    Word {"subject", "ticket.topic", 0.85},
    Word {"topic", "ticket.topic", 0.7},
    Word {"priority", "ticket.severity", 0.75},
    Word {"urgency", "ticket.severity", 0.75},
    Word {"ticketstatus", "ticket.status", 0.9},
    Word {"labels", "ticket.labels", 0.6},
    Word {"tags", "ticket.labels", 0.6},
};

struct Guess
{
    std::size_t column = 0;
    std::string meaning;
    double confidence = 0;
    std::string reason;
};

/// What the name alone says, for the whole dotted name and, less surely, for its last part.
void addNameGuesses(std::size_t column, const std::string& name, std::vector<Guess>& guesses)
{
    constexpr double kLastPart = 0.8;
    const std::size_t point = name.rfind('.');
    const bool nested = point != std::string::npos && point + 1 < name.size();
    for (const bool last : {false, true}) {
        if (last && !nested) {
            continue;
        }
        const std::string part = last ? name.substr(point + 1) : name;
        const double weight = last ? kLastPart : 1;
        const std::string folded = foldName(part);
        for (const Word& word : kWords) {
            if (word.name == folded) {
                guesses.push_back(
                    {column, std::string(word.meaning), word.confidence * weight, "name"});
            }
        }
        if (const domain::FieldInfo* field = domain::findField(part)) {
            const double sure = field->name == part ? 0.97 : 0.85;
            guesses.push_back({column, std::string(field->name), sure * weight, "name"});
        }
    }
}

/// What a name promises its values have to keep.
void checkValues(Guess& guess, const std::vector<std::string>& values)
{
    const ValueVerdict verdict = judgeValues(guess.meaning, values);
    if (values.empty()) {
        guess.confidence *= 0.6;
        return;
    }
    constexpr double kContradicted = 0.3;
    if (verdict.share < 0.5) {
        guess.confidence *= kContradicted * (0.5 + verdict.share);
        return;
    }
    guess.confidence *= 0.5 + verdict.share / 2;
    if (verdict.evidence > 0.1) {
        guess.confidence = 1 - (1 - guess.confidence) * (1 - verdict.evidence);
        guess.reason = "name and values";
    }
}

void addValueGuesses(std::size_t column, const std::vector<std::string>& values,
                     std::vector<Guess>& guesses)
{
    constexpr std::size_t kEnough = 2;
    if (values.size() < kEnough) {
        return;
    }
    for (const std::string_view wanted : tellingMeanings()) {
        const ValueVerdict verdict = judgeValues(wanted, values);
        if (verdict.share > 0.9 && verdict.evidence >= kLeast) {
            guesses.push_back({column, std::string(wanted), verdict.evidence, "values"});
        }
    }
}

std::vector<std::string> firstDifferent(const std::vector<std::string>& values)
{
    std::vector<std::string> samples;
    for (const std::string& value : values) {
        if (samples.size() < kSamples && std::ranges::find(samples, value) == samples.end()) {
            samples.push_back(value);
        }
    }
    return samples;
}

bool has(const Mapping& mapping, std::string_view wanted)
{
    return std::ranges::any_of(mapping.columns, [wanted](const ColumnMapping& column) {
        return column.meaning == wanted;
    });
}

/// A ticket's id often stands under a bare "id", which means nothing elsewhere.
void fillTicketId(Mapping& mapping)
{
    if (mapping.signal != Signal::Ticket || has(mapping, "ticket.id")) {
        return;
    }
    for (ColumnMapping& column : mapping.columns) {
        const std::string folded = foldName(column.column);
        if (column.meaning == meaning::kKeep
            && (folded == "id" || folded == "key" || folded == "number")) {
            column.meaning = "ticket.id";
            column.confidence = 0.7;
            column.reason = "name";
            return;
        }
    }
}

} // namespace

Signal signalOf(const Mapping& mapping)
{
    if (has(mapping, "ticket.id") || has(mapping, "ticket.topic")) {
        return Signal::Ticket;
    }
    const bool ends = has(mapping, meaning::kEnd) || has(mapping, "duration_ns");
    if (has(mapping, "trace_id") && has(mapping, "span_id") && ends) {
        return Signal::Span;
    }
    if (has(mapping, "metric.name") && has(mapping, "metric.value")
        && !has(mapping, "event.name")) {
        return Signal::Metric;
    }
    return has(mapping, "event.name") ? Signal::Event : Signal::Log;
}

Mapping proposeMapping(const FileSample& sample, std::string name)
{
    std::vector<Guess> guesses;
    for (std::size_t i = 0; i < sample.columns.size(); ++i) {
        const ColumnSample& column = sample.columns[i];
        if (foldName(column.name).empty()) {
            continue; // no document can name it
        }
        const std::size_t first = guesses.size();
        addNameGuesses(i, column.name, guesses);
        for (std::size_t g = first; g < guesses.size(); ++g) {
            checkValues(guesses[g], column.values);
        }
        addValueGuesses(i, column.values, guesses);
    }
    std::ranges::stable_sort(guesses, std::ranges::greater(), &Guess::confidence);

    Mapping mapping;
    mapping.name = std::move(name);
    mapping.table = sample.table;
    mapping.path = sample.path;
    mapping.rows = sample.rows;
    for (const ColumnSample& column : sample.columns) {
        ColumnMapping& mapped = mapping.columns.emplace_back();
        mapped.column = column.name;
        mapped.meaning = meaning::kKeep;
        mapped.samples = firstDifferent(column.values);
        if (auto written = writtenTimes(column.values)) {
            mapped.timeForm = std::move(written->form);
            mapped.dayFirstUnsure = written->dayFirstUnsure;
        }
        mapped.filled = sample.rows == 0
            ? 0
            : std::min(
                1.0, static_cast<double>(column.values.size()) / static_cast<double>(sample.rows));
    }
    std::set<std::string, std::less<>> given;
    for (const Guess& guess : guesses) {
        ColumnMapping& column = mapping.columns[guess.column];
        if (guess.confidence >= kLeast && column.meaning == meaning::kKeep
            && given.insert(guess.meaning).second) {
            column.meaning = guess.meaning;
            column.confidence = guess.confidence;
            column.reason = guess.reason;
        }
    }
    mapping.signal = signalOf(mapping);
    fillTicketId(mapping);
    return mapping;
}

} // namespace throughline::ingest
