#include "models/ingest/formats/sentry.h"

#include "models/base/text.h"
#include "models/domain/field.h"
#include "models/domain/sampling.h"
#include "models/ingest/formats/frame_stack.h"
#include "models/ingest/formats/sentry_spans.h"
#include "models/ingest/json_fields.h"
#include "models/ingest/json_framing.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

namespace throughline::ingest {

namespace {

namespace key = domain::key;
using codec::JsonKind;
using domain::Field;
using domain::IssueCode;
using domain::ValueKind;

/// Members that become a field as they are.
struct MemberName
{
    std::string_view from;
    std::string_view to;
};

constexpr std::array kMembers {
    MemberName {"event_id", "event.id"},          MemberName {"eventID", "event.id"},
    MemberName {"release", key::kServiceVersion}, MemberName {"environment", key::kEnvironment},
    MemberName {"server_name", "host.name"},      MemberName {"platform", "telemetry.sdk.language"},
    MemberName {"logger", "log.logger"},          MemberName {"transaction", "sentry.transaction"},
    MemberName {"culprit", "sentry.culprit"},     MemberName {"dist", "app.build_id"},
    MemberName {"extra", "sentry.extra"},         MemberName {"sample_rate", domain::kSamplingRate},
};

constexpr std::array kUserMembers {
    MemberName {"id", key::kUserId},
    MemberName {"email", "user.email"},
    MemberName {"username", "user.name"},
    MemberName {"name", "user.full_name"},
};

/// What contexts tell in words of our own; other members stay under `contexts.`.
struct ContextName
{
    std::string_view context;
    std::string_view member;
    std::string_view to;
};

constexpr std::array kContexts {
    ContextName {"os", "name", "os.name"},
    ContextName {"os", "version", "os.version"},
    ContextName {"browser", "name", "browser.name"},
    ContextName {"browser", "version", "browser.version"},
    ContextName {"client_os", "name", "os.name"},
    ContextName {"client_os", "version", "os.version"},
    ContextName {"device", "manufacturer", "device.manufacturer"},
    ContextName {"device", "model", "device.model.name"},
    ContextName {"device", "model_id", "device.model.identifier"},
    ContextName {"runtime", "name", "process.runtime.name"},
    ContextName {"runtime", "version", "process.runtime.version"},
    ContextName {"replay", "replay_id", key::kSessionId},
};

/// Request headers worth keeping; all others are left out.
constexpr std::array kHeaders {
    MemberName {"user-agent", key::kUserAgent},
    MemberName {"x-correlation-id", "correlation.id"},
    MemberName {"x-request-id", "http.request.header.x-request-id"},
    MemberName {"referer", "http.request.header.referer"},
};

/// Fields that a tag may be: of few values, or the id of somebody.
bool mayBeTag(const domain::FieldInfo& field)
{
    static constexpr std::array kIds {key::kSessionId,
                                      key::kUserId,
                                      key::kAccountId,
                                      key::kPseudoUserId,
                                      key::kServiceName,
                                      key::kSynthetic,
                                      std::string_view("correlation.id")};
    return field.segment || std::find(kIds.begin(), kIds.end(), field.name) != kIds.end();
}

class SentryImporter : public Importer
{
public:
    Result<void> frame(std::string_view text, const domain::Provenance& place,
                       RawSink& sink) override
    {
        TL_ASSIGN(const bool open, m_json.open(text, place, sink));
        if (!open || isEnvelopeLine()) {
            return {};
        }
        const std::string_view type = m_json.text(0, "type");
        if (type == "transaction") {
            readCommon();
            return emitSentrySpans(m_json, m_record, place, sink);
        }
        const auto has = [this](std::string_view name) { return m_json.child(0, name) != 0; };
        const bool event = has("exception") || has("logentry") || has("message") || has("event_id")
            || has("eventID");
        if (!event || has("sid") || type == "profile" || type == "replay_event") {
            const std::string item = type.empty() || type.size() > 40 ? m_item : std::string(type);
            return sink.reject(IssueCode::UnknownShape,
                               item.empty() ? "no error event" : "an item of type " + item, place,
                               text);
        }
        readEvent();
        return sink.raw(m_record, place);
    }

private:
    using Fields = std::vector<Field>;

