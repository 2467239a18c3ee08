#include "models/domain/field.h"

#include "models/base/text.h"

#include <algorithm>
#include <array>
#include <vector>

namespace throughline::domain {

namespace {

using enum FieldKind;

// By name; a test checks the order.
constexpr std::array kFields {
    FieldInfo {"account.id", PersonId, false, "organisation or customer account"},
    FieldInfo {"app.build_id", Word, false, "build of the application"},
    FieldInfo {"app.channel", Word, true, "where the visit came from"},
    FieldInfo {"body", Text, false, "message of a log, text of a ticket"},
    FieldInfo {"browser.language", Word, true, "language the browser asks for"},
    FieldInfo {"browser.name", Word, true, "browser"},
    FieldInfo {"browser.platform", Word, true, "platform the browser reports"},
    FieldInfo {"browser.version", Word, false, "version of the browser"},
    FieldInfo {"client.address", Person, false, "network address of the client"},
    FieldInfo {"correlation.id", Id, false, "id shared by the records of one request"},
    FieldInfo {"currency", Word, false, "ISO 4217 code of the revenue"},
    FieldInfo {"deployment.environment.name", Word, true, "production, staging, test"},
    FieldInfo {"deployment.id", Id, false, "deployment"},
    FieldInfo {"device.id", PersonId, false, "device"},
    FieldInfo {"device.manufacturer", Word, true, "maker of the device"},
    FieldInfo {"device.model.identifier", Word, false, "model of the device, as a code"},
    FieldInfo {"device.model.name", Word, true, "model of the device"},
    FieldInfo {"device.type", Word, true,
               "desktop, mobile, tablet, tv, watch, console, bot or other"},
    FieldInfo {"duration_ns", Number, false, "length of a span or request in nanoseconds"},
    FieldInfo {"enduser.id", PersonId, false, "user, as OpenTelemetry's older convention names it"},
    FieldInfo {"enduser.pseudo.id", PersonId, false, "user before login"},
    FieldInfo {"error.type", Word, false, "class of the error"},
    FieldInfo {"event.id", Id, false, "the source's own id of the event"},
    FieldInfo {"event.name", Word, false, "name of the event"},
    FieldInfo {"exception.message", Text, false, "message of the exception"},
    FieldInfo {"exception.stacktrace", Text, false, "stack of the exception"},
    FieldInfo {"exception.type", Word, false, "class of the exception"},
    FieldInfo {"feature_flag.key", Word, false, "name of the flag"},
    FieldInfo {"feature_flag.provider.name", Word, false, "who decided the flag"},
    FieldInfo {"feature_flag.result.reason", Word, false, "why the flag was decided so"},
    FieldInfo {"feature_flag.result.variant", Word, true, "variant of the flag"},
    FieldInfo {"geo.continent.code", Word, true, "continent"},
    FieldInfo {"geo.country.iso_code", Word, true, "country, ISO 3166 alpha-2"},
    FieldInfo {"geo.locality.name", Word, false, "town"},
    FieldInfo {"geo.postal_code", Person, false, "postal code"},
    FieldInfo {"geo.region.iso_code", Word, true, "region, ISO 3166-2"},
    FieldInfo {"host.name", Word, false, "machine"},
    FieldInfo {"http.request.method", Word, false, "method of the request"},
    FieldInfo {"http.response.status_code", Number, false, "status of the response"},
    FieldInfo {"http.route", Word, false, "route the server matched"},
    FieldInfo {"metric.name", Word, false, "name of the metric"},
    FieldInfo {"metric.unit", Word, false, "unit of the metric"},
    FieldInfo {"metric.value", Number, false, "value of the metric"},
    FieldInfo {"os.name", Word, true, "operating system"},
    FieldInfo {"os.version", Word, false, "version of the operating system"},
    FieldInfo {"parent_span_id", Id, false, "parent operation"},
    FieldInfo {"plan.tier", Word, true, "plan the account pays for"},
    FieldInfo {"revenue", Number, false, "money of the event, as written"},
    FieldInfo {"sampling.rate", Number, false,
               "share of its kind that the source kept, above 0 up to 1"},
    FieldInfo {"server.address", Word, false, "host of the server"},
    FieldInfo {"service.instance.id", Id, false, "one running copy of the service"},
    FieldInfo {"service.name", Word, false, "service"},
    FieldInfo {"service.namespace", Word, false, "group of services"},
    FieldInfo {"service.peer.name", Word, false, "service called"},
    FieldInfo {"service.version", Word, true, "release of the service or frontend"},
    FieldInfo {"session.id", Id, false, "session"},
    FieldInfo {"session.previous_id", Id, false, "the session before"},
    FieldInfo {"severity", Number, false, "OpenTelemetry severity number, 1 to 24"},
    FieldInfo {"severity_text", Word, false, "severity as the source wrote it"},
    FieldInfo {"span.events", Text, false, "events of the operation"},
    FieldInfo {"span.kind", Word, false, "internal, server, client, producer or consumer"},
    FieldInfo {"span.links", Text, false, "operations this one points to"},
    FieldInfo {"span.name", Word, false, "name of the operation"},
    FieldInfo {"span.status", Word, false, "unset, ok or error"},
    FieldInfo {"span.status_message", Text, false, "why the operation failed"},
    FieldInfo {"span_id", Id, false, "operation"},
    FieldInfo {"ticket.id", Id, false, "support ticket"},
    FieldInfo {"ticket.kind", Word, false, "ticket or chat"},
    FieldInfo {"ticket.labels", Text, false, "labels of the ticket"},
    FieldInfo {"ticket.link_url", Url, false, "link the ticket carries"},
    FieldInfo {"ticket.severity", Word, false, "urgency of the ticket"},
    FieldInfo {"ticket.source", Word, false, "help desk the ticket comes from"},
    FieldInfo {"ticket.status", Word, false, "state of the ticket"},
    FieldInfo {"ticket.topic", Text, false, "subject of the ticket"},
    FieldInfo {"trace_id", Id, false, "trace"},
    FieldInfo {"url.fragment", Url, false, "part of the address behind #"},
    FieldInfo {"url.full", Url, false, "address"},
    FieldInfo {"url.path", Url, false, "path of the address"},
    FieldInfo {"url.query", Url, false, "query of the address"},
    FieldInfo {"url.scheme", Word, false, "scheme of the address"},
    FieldInfo {"url.template", Word, false, "path with its ids masked"},
    FieldInfo {"user.email", Person, false, "e-mail of the user"},
    FieldInfo {"user.full_name", Person, false, "name of the user"},
    FieldInfo {"user.hash", PersonId, false, "hash of the user's identity"},
    FieldInfo {"user.id", PersonId, false, "user"},
    FieldInfo {"user.name", Person, false, "login name of the user"},
    FieldInfo {"user.roles", Word, true, "roles of the user"},
    FieldInfo {"user_agent.original", Text, false, "user agent of the client"},
    FieldInfo {"user_agent.synthetic.type", Word, false, "bot or test"},
};

struct Alias
{
    std::string_view name;
    std::string_view canonical;
};

// Canonical names need no line here; case and separators are folded on both sides.
constexpr std::array kAliases {
    Alias {"app.version", "service.version"},
    Alias {"anonymous_id", "enduser.pseudo.id"},
    Alias {"amount", "revenue"},
    Alias {"$revenue", "revenue"},
    Alias {"client_ip", "client.address"},
    Alias {"country", "geo.country.iso_code"},
    Alias {"country_code", "geo.country.iso_code"},
    Alias {"_dd.agent_psr", "sampling.rate"},
    Alias {"_dd.rule_psr", "sampling.rate"},
    Alias {"_dd.span_id", "span_id"},
    Alias {"_dd.trace_id", "trace_id"},
    Alias {"dd.span_id", "span_id"},
    Alias {"dd.trace_id", "trace_id"},
    Alias {"deployment.environment", "deployment.environment.name"},
    Alias {"device", "device.type"},
    Alias {"browser", "browser.name"},
    Alias {"enduser.role", "user.roles"},
    Alias {"env", "deployment.environment.name"},
    Alias {"environment", "deployment.environment.name"},
    Alias {"event", "event.name"},
    Alias {"exception.stack_trace", "exception.stacktrace"},
    Alias {"feature_flag.evaluation.reason", "feature_flag.result.reason"},
    Alias {"feature_flag.provider_name", "feature_flag.provider.name"},
    Alias {"feature_flag.variant", "feature_flag.result.variant"},
    Alias {"geo.country", "geo.country.iso_code"},
    Alias {"geo.country_iso_code", "geo.country.iso_code"},
    Alias {"hostname", "host.name"},
    Alias {"http.client_ip", "client.address"},
    Alias {"http.host", "server.address"},
    Alias {"http.method", "http.request.method"},
    Alias {"http.scheme", "url.scheme"},
    Alias {"http.server_name", "server.address"},
    Alias {"http.status_code", "http.response.status_code"},
    Alias {"http.url", "url.full"},
    Alias {"http.user_agent", "user_agent.original"},
    Alias {"level", "severity_text"},
    Alias {"log.level", "severity_text"},
    Alias {"lvl", "severity_text"},
    Alias {"message", "body"},
    Alias {"msg", "body"},
    Alias {"order_total", "revenue"},
    Alias {"organization.id", "account.id"},
    Alias {"organisation.id", "account.id"},
    Alias {"org_id", "account.id"},
    Alias {"os", "os.name"},
    Alias {"otel.span_id", "span_id"},
    Alias {"otel.trace_id", "trace_id"},
    Alias {"peer.service", "service.peer.name"},
    Alias {"plan", "plan.tier"},
    Alias {"rum.session_id", "session.id"},
    Alias {"service", "service.name"},
    Alias {"severity_number", "severity"},
    Alias {"stack_trace", "exception.stacktrace"},
    Alias {"synthetic.type", "user_agent.synthetic.type"},
    Alias {"tenant.id", "account.id"},
    Alias {"user_agent", "user_agent.original"},
    Alias {"usr.anonymous_id", "enduser.pseudo.id"},
    Alias {"usr.email", "user.email"},
    Alias {"usr.id", "user.id"},
    Alias {"usr.name", "user.full_name"},
    Alias {"value", "revenue"},
    Alias {"x-correlation-id", "correlation.id"},
    Alias {"x-datadog-trace-id", "trace_id"},
};

/// Longer names than this are nobody's alias; folding stays on the stack.
constexpr std::size_t kLongestName = 48;

struct FoldedName
{
    std::array<char, kLongestName> bytes {};
    std::size_t size = 0;

