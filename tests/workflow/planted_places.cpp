#include "tests/workflow/planted_places.h"

#include "models/base/text.h"
#include "models/codec/json_writer.h"

#include <string_view>

namespace throughline::workflow::test {

namespace {

std::string jsonText(std::string_view text)
{
    std::string json;
    codec::appendJsonString(json, text);
    return json;
}

std::string event(int number, const std::string& members)
{
    return R"({"ts":)" + std::to_string(1'772'323'200'000 + number)
        + R"(,"event":"view","session.id":"s-)" + std::to_string(number) + "\"," + members + "}\n";
}

std::string percentEncoded(std::string_view text)
{
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (isAsciiLetter(c) || isAsciiDigit(c)) {
            encoded += c;
        } else {
            encoded += '%';
            encoded += kHex[byte >> 4U];
            encoded += kHex[byte & 15U];
        }
    }
    return encoded;
}

std::string otlp(int number, const std::string& spanMembers)
{
    const std::string id = std::to_string(100'000 + number);
    return R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeSpans":[{"spans":[{"traceId":"0af7651916cd43dd8448eb211c)"
        + id + R"(","spanId":"b7ad6b7169)" + id
        + R"(","name":"GET /","startTimeUnixNano":"1772323200000000000","endTimeUnixNano":"1772323201000000000",)"
        + spanMembers + "}]}]}]}\n";
}

std::string attributeOf(std::string_view key, const std::string& text)
{
    return "{\"key\":" + jsonText(key) + ",\"value\":{\"stringValue\":" + jsonText(text) + "}}";
}

} // namespace

const std::vector<Place>& places()
{
    using Text = const std::string&;
    static const std::vector<Place> list {
        {"message", [](Text t, int n) { return event(n, "\"msg\":" + jsonText("failed: " + t)); },
         "flat.ndjson"},
        {"exception message",
         [](Text t, int n) {
             return event(n, "\"exception.type\":\"E\",\"exception.message\":" + jsonText(t));
         },
         "flat.ndjson"},
        {"stack",
         [](Text t, int n) {
             return event(n,
                          "\"exception.type\":\"E\",\"exception.stacktrace\":"
                              + jsonText("E: " + t + "\n    at f (a.js:1:2)"));
         },
         "flat.ndjson"},
        {"stack local",
         [](Text t, int n) {
             return event(n, R"("frames":[{"function":"f","vars":{"x":)" + jsonText(t) + "}}]");
         },
         "flat.ndjson"},
        {"attribute", [](Text t, int n) { return event(n, "\"note\":" + jsonText(t)); },
         "flat.ndjson"},
        {"nested object",
         [](Text t, int n) { return event(n, R"("a":{"b":{"c":)" + jsonText(t) + "}}"); },
         "flat.ndjson"},
        {"array", [](Text t, int n) { return event(n, R"("list":["x",)" + jsonText(t) + "]"); },
         "flat.ndjson"},
        {"JSON in a string",
         [](Text t, int n) {
             return event(n, "\"payload\":" + jsonText("{\"a\":" + jsonText(t) + "}"));
         },
         "flat.ndjson"},
        {"JSON in a string in a string",
         [](Text t, int n) {
             return event(
                 n,
                 "\"payload\":"
                     + jsonText("{\"a\":" + jsonText("{\"b\":" + jsonText(t) + "}") + "}"));
         },
         "flat.ndjson"},
        {"key of an object",
         [](Text t, int n) { return event(n, "\"map\":{" + jsonText(t) + ":1}"); }, "flat.ndjson"},
        {"address",
         [](Text t, int n) {
             return event(n,
                          "\"url.full\":" + jsonText("https://x.example/a?q=" + percentEncoded(t)));
         },
         "flat.ndjson"},
        {"address, encoded twice",
         [](Text t, int n) {
             return event(
                 n,
                 "\"url.full\":"
                     + jsonText("https://x.example/a?q=" + percentEncoded(percentEncoded(t))));
         },
         "flat.ndjson"},
        {"header",
         [](Text t, int n) { return event(n, R"("headers":{"X-Note":)" + jsonText(t) + "}"); },
         "flat.ndjson"},
        {"cookie",
         [](Text t, int n) {
             return event(n, R"("headers":{"Cookie":)" + jsonText("a=" + t) + "}");
         },
         "flat.ndjson"},
        {"authorization",
         [](Text t, int n) {
             return event(n, R"("http.request.header.authorization":[)" + jsonText(t) + "]");
         },
         "flat.ndjson"},
        {"name and value",
         [](Text t, int n) {
             return event(n, R"("list":[{"name":"X-Api-Key","value":)" + jsonText(t) + "}]");
         },
         "flat.ndjson"},
        {"password pair",
         [](Text t, int n) { return event(n, R"("list":[["password",)" + jsonText(t) + "]]"); },
         "flat.ndjson"},
        {"ticket body",
         [](Text t, int n) {
             return R"({"time":"2026-03-02T09:00:00Z","kind":"ticket","ticket.id":"T-)"
                 + std::to_string(n) + R"(","message":)" + jsonText("Hello, " + t + " is mine")
                 + "}\n";
         },
         "flat.ndjson"},
        {"ticket topic",
         [](Text t, int n) {
             return R"({"time":"2026-03-02T09:00:00Z","kind":"ticket","ticket.id":"U-)"
                 + std::to_string(n) + R"(","message":"it fails","topic":)" + jsonText(t) + "}\n";
         },
         "flat.ndjson"},
        {"span attribute",
         [](Text t, int n) {
             return otlp(n, "\"attributes\":[" + attributeOf("db.statement", t) + "]");
         },
         "traces.jsonl"},
        {"span event",
         [](Text t, int n) {
             return otlp(
                 n,
                 R"("events":[{"timeUnixNano":"1772323200500000000","name":"exception","attributes":[)"
                     + attributeOf("exception.type", "E") + ","
                     + attributeOf("exception.message", t) + "]}]");
         },
         "traces.jsonl"},
        {"rejected record",
         [](Text t, int /*n*/) { return R"({"event":"no time","msg":)" + jsonText(t) + "}\n"; },
         "flat.ndjson"},
        {"line that is no JSON", [](Text t, int /*n*/) { return "[warn] " + t + " was seen\n"; },
         "flat.ndjson"},
    };
    return list;
}

} // namespace throughline::workflow::test