    /// {"event_id", "sent_at"} opens an envelope, {"type", "length"} an item of it.
    [[nodiscard]] bool isEnvelopeLine()
    {
        static constexpr std::array<std::string_view, 6> kItem {
            "type", "length", "content_type", "filename", "attachment_type", "item_count"};
        const auto has = [this](std::string_view name) { return m_json.child(0, name) != 0; };
        bool item = has("type");
        m_json.eachOf(0, [&](std::uint32_t i) {
            item = item && std::find(kItem.begin(), kItem.end(), m_json.node(i).key) != kItem.end();
        });
        if (item) {
            m_item = m_json.text(0, "type").substr(0, kLongestItem);
            return true;
        }
        const bool event = has("platform") || has("exception") || has("timestamp");
        return !event && (has("sent_at") || has("dsn"));
    }

    /// What an event and a transaction have in common.
    void readCommon()
    {
        m_record.time = {};
        m_record.end = {};
        m_record.fields.clear();
        m_level = m_json.text(0, "level");
        addTags(m_json.child(0, "tags"));
        for (const MemberName& name : kMembers) {
            const std::uint32_t value = m_json.child(0, name.from);
            const std::uint32_t version = value == 0 ? 0 : m_json.child(value, "version");
            addPresent(name.to, version != 0 ? version : value);
        }
        addPresent("telemetry.sdk.name", m_json.at(0, {"sdk", "name"}));
        addPresent("telemetry.sdk.version", m_json.at(0, {"sdk", "version"}));
        addContexts(m_json.child(0, "contexts"));
        addUser(m_json.child(0, "user"));
        addRequest(partOf("request"));
        addBreadcrumbs(partOf("breadcrumbs"));
    }

    /// A part of the event: a member, or of an interface's answer the entry of this type.
    [[nodiscard]] std::uint32_t partOf(std::string_view name) const
    {
        std::uint32_t part = m_json.child(0, name);
        m_json.each(m_json.child(0, "entries"), [&](std::uint32_t entry) {
            if (m_json.text(entry, "type") == name) {
                part = m_json.child(entry, "data");
            }
        });
        return part;
    }

    void readEvent()
    {
        readCommon();
        addFingerprint(m_json.child(0, "fingerprint"));
        addMessage();
        addExceptions();
        addDebugIds();
        addLevel();
        for (const std::string_view name : {"timestamp", "datetime", "dateCreated", "received"}) {
            const std::uint32_t time = m_json.child(0, name);
            if (time != 0 && m_record.time.value.empty()) {
                m_record.time = m_json.field(name, time);
            }
        }
    }

    void addPresent(std::string_view name, std::uint32_t value)
    {
        const bool container = value != 0 && m_json.node(value).kind >= JsonKind::Array;
        const bool empty = container && m_json.node(value).next == value + 1;
        if (value != 0 && !empty && m_json.node(value).kind != JsonKind::Null) {
            m_json.add(m_record.fields, name, value);
        }
    }

    [[nodiscard]] bool has(std::string_view name) const
    {
        return std::any_of(
            m_record.fields.begin(), m_record.fields.end(),
            [name](const Field& field) { return field.key == name && !field.value.empty(); });
    }

    /// An object, a list of pairs, or a list of {"key", "value"}.
    void addTags(std::uint32_t tags)
    {
        m_json.each(tags, [this, tags](std::uint32_t i) {
            if (m_json.isObject(tags)) {
                addTag(m_json.node(i).key, i);
            } else if (m_json.isObject(i)) {
                addTag(m_json.text(i, "key"), m_json.child(i, "value"));
            } else if (m_json.node(i).kind == JsonKind::Array && m_json.node(i).next == i + 3) {
                addTag(m_json.node(i + 1).text, i + 2);
            }
        });
    }