    [[nodiscard]] std::string_view view() const { return {bytes.data(), size}; }
};

/// Lower case without separators; empty where the name is too long to be one of ours.
FoldedName fold(std::string_view name)
{
    FoldedName folded;
    if (name.size() > kLongestName) {
        return folded;
    }
    for (const char c : name) {
        if (c == '.' || c == '_' || c == '-' || c == ' ') {
            continue;
        }
        folded.bytes[folded.size++] = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return folded;
}

struct FoldedEntry
{
    FoldedName name;
    const FieldInfo* field = nullptr;
};

const FieldInfo* findExact(std::string_view name)
{
    const auto* found = std::ranges::lower_bound(kFields, name, {}, &FieldInfo::name);
    return found != kFields.end() && found->name == name ? found : nullptr;
}

std::vector<FoldedEntry> makeFoldedEntries()
{
    std::vector<FoldedEntry> entries;
    for (const FieldInfo& field : kFields) {
        entries.push_back({fold(field.name), &field});
    }
    for (const Alias& alias : kAliases) {
        entries.push_back({fold(alias.name), findExact(alias.canonical)});
    }
    std::ranges::sort(entries, {}, [](const FoldedEntry& entry) { return entry.name.view(); });
    return entries;
}

} // namespace

std::span<const FieldInfo> knownFields()
{
    return kFields;
}

const FieldInfo* findField(std::string_view nameOrAlias)
{
    if (const FieldInfo* exact = findExact(nameOrAlias)) {
        return exact;
    }
    static const std::vector<FoldedEntry> entries = makeFoldedEntries();
    const FoldedName folded = fold(nameOrAlias);
    const auto found = std::ranges::lower_bound(
        entries, folded.view(), {}, [](const FoldedEntry& entry) { return entry.name.view(); });
    const bool hit =
        folded.size > 0 && found != entries.end() && found->name.view() == folded.view();
    return hit ? found->field : nullptr;
}

std::string_view canonicalName(std::string_view nameOrAlias)
{
    const FieldInfo* field = findField(nameOrAlias);
    return field != nullptr ? field->name : nameOrAlias;
}

std::string_view canonicalName(std::string_view nameOrAlias, Signal signal)
{
    const bool money = equalsIgnoringAsciiCase(nameOrAlias, "value")
        || equalsIgnoringAsciiCase(nameOrAlias, "amount");
    return money && signal != Signal::Event ? nameOrAlias : canonicalName(nameOrAlias);
}

} // namespace throughline::domain
