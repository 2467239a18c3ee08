#include "models/store/sql/record_columns.h"

#include "models/domain/record.h"

#include <array>
#include <vector>

namespace throughline::store {

namespace {

namespace key = domain::key;
using enum RecordFact;

constexpr std::string_view kText = "TEXT";
constexpr std::string_view kInteger = "INTEGER";
constexpr std::string_view kReal = "REAL";

struct FieldColumn
{
    std::string_view name;
    std::string_view type;
    std::string_view field;
};

constexpr std::array kFirst {
    RecordColumn {"id", kText, Id, {}, "id of the record, as lineage takes it"},
    RecordColumn {"time_ns", kInteger, TimeNs, {}, "moment in nanoseconds since 1970, UTC"},
    RecordColumn {"time", kText, Time, {}, "the same as RFC 3339"},
    RecordColumn {"name", kText, Name, {}, "name of the event, operation or metric"},
    RecordColumn {"session", kText, Session, {}, "session, those cut by Throughline included"},
    RecordColumn {"user", kText, User, {}, "user, known or before login"},
    RecordColumn {"account", kText, Account, {}, "organisation or customer account"},
    RecordColumn {"trace_id", kText, Trace, {}, "trace, 32 hexadecimal digits"},
};

constexpr std::array kLast {
    RecordColumn {"file", kText, File, {}, "the file it came from"},
    RecordColumn {"line", kInteger, Line, {}, "its line there"},
    RecordColumn {"record", kText, Record, {}, "all fields as JSON"},
};

constexpr std::array kShared {
    FieldColumn {"span_id", kText, key::kSpanId},
    FieldColumn {"correlation_id", kText, "correlation.id"},
    FieldColumn {"service", kText, key::kServiceName},
    FieldColumn {"version", kText, key::kServiceVersion},
    FieldColumn {"environment", kText, key::kEnvironment},
};

constexpr std::array kEvent {
    FieldColumn {"plan", kText, key::kPlan},
    FieldColumn {"device", kText, key::kDevice},
    FieldColumn {"country", kText, key::kCountry},
    FieldColumn {"url_path", kText, key::kUrlPath},
    FieldColumn {"duration_ns", kInteger, key::kDuration},
    FieldColumn {"revenue", kReal, key::kRevenue},
    FieldColumn {"currency", kText, key::kCurrency},
    FieldColumn {"severity", kInteger, key::kSeverity},
    FieldColumn {"exception_type", kText, key::kExceptionType},
    FieldColumn {"exception_message", kText, key::kExceptionMessage},
};

constexpr std::array kLog {
    FieldColumn {"severity", kInteger, key::kSeverity},
    FieldColumn {"severity_text", kText, key::kSeverityText},
    FieldColumn {"body", kText, key::kBody},
    FieldColumn {"exception_type", kText, key::kExceptionType},
    FieldColumn {"exception_message", kText, key::kExceptionMessage},
    FieldColumn {"exception_stacktrace", kText, key::kExceptionStack},
};

constexpr std::array kSpan {
    FieldColumn {"parent_span_id", kText, key::kParentSpanId},
    FieldColumn {"kind", kText, key::kSpanKind},
    FieldColumn {"status", kText, key::kSpanStatus},
    FieldColumn {"status_message", kText, key::kSpanStatusMessage},
    FieldColumn {"duration_ns", kInteger, key::kDuration},
    FieldColumn {"http_method", kText, "http.request.method"},
    FieldColumn {"http_route", kText, "http.route"},
    FieldColumn {"http_status", kInteger, "http.response.status_code"},
    FieldColumn {"events", kText, key::kSpanEvents},
    FieldColumn {"links", kText, key::kSpanLinks},
};

constexpr std::array kMetric {
    FieldColumn {"value", kReal, "metric.value"},
    FieldColumn {"unit", kText, "metric.unit"},
    FieldColumn {"type", kText, "metric.type"},
};

template<typename Fields>
std::vector<RecordColumn> columnsWith(const Fields& own)
{
    std::vector<RecordColumn> columns(kFirst.begin(), kFirst.end());
    const auto add = [&columns](const FieldColumn& field) {
        const domain::FieldInfo* info = domain::findField(field.field);
        columns.push_back({field.name, field.type, Field, field.field,
                           info != nullptr ? info->description : std::string_view()});
    };
    for (const FieldColumn& field : kShared) {
        add(field);
    }
    for (const FieldColumn& field : own) {
        add(field);
    }
    columns.insert(columns.end(), kLast.begin(), kLast.end());
    return columns;
}

} // namespace

std::span<const RecordColumn> recordColumns(domain::Signal signal)
{
    static const std::vector<RecordColumn> event = columnsWith(kEvent);
    static const std::vector<RecordColumn> log = columnsWith(kLog);
    static const std::vector<RecordColumn> span = columnsWith(kSpan);
    static const std::vector<RecordColumn> metric = columnsWith(kMetric);
    switch (signal) {
    case domain::Signal::Event:
        return event;
    case domain::Signal::Log:
        return log;
    case domain::Signal::Span:
        return span;
    case domain::Signal::Metric:
        return metric;
    case domain::Signal::Ticket:
        break;
    }
    return {};
}

std::string_view recordTableDescription(domain::Signal signal)
{
    switch (signal) {
    case domain::Signal::Event:
        return "what users did or saw in the product";
    case domain::Signal::Log:
        return "log lines";
    case domain::Signal::Span:
        return "operations of traces";
    case domain::Signal::Metric:
        return "measured values";
    case domain::Signal::Ticket:
        break;
    }
    return {};
}

} // namespace throughline::store