    void addTag(std::string_view name, std::uint32_t value)
    {
        if (name == "level" && m_level.empty() && value != 0) {
            m_level = m_json.node(value).text;
        } else if (!name.empty()) {
            addPresent(m_json.arena().keep(tagName(name)), value);
        }
    }

    const std::string& tagName(std::string_view name)
    {
        m_lookup.assign(name);
        const auto found = m_tagNames.find(m_lookup);
        if (found != m_tagNames.end()) {
            return found->second;
        }
        if (m_tagNames.size() > kRememberedTags) {
            m_tagNames.clear();
        }
        const domain::FieldInfo* field =
            domain::findField(m_lookup == "replayId"      ? key::kSessionId
                                  : m_lookup == "release" ? key::kServiceVersion
                                                          : name);
        const bool ours = field != nullptr && mayBeTag(*field);
        return m_tagNames.emplace(m_lookup, ours ? std::string(field->name) : "tags." + m_lookup)
            .first->second;
    }

    void addContexts(std::uint32_t contexts)
    {
        m_json.each(contexts, [this](std::uint32_t context) {
            const std::string_view name = m_json.node(context).key;
            if (name == "trace") {
                addTrace(context);
                return;
            }
            if (!m_json.isObject(context)) {
                return;
            }
            m_json.each(context, [&](std::uint32_t member) {
                const std::string_view word = m_json.node(member).key;
                const auto* found =
                    std::find_if(kContexts.begin(), kContexts.end(), [&](const ContextName& c) {
                        return c.context == name && c.member == word;
                    });
                if (word != "type" || m_json.node(member).text != name) {
                    addPresent(found != kContexts.end()
                                   ? found->to
                                   : m_json.arena().join(
                                       m_json.arena().join("contexts.", name, "."), word, ""),
                               member);
                }
            });
        });
    }

    /// An id that is none must not cost the whole error.
    void addTrace(std::uint32_t trace)
    {
        const auto add = [&](std::string_view name, std::string_view from, std::size_t digits) {
            const std::string_view id = m_json.text(trace, from);
            const bool good = id.size() == digits
                && std::all_of(id.begin(), id.end(), [](char c) { return hexDigitValue(c) >= 0; });
            if (!id.empty()) {
                m_record.fields.push_back(
                    textField(good ? name : m_json.arena().join("contexts.trace.", from, ""), id));
            }
        };
        add(key::kTraceId, "trace_id", 32);
        add(key::kSpanId, "span_id", 16);
        addPresent("contexts.trace.op", m_json.child(trace, "op"));
    }

    void addUser(std::uint32_t user)
    {
        if (user == 0 || !m_json.isObject(user)) {
            return;
        }
        for (const MemberName& name : kUserMembers) {
            addPresent(name.to, m_json.child(user, name.from));
        }
        const std::uint32_t address = m_json.child(user, "ip_address");
        if (address != 0 && m_json.node(address).text != "{{auto}}") {
            addPresent("client.address", address);
        }
        addPresent(key::kCountry, m_json.at(user, {"geo", "country_code"}));
        addPresent("user.data", m_json.child(user, "data"));
    }

    void addRequest(std::uint32_t request)
    {
        if (request == 0 || !m_json.isObject(request)) {
            return;
        }
        addPresent("url.full", m_json.child(request, "url"));
        addPresent("http.request.method", m_json.child(request, "method"));
        const std::uint32_t headers = m_json.child(request, "headers");
        m_json.each(headers, [&](std::uint32_t i) {
            const bool pair =
                m_json.node(i).kind == JsonKind::Array && m_json.node(i).next == i + 3;
            const std::string name =
                toLowerAscii(pair ? m_json.node(i + 1).text : m_json.node(i).key);
            for (const MemberName& header : kHeaders) {
                if (header.from == name) {
                    addPresent(header.to, pair ? i + 2 : i);
                }
            }
        });
    }

