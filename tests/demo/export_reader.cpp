#include "tests/demo/export_reader.h"

#include "models/base/text.h"
#include "models/base/time_parse.h"
#include "models/codec/line_reader.h"
#include "models/codec/open_source.h"
#include "models/demo/demo.h"

#include <QTemporaryDir>

#include <functional>

namespace throughline::demo::test {

namespace {

using nlohmann::json;

constexpr std::array<const char*, 5> kSteps {"view_products", "add_to_cart", "view_checkout",
                                             "payment_submit", "payment_success"};

void forEachLine(const std::filesystem::path& path, ReadExports& exports,
                 const std::function<void(const json&)>& visit)
{
    auto opened = codec::openSource(path);
    if (!opened.ok()) {
        ++exports.badLines;
        return;
    }
    codec::LineReader lines(*opened->text);
    while (true) {
        const auto frame = lines.next();
        if (!frame.ok()) {
            ++exports.badLines;
            return;
        }
        if (!*frame) {
            return;
        }
        const json line = json::parse((*frame)->text, nullptr, false);
        if (line.is_object()) {
            visit(line);
        } else {
            ++exports.badLines;
        }
    }
}

/// Objects within objects to dotted keys.
void flatten(const json& from, const std::string& prefix, json& into)
{
    for (const auto& [key, value] : from.items()) {
        if (value.is_object()) {
            flatten(value, prefix + key + '.', into);
        } else {
            into[prefix + key] = value;
        }
    }
}

std::string textOf(const json& record, const std::string& key)
{
    const auto found = record.find(key);
    return found != record.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint64_t lowHalf(const std::string& hex)
{
    return std::stoull(hex.substr(16), nullptr, 16);
}

std::int64_t timeOf(const json& record)
{
    const json& time = record.at("timestamp");
    if (time.is_number_integer()) {
        return time.get<std::int64_t>() * 1000;
    }
    // 2026-10-03T14:20:09.123Z
    const std::string text = time.get<std::string>();
    const auto part = [&](std::size_t at, std::size_t size) {
        return std::stoi(text.substr(at, size));
    };
    const CivilTime civil {.year = part(0, 4),
                           .month = part(5, 2),
                           .day = part(8, 2),
                           .hour = part(11, 2),
                           .minute = part(14, 2),
                           .second = part(17, 2),
                           .nanosecond = part(20, 3) * 1'000'000};
    return fromCivil(civil).ns / 1'000'000;
}

bool isMachine(const json& record)
{
    const std::string agent = toLowerAscii(textOf(record, "user_agent.original"));
    return record.contains("user_agent.synthetic.type") || agent.find("bot") != std::string::npos;
}

ReadSession& sessionOf(const json& record, ReadExports& exports)
{
    ReadSession& session = exports.sessions[textOf(record, "session.id")];
    constexpr std::array<const char*, 4> kCell {"plan.tier", "device.type", "geo.country.iso_code",
                                                "service.version"};
    for (std::size_t i = 0; i < kCell.size(); ++i) {
        if (session.cell[i].empty()) {
            session.cell[i] = textOf(record, kCell[i]);
        }
    }
    session.countries.insert(textOf(record, "geo.country.iso_code"));
    session.user = textOf(record, "user.id");
    session.account = textOf(record, "account.id");
    session.machine = session.machine || isMachine(record);
    return session;
}

void readClientRecord(const json& record, ReadExports& exports)
{
    ++exports.clientRecords;
    ReadSession& session = sessionOf(record, exports);
    const std::int64_t time = timeOf(record);
    if (record.contains("exception.type")) {
        ++exports.clientErrors;
        const std::string type = textOf(record, "exception.type");
        exports.exceptions.push_back({.type = type,
                                      .message = textOf(record, "exception.message"),
                                      .stack = textOf(record, "exception.stacktrace"),
                                      .session = textOf(record, "session.id"),
                                      .timeMs = time});
        ++session.errors[type];
        const auto first = session.firstError.emplace(type, time).first;
        first->second = std::min(first->second, time);
        return;
    }
    ReadEvent event {
        .timeMs = time, .name = textOf(record, "event.name"), .target = textOf(record, "target")};
    if (record.contains("trace_id")) {
        event.traceLow = lowHalf(textOf(record, "trace_id"));
        event.durationMs = record.at("duration_ms").get<std::int64_t>();
    } else if (record.contains("dd.trace_id")) {
        event.traceLow = std::stoull(textOf(record, "dd.trace_id"));
    }
    if (event.traceLow != 0) {
        exports.sessionOfTrace[event.traceLow] = textOf(record, "session.id");
    }
    if (const std::string order = textOf(record, "order.id"); !order.empty()) {
        session.orders.push_back(order);
    }
    session.events.push_back(std::move(event));
}

json attributesOf(const json& item)
{
    json flat = json::object();
    for (const json& attribute : item.at("attributes")) {
        flat[attribute.at("key").get<std::string>()] = attribute.at("value").begin().value();
    }
    return flat;
}

void readException(const json& attributes, const json& owner, std::int64_t timeNs, bool inSpan,
                   ReadExports& exports)
{
    if (attributes.contains("exception.type")) {
        exports.exceptions.push_back({.type = textOf(attributes, "exception.type"),
                                      .message = textOf(attributes, "exception.message"),
                                      .stack = textOf(attributes, "exception.stacktrace"),
                                      .traceId = textOf(owner, "traceId"),
                                      .spanId = textOf(owner, "spanId"),
                                      .timeMs = timeNs / 1'000'000,
                                      .inSpan = inSpan});
    }
}

void readTraceRequest(const json& line, ReadExports& exports)
{
    ++exports.traces;
    for (const json& resource : line.at("resourceSpans")) {
        for (const json& span : resource.at("scopeSpans").at(0).at("spans")) {
            ++exports.spans;
            const std::int64_t start = std::stoll(span.at("startTimeUnixNano").get<std::string>());
            const std::int64_t end = std::stoll(span.at("endTimeUnixNano").get<std::string>());
            exports.badLines += start <= end ? 0 : 1;
            if (!span.contains("parentSpanId")) {
                exports.roots[lowHalf(textOf(span, "traceId"))] = {start, end};
            }
            if (span.contains("events")) {
                readException(attributesOf(span.at("events").at(0)), span, end, true, exports);
            }
        }
    }
}

void readLogsRequest(const json& line, ReadExports& exports)
{
    for (const json& resource : line.at("resourceLogs")) {
        for (const json& log : resource.at("scopeLogs").at(0).at("logRecords")) {
            ++exports.logs;
            exports.logBodies.push_back(textOf(log.at("body"), "stringValue"));
            readException(attributesOf(log), log,
                          std::stoll(log.at("timeUnixNano").get<std::string>()), false, exports);
        }
    }
}

/// One throw may stand in a log and in a span: the same trace, span, type and message.
void linkBackendErrors(ReadExports& exports)
{
    std::set<std::array<std::string, 4>> seen;
    for (const ReadException& exception : exports.exceptions) {
        if (exception.traceId.empty()
            || !seen.insert(
                        {exception.traceId, exception.spanId, exception.type, exception.message})
                    .second) {
            continue;
        }
        const auto carrier = exports.sessionOfTrace.find(lowHalf(exception.traceId));
        if (carrier == exports.sessionOfTrace.end()) {
            continue;
        }
        ReadSession& session = exports.sessions[carrier->second];
        ++session.errors[exception.type];
        for (const ReadEvent& event : session.events) {
            if (event.traceLow == carrier->first) {
                const auto first = session.firstError.emplace(exception.type, event.timeMs).first;
                first->second = std::min(first->second, event.timeMs);
            }
        }
    }
}

/// Every start, every later step at its earliest time, the longest run wins.
void climbFunnel(ReadSession& session)
{
    constexpr std::int64_t kWindowMs = 1'800'000;
    std::array<std::vector<std::int64_t>, kSteps.size()> times;
    for (const ReadEvent& event : session.events) {
        for (std::size_t step = 0; step < kSteps.size(); ++step) {
            if (event.name == kSteps[step]) {
                times[step].push_back(event.timeMs);
            }
        }
    }
    for (const std::int64_t start : times[0]) {
        std::vector<std::int64_t> reached {start};
        for (std::size_t step = 1; step < kSteps.size() && reached.size() == step; ++step) {
            std::int64_t best = start + kWindowMs + 1;
            for (const std::int64_t time : times[step]) {
                best = time >= reached.back() ? std::min(best, time) : best;
            }
            if (best <= start + kWindowMs) {
                reached.push_back(best);
            }
        }
        if (reached.size() > session.reached.size()) {
            session.reached = reached;
        }
    }
}

void readClientFile(const std::filesystem::path& path, ReadExports& exports)
{
    constexpr std::int64_t kTenMinutesMs = 600'000;
    std::int64_t latest = 0;
    forEachLine(path, exports, [&](const json& line) {
        json nested = json::object();
        const bool isFlat = line.contains("session.id");
        if (!isFlat) {
            flatten(line, "", nested);
        }
        const json& flat = isFlat ? line : nested;
        readClientRecord(flat, exports);
        const std::int64_t time = timeOf(flat);
        exports.timeInversions += time < latest - kTenMinutesMs ? 1 : 0;
        latest = std::max(latest, time);
    });
}

} // namespace

const nlohmann::json& ReadExports::error(const std::string& type) const
{
    for (const json& error : truth.at("errors")) {
        if (error.at("type") == type) {
            return error;
        }
    }
    qFatal("the truth knows no %s", type.c_str());
}

ReadExports readExports(const std::filesystem::path& folder)
{
    ReadExports exports;
    const std::filesystem::path files = folder / "exports";
    readClientFile(files / "frontend-events.ndjson.gz", exports);
    readClientFile(files / "mobile-events.ndjson", exports);
    forEachLine(files / "backend-traces.otlp.jsonl.zst", exports,
                [&](const json& line) { readTraceRequest(line, exports); });
    forEachLine(files / "backend-logs.otlp.jsonl", exports,
                [&](const json& line) { readLogsRequest(line, exports); });
    forEachLine(files / "tickets.ndjson", exports,
                [&](const json& line) { exports.tickets.push_back(line); });
    linkBackendErrors(exports);
    for (auto& [id, session] : exports.sessions) {
        climbFunnel(session);
    }
    const auto truth = codec::openSource(folder / "truth.json");
    std::string text;
    if (truth.ok()) {
        std::array<char, 4096> part {};
        while (const std::size_t size = truth.value().text->read(part).valueOr(0)) {
            text.append(part.data(), size);
        }
    }
    exports.truth = json::parse(text, nullptr, false);
    return exports;
}

const ReadExports& standardExports()
{
    static const ReadExports exports = [] {
        const QTemporaryDir folder;
        const std::filesystem::path path = folder.path().toStdString();
        const auto made = writeDemo({.folder = path});
        return made.ok() ? readExports(path) : ReadExports {};
    }();
    return exports;
}

} // namespace throughline::demo::test
