#include "models/store/record_facts.h"

#include "models/base/hash.h"
#include "models/base/text.h"
#include "models/codec/json_record.h"
#include "models/codec/json_writer.h"
#include "models/domain/ids.h"
#include "models/store/block_columns.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace throughline::store {

namespace {

constexpr std::int64_t kErrorSeverity = 17;

constexpr std::array<std::string_view, 5> kClickNames {"click", "tap", "app.screen.click",
                                                       "app.widget.click", "rage_click"};
constexpr std::array<std::string_view, 8> kViewNames {
    "page_view", "pageview",    "page_load", "view",
    "screen",    "screen_view", "page",      "browser.page_view"};

template<std::size_t N>
bool isOneOf(std::string_view text, const std::array<std::string_view, N>& words)
{
    return std::find(words.begin(), words.end(), text) != words.end();
}

/// Exception events in the JSON array of a span's events.
std::uint32_t exceptionEvents(std::string_view events)
{
    if (events.find("\"exception\"") == std::string_view::npos) {
        return 0;
    }
    codec::JsonRecordReader reader;
    if (!reader.parseCopy(events) || reader.nodes()[0].kind != codec::JsonKind::Array) {
        return 0;
    }
    std::uint32_t count = 0;
    const auto nodes = reader.nodes();
    for (std::uint32_t i = 1; i < nodes[0].next; i = nodes[i].next) {
        const std::uint32_t name = reader.child(i, "name");
        count += name != 0 && nodes[name].text == "exception" ? 1 : 0;
    }
    return count;
}

std::int32_t coordinate(const ShapedRecord& record, Fact plain, Fact onScreen)
{
    const std::string_view text = record[plain].empty() ? record[onScreen] : record[plain];
    const auto value = parseDouble(text);
    return value && std::abs(*value) < 1e6 ? static_cast<std::int32_t>(std::lround(*value)) : 0;
}

} // namespace

std::uint32_t errorsOn(const ShapedRecord& record)
{
    const domain::Signal signal = record.record().signal;
    if (signal == domain::Signal::Span) {
        return exceptionEvents(record[Fact::SpanEvents]);
    }
    if (signal != domain::Signal::Log && signal != domain::Signal::Event) {
        return 0;
    }
    const bool exception = !record[Fact::ExceptionType].empty()
        || !record[Fact::ExceptionMessage].empty() || !record[Fact::ExceptionStack].empty();
    const bool severe = parseInteger(record[Fact::Severity]).value_or(0) >= kErrorSeverity;
    return exception || severe ? 1 : 0;
}

bool isClickName(std::string_view eventName)
{
    return isOneOf(eventName, kClickNames);
}

bool isViewName(std::string_view eventName)
{
    return isOneOf(eventName, kViewNames);
}

std::uint64_t spanIdentity(const ShapedRecord& span)
{
    const std::uint64_t trace =
        domain::traceIdFromHex(span[Fact::TraceId]).value_or(domain::TraceId {}).low;
    const std::uint64_t id =
        domain::spanIdFromHex(span[Fact::SpanId]).value_or(domain::SpanId {}).value;
    const std::string_view kind = span[Fact::SpanKind];
    const std::uint64_t role = kind.empty() || kind == "internal" ? 0 : hash64(kind);
    std::array<char, 3 * sizeof(std::uint64_t)> bytes {};
    for (std::size_t i = 0; i < sizeof(std::uint64_t); ++i) {
        bytes[i] = static_cast<char>(trace >> (8 * i));
        bytes[i + 8] = static_cast<char>(id >> (8 * i));
        bytes[i + 16] = static_cast<char>(role >> (8 * i));
    }
    const std::int64_t micros = span.record().time.ns / 1'000;
    return hash64({bytes.data(), bytes.size()})
        + static_cast<std::uint64_t>(micros) * kNextMicrosecond;
}

Gesture gestureOf(const ShapedRecord& record)
{
    Gesture gesture;
    const std::string_view name = record[Fact::EventName];
    if (isOneOf(name, kClickNames)) {
        gesture.kind = Gesture::Kind::Click;
        for (const Fact target : {Fact::Target, Fact::ClickTarget, Fact::WidgetId, Fact::Element}) {
            if (gesture.target = record[target]; !gesture.target.empty()) {
                break;
            }
        }
        gesture.x = coordinate(record, Fact::X, Fact::ScreenX);
        gesture.y = coordinate(record, Fact::Y, Fact::ScreenY);
    } else if (isViewName(name)) {
        const bool reload =
            record[Fact::VitalNavigation] == "reload" || record[Fact::Navigation] == "reload";
        gesture.kind = reload ? Gesture::Kind::Reload : Gesture::Kind::Load;
        gesture.target = record[Fact::UrlPath];
        if (gesture.target.empty()) {
            gesture.kind = Gesture::Kind::None;
        }
    }
    return gesture;
}