    void addBreadcrumbs(std::uint32_t breadcrumbs)
    {
        if (breadcrumbs != 0 && m_json.isObject(breadcrumbs)) {
            breadcrumbs = m_json.child(breadcrumbs, "values");
        }
        addPresent("sentry.breadcrumbs", breadcrumbs);
    }

    void addFingerprint(std::uint32_t list)
    {
        const bool standard = list != 0 && m_json.node(list).next == list + 2
            && m_json.node(list + 1).text == "{{ default }}";
        if (!standard) {
            addPresent("error.fingerprint", list);
        }
    }

    /// `message` or `logentry`: a text, or a template with its parameters.
    void addMessage()
    {
        std::uint32_t entry = m_json.child(0, "logentry");
        entry = entry == 0 ? partOf("message") : entry;
        if (entry == 0 || (!m_json.isObject(entry) && m_json.node(entry).text.empty())) {
            return;
        }
        if (!m_json.isObject(entry)) {
            addPresent(key::kBody, entry);
            return;
        }
        const std::uint32_t pattern = m_json.child(entry, "message");
        const std::uint32_t formatted = m_json.child(entry, "formatted");
        const std::uint32_t params = m_json.child(entry, "params");
        if (pattern != 0 && (formatted != 0 || params != 0)) {
            m_record.fields.push_back(m_json.field("message.template", pattern));
        }
        if (formatted != 0) {
            addPresent(key::kBody, formatted);
        } else if (pattern != 0) {
            m_record.fields.push_back(textField(
                key::kBody, m_json.arena().keep(filled(m_json.node(pattern).text, params))));
        }
    }

    /// A template of Python's or a logger's with its parameters put in: %s, %d, %(name)s, {}.
    [[nodiscard]] std::string filled(std::string_view pattern, std::uint32_t params) const
    {
        if (params == 0) {
            return std::string(pattern);
        }
        const bool named = m_json.isObject(params);
        std::uint32_t next = params + 1;
        std::string text;
        for (std::size_t i = 0; i < pattern.size(); ++i) {
            const std::string_view rest = pattern.substr(i);
            const std::size_t close = rest.find(')');
            if (named && rest.substr(0, 2) == "%(" && close + 1 < rest.size()
                && close != std::string_view::npos) {
                const std::uint32_t value = m_json.child(params, rest.substr(2, close - 2));
                text += value == 0 ? rest.substr(0, close + 2) : valueText(value);
                i += close + 1;
            } else if (!named && rest.size() > 1 && next < m_json.node(params).next
                       && (rest.substr(0, 2) == "{}" || isPlace(rest))) {
                text += valueText(next);
                next = m_json.node(next).next;
                ++i;
            } else {
                text += pattern[i];
            }
        }
        return text;
    }

    static bool isPlace(std::string_view rest)
    {
        return rest[0] == '%' && std::string_view("sdrifx").find(rest[1]) != std::string_view::npos;
    }

    [[nodiscard]] std::string valueText(std::uint32_t value) const
    {
        const codec::JsonNode& node = m_json.node(value);
        return node.kind >= JsonKind::Array ? m_json.json(value) : std::string(node.text);
    }

    void addExceptions()
    {
        const auto exceptions = sentryExceptions(m_json, partOf("exception"));
        const std::string stack = frameStack(m_json, exceptions, m_json.text(0, "platform"));
        if (!exceptions.empty()) {
            const std::uint32_t outermost = exceptions.back();
            addPresent(key::kExceptionType, m_json.child(outermost, "type"));
            addPresent(key::kExceptionMessage, m_json.child(outermost, "value"));
            addPresent("exception.module", m_json.child(outermost, "module"));
            addPresent("exception.handled", m_json.at(outermost, {"mechanism", "handled"}));
        } else if (m_json.child(0, "eventID") != 0) { // of a list, which leaves entries out
            addPresent(key::kExceptionType, m_json.at(0, {"metadata", "type"}));
            addPresent(key::kExceptionMessage, m_json.at(0, {"metadata", "value"}));
        }
        if (!stack.empty()) {
            m_record.fields.push_back(textField(key::kExceptionStack, m_json.arena().keep(stack)));
        }
    }

