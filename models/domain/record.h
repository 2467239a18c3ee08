#pragma once

#include "models/base/time.h"
#include "models/domain/field.h"
#include "models/domain/signal.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::domain {

/// How a field's text is to be read.
enum class ValueKind : std::uint8_t
{
    Null,
    Boolean, ///< true or false
    Number, ///< a JSON number as written, never through a double
    Text, ///< the text itself, unescaped UTF-8
    Json ///< an array or object as JSON text
};

/// One named value of a record. Views into the buffer that made the record.
struct Field
{
    std::string_view key; ///< canonical name (session.id) or an attribute's own key, dotted
    std::string_view value;
    ValueKind kind = ValueKind::Text;
    /// A name for the key that costs nothing to compare: the same number, the same key. 0: has
    /// none. Where it has one, the key lives as long as the file is read that it comes from.
    std::uint32_t keyNumber = 0;
    /// A text that means the same between the quotes of a JSON string: without quotes, backslashes
    /// and control characters. False: not known.
    bool plain = false;

    bool operator==(const Field& other) const
    {
        return key == other.key && value == other.value && kind == other.kind;
    }
};

/// A number for a key, or a list of keys, that no other one of this process has. Thread-safe.
[[nodiscard]] std::uint32_t nextKeyNumber();

/// A record as every format delivers it and every block keeps it: a signal, a time and flat fields.
/// Fixed facts are fields with canonical names, so that filters, export and index speak of them
/// alike; the names each signal uses are in models/README.md. The views live as long as the buffer
/// behind the record, which is until the next record of the same reader.
struct Record
{
    Signal signal = Signal::Log;
    Timestamp time; ///< start of a span, moment of anything else
    std::vector<Field> fields; ///< no key twice
    /// A number as of nextKeyNumber() for its list of keys: the same number, the same keys in the
    /// same order. 0: has none.
    std::uint32_t keys = 0;

    /// The same number: the same values in all fields that are marked in both, among records of one
    /// file. 0: nothing is known.
    std::uint64_t refrain = 0;
    std::uint64_t repeated = 0; ///< a bit for each of the first 64 fields

    /// The field of this name, or nullptr. Linear.
    [[nodiscard]] const Field* find(std::string_view key) const;

    /// Its text, or an empty view.
    [[nodiscard]] std::string_view text(std::string_view key) const;
};

/// An owned name and value, for what is shown or kept beyond a record's life.
struct Attribute
{
    std::string key;
    std::string value;
    ValueKind kind = ValueKind::Text;

    bool operator==(const Attribute&) const = default;
};

using Attributes = std::vector<Attribute>;

/// The attribute's value, or an empty view.
[[nodiscard]] std::string_view valueOf(const Attributes& attributes, std::string_view key);

/// Names of fixed facts, one word per thing.
namespace key {
inline constexpr std::string_view kEventName = "event.name";
inline constexpr std::string_view kSessionId = "session.id";
inline constexpr std::string_view kUserId = "user.id";
inline constexpr std::string_view kPseudoUserId = "enduser.pseudo.id";
inline constexpr std::string_view kAccountId = "account.id";
inline constexpr std::string_view kTraceId = "trace_id";
inline constexpr std::string_view kSpanId = "span_id";
inline constexpr std::string_view kParentSpanId = "parent_span_id";
inline constexpr std::string_view kSpanName = "span.name";
inline constexpr std::string_view kSpanKind =
    "span.kind"; ///< internal server client producer consumer
inline constexpr std::string_view kSpanStatus = "span.status"; ///< unset ok error
inline constexpr std::string_view kSpanStatusMessage = "span.status_message";
inline constexpr std::string_view kSpanEvents =
    "span.events"; ///< JSON array: time, name, attributes
inline constexpr std::string_view kSpanLinks = "span.links"; ///< JSON array
inline constexpr std::string_view kDuration = "duration_ns"; ///< of a span, or of a client request
inline constexpr std::string_view kSeverity =
    "severity"; ///< OpenTelemetry severity number, 1 to 24
inline constexpr std::string_view kSeverityText = "severity_text"; ///< as the source wrote it
inline constexpr std::string_view kBody = "body"; ///< message of a log, text of a ticket
inline constexpr std::string_view kExceptionType = "exception.type";
inline constexpr std::string_view kExceptionMessage = "exception.message";
inline constexpr std::string_view kExceptionStack = "exception.stacktrace";
inline constexpr std::string_view kServiceName = "service.name";
inline constexpr std::string_view kServiceVersion = "service.version";
inline constexpr std::string_view kEnvironment = "deployment.environment.name";
inline constexpr std::string_view kPlan = "plan.tier";
inline constexpr std::string_view kDevice = "device.type";
inline constexpr std::string_view kCountry = "geo.country.iso_code";
inline constexpr std::string_view kUrlPath = "url.path";
inline constexpr std::string_view kSynthetic = "user_agent.synthetic.type";
inline constexpr std::string_view kUserAgent = "user_agent.original";
inline constexpr std::string_view kRevenue = "revenue";
inline constexpr std::string_view kCurrency = "currency";
inline constexpr std::string_view kTicketId = "ticket.id";
/// JSON array of ids quoted in a ticket's text, taken before redaction: "session:s_1".
inline constexpr std::string_view kQuotedIds = "ticket.quoted_ids";
inline constexpr std::string_view kMetricName = "metric.name";
} // namespace key

} // namespace throughline::domain