std::optional<std::int64_t> toMicros(std::string_view amount)
{
    if (amount.empty()) {
        return std::nullopt;
    }
    if (amount.find_first_of("eE") != std::string_view::npos) {
        const auto value = parseDouble(amount);
        if (!value || std::abs(*value) > 9e12) {
            return std::nullopt;
        }
        return std::llround(*value * 1e6);
    }
    const std::size_t dot = amount.find('.');
    const auto whole = parseInteger(amount.substr(0, dot));
    if (!whole || *whole > 9'000'000'000'000 || *whole < -9'000'000'000'000) {
        return std::nullopt;
    }
    std::int64_t fraction = 0;
    if (dot != std::string_view::npos) {
        const std::string_view digits = amount.substr(dot + 1);
        if (digits.empty() || !std::all_of(digits.begin(), digits.end(), isAsciiDigit)) {
            return std::nullopt;
        }
        for (std::size_t i = 0; i < 6; ++i) {
            fraction = fraction * 10 + (i < digits.size() ? digits[i] - '0' : 0);
        }
    }
    return amount.front() == '-' ? *whole * 1'000'000 - fraction : *whole * 1'000'000 + fraction;
}

std::string actorKey(const ShapedRecord& record)
{
    if (record.record().signal != domain::Signal::Event) {
        return {};
    }
    const std::string_view user = record[Fact::UserId];
    if (!user.empty()) {
        return "\x01u:" + std::string(user);
    }
    const std::string_view device = record[Fact::PseudoUserId];
    return device.empty() ? std::string()
                          : "\x01"
                            "d:"
            + std::string(device);
}

std::uint8_t flagsOf(const ShapedRecord& record, std::uint32_t errors)
{
    unsigned flags = errors > 0 ? flag::kError : 0U;
    if (record.record().signal == domain::Signal::Span) {
        flags |= record[Fact::SpanKind] == "server" ? flag::kServer : 0U;
        flags |= record[Fact::SpanStatus] == "error" ? flag::kFailed : 0U;
        flags |= record[Fact::ParentSpanId].empty() ? flag::kRoot : 0U;
    }
    if (!record[Fact::Synthetic].empty()) {
        flags |= flag::kBot;
    }
    return static_cast<std::uint8_t>(flags);
}

void appendContext(std::string& json, const ShapedRecord& record, const ShapedLine& line)
{
    const auto& [text, members] = line;
    const RecordShape& shape = record.shape();
    const std::size_t from = json.size();
    // Texts stand in the line as they stand here; neighbours there are copied together.
    std::size_t begin = 0;
    std::size_t end = 0;
    for (const std::uint16_t place : shape.context) {
        const domain::Field& field = record.record().fields[shape.order[place]];
        if (field.value.empty() || field.kind == domain::ValueKind::Json
            || field.kind == domain::ValueKind::Null) {
            continue;
        }
        if (field.kind == domain::ValueKind::Text && members[place] == end) {
            end = members[place + 1U];
            continue;
        }
        json += text.substr(begin, end - begin);
        begin = end = 0;
        if (field.kind == domain::ValueKind::Text) {
            begin = members[place];
            end = members[place + 1U];
        } else {
            json += shape.labels[place];
            codec::appendJsonString(json, field.value);
        }
    }
    json += text.substr(begin, end - begin);
    if (json.size() > from) {
        json[from] = '{'; // was the comma before the first
        json += '}';
    }
}

std::string_view nameOf(const ShapedRecord& record)
{
    switch (record.record().signal) {
    case domain::Signal::Event:
    case domain::Signal::Log:
        return record[Fact::EventName];
    case domain::Signal::Span:
        return record[Fact::SpanName];
    case domain::Signal::Metric:
        return record[Fact::MetricName];
    case domain::Signal::Ticket:
        return record[Fact::TicketId];
    }
    return {};
}

} // namespace throughline::store