    /// The scripts whose source maps are known by an id: a line each, "id file".
    void addDebugIds()
    {
        std::string lines;
        m_json.each(m_json.at(0, {"debug_meta", "images"}), [&](std::uint32_t image) {
            const std::string_view id = m_json.text(image, "debug_id");
            const std::string_view file = m_json.text(image, "code_file");
            const bool plain = file.find('\n') == std::string_view::npos;
            if (m_json.text(image, "type") == "sourcemap" && isUuid(id) && !file.empty() && plain) {
                lines.append(lines.empty() ? "" : "\n").append(id).append(" ").append(file);
            }
        });
        if (!lines.empty()) {
            m_record.fields.push_back(textField("error.debug_ids", m_json.arena().keep(lines)));
        }
    }

    static bool isUuid(std::string_view text)
    {
        return (text.size() == 36 || text.size() == 32)
            && std::all_of(text.begin(), text.end(),
                           [](char c) { return c == '-' || hexDigitValue(c) >= 0; });
    }

    /// A session makes an error an event of it; a mere message stays a log.
    void addLevel()
    {
        const std::string_view level = m_level.empty() ? std::string_view("error") : m_level;
        const bool error = level == "error" || level == "fatal" || has(key::kExceptionType);
        m_record.fields.push_back(textField(key::kSeverity, level));
        m_record.signal =
            error && has(key::kSessionId) ? domain::Signal::Event : domain::Signal::Log;
        if (m_record.signal == domain::Signal::Event) {
            m_record.fields.push_back(textField(key::kEventName, "error"));
        }
    }

    static constexpr std::size_t kRememberedTags = 10'000;
    static constexpr std::size_t kLongestItem = 40;

    JsonFields m_json;
    RawRecord m_record;
    std::unordered_map<std::string, std::string> m_tagNames;
    std::string m_lookup;
    std::string m_item; ///< type of the envelope's item at hand
    std::string_view m_level;
};

/// How many members speak for an event.
std::size_t votes(const JsonHead& json)
{
    static constexpr std::array<std::string_view, 16> kWords {
        "event_id", "platform", "sdk",   "contexts",    "breadcrumbs", "server_name",
        "modules",  "logger",   "level", "environment", "release",     "transaction",
        "extra",    "request",  "user",  "timestamp"};
    return static_cast<std::size_t>(
        std::count_if(kWords.begin(), kWords.end(), [&](auto word) { return json.has(word); }));
}

Recognition recogniseSentry(std::string_view head, bool whole)
{
    const JsonHead json = lookAtJson(head, whole);
    if (json.shape == JsonHead::Shape::NotJson) {
        return {};
    }
    const bool envelope = json.has("event_id") && json.has("sent_at");
    const bool told = json.has("exception.values") || json.has("logentry.message")
        || ((json.has("exception") || json.has("message")) && json.has("event_id"));
    const bool known = json.has("event_id") || (json.has("platform") && json.has("sdk"));
    const bool answer = json.has("eventID") && (json.has("entries") || json.has("groupID"));
    const bool transaction = json.has("start_timestamp") && json.has("contexts.trace.trace_id");
    const bool event = (told || transaction) && known && votes(json) >= 4;
    if (!envelope && !answer && !event) {
        return {};
    }
    Recognition recognition;
    recognition.confidence = 0.9;
    recognition.format = "sentry";
    recognition.reason = envelope ? "the header of an envelope"
        : transaction             ? "a transaction with its trace"
                                  : "an event with its exception";
    frameRecords(recognition, json);
    return recognition;
}

std::unique_ptr<Importer> createSentry(const Recognition& /*recognition*/)
{
    return std::make_unique<SentryImporter>();
}

} // namespace

Format sentryFormat()
{
    return {
        "sentry",
        {"error", "log", "event", "span"},
        "JSON events with event_id, platform and exception or logentry, transactions, envelopes "
        "of them, or events as the API answers them",
        &recogniseSentry,
        &createSentry};
}

} // namespace throughline::ingest
