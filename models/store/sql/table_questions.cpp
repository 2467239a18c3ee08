#include "models/store/sql/table_questions.h"

#include <string_view>

namespace throughline::store {

namespace {

constexpr std::string_view kSources =
    "select path, member, format, read, accepted, duplicates, rejected, bytes\n"
    "from source order by id";
constexpr std::string_view kAccount = "select kind, name, field, count from source_count\n"
                                      "where source = ?1 order by kind, count desc, name, field";
constexpr std::string_view kQuarantine = "select s.path, q.line, q.reason, q.detail, q.excerpt\n"
                                         "from quarantine q join source s on s.id = q.source\n"
                                         "order by q.source, q.line";
constexpr std::string_view kQuarantineOf = "select s.path, q.line, q.reason, q.detail, q.excerpt\n"
                                           "from quarantine q join source s on s.id = q.source\n"
                                           "where q.source = ?1 order by q.line";
constexpr std::string_view kLogs = "select time, severity_text, service, body from log\n"
                                   "where trace_id = ?1 order by time_ns, id";

/// A question is kept as text and asked without parameters; `value` is a number or hexadecimal
/// digits in quotes, never a text of others.
std::string with(std::string_view question, const std::string& value)
{
    constexpr std::string_view kPlace = "?1";
    std::string text(question);
    return text.replace(text.find(kPlace), kPlace.size(), value);
}

} // namespace

std::string sourcesQuestion()
{
    return std::string(kSources);
}

std::string accountQuestion(domain::SourceId source)
{
    return with(kAccount, std::to_string(source.value()));
}

std::string quarantineQuestion(std::optional<domain::SourceId> source)
{
    return source ? with(kQuarantineOf, std::to_string(source->value())) : std::string(kQuarantine);
}

std::string logsQuestion(const domain::TraceId& trace)
{
    return with(kLogs, '\'' + domain::toHex(trace) + '\'');
}

} // namespace throughline::store
