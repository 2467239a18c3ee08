#include "models/ingest/formats/flat_json.h"

#include "models/base/text.h"
#include "models/codec/json_record.h"
#include "models/codec/json_text.h"
#include "models/ingest/formats/flat_json_names.h"
#include "models/ingest/json_head.h"
#include "models/ingest/raw_form.h"
#include "models/ingest/text_arena.h"

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <unordered_map>
#include <utility>

namespace throughline::ingest {

namespace {

namespace key = domain::key;
using codec::JsonKind;
using codec::JsonNode;
using domain::Field;
using domain::IssueCode;
using domain::Signal;
using domain::ValueKind;

constexpr std::size_t kMaxKeys = 2'000;
constexpr std::size_t kMaxNameBytes = 1'024; ///< of a dotted name; deeper objects stay JSON

/// What stands where a time stood that was taken out of the list: nothing, which nobody keeps.
constexpr Field kTaken {"", "", ValueKind::Null};

constexpr std::array<std::string_view, 2> kWrappers {"attributes", "properties"};

template<std::size_t N>
bool isOneOf(std::string_view text, const std::array<std::string_view, N>& words)
{
    return std::find(words.begin(), words.end(), text) != words.end();
}

/// Levels that make a record of a session a client error.
bool isErrorLevel(std::string_view level)
{
    const std::string lower = toLowerAscii(level);
    return lower == "error" || lower == "err" || lower == "fatal" || lower == "critical"
        || lower == "50" || lower == "60" || lower == "severe" || lower == "alert"
        || lower == "emergency";
}

/// Places in the list of fields, by role; -1 for nothing.
class Found
{
public:
    Found() { m_places.fill(-1); }

    [[nodiscard]] int operator[](FlatRole role) const
    {
        return m_places[static_cast<std::size_t>(role)];
    }

    [[nodiscard]] bool has(FlatRole role) const { return (*this)[role] >= 0; }

    void set(FlatRole role, int place) { m_places[static_cast<std::size_t>(role)] = place; }

    /// The same of another list, where what was at place i is at places[i].
    [[nodiscard]] Found movedTo(std::span<const int> places) const
    {
        Found moved = *this;
        for (int& place : moved.m_places) {
            place = place < 0 ? place : places[static_cast<std::size_t>(place)];
        }
        return moved;
    }

private:
    std::array<int, static_cast<std::size_t>(FlatRole::Count)> m_places;
};

/// What documents of one shape become.
struct Form
{
    /// A text that helps to decide what the record is, where it is not empty.
    struct Deciding
    {
        std::uint32_t text = 0; ///< of the document
        bool empty = false; ///< it was when the form was learnt
    };

    RawForm raw; ///< its texts: those of the document, then its arrays and empty objects as JSON
    bool usable = false; ///< false: such documents need to be looked at each
    Found found;
    bool decidedByValue = false;
    std::vector<Deciding> deciding;
    std::vector<std::uint32_t> nodesOfJson; ///< of those arrays and objects
};

class FlatJsonImporter : public Importer
{
public:
    Result<void> frame(std::string_view text, const domain::Provenance& place,
                       RawSink& sink) override
    {
        if (trim(text).empty()) {
            return {};
        }
        m_arena.reset();
        if (!m_json.parse(text)) {
            return sink.reject(issueOf(m_json.problem()), "", place, text);
        }
        if (const RawForm* const form = followForm()) {
            return sink.formed({*form, m_texts, m_json.refrain()}, place);
        }
        if (m_json.replacedLoneSurrogate()) {
            sink.note(IssueCode::LoneSurrogate);
        }
        if (m_json.nodes()[0].kind != JsonKind::Object) {
            return sink.reject(IssueCode::NotAnObject, "", place, text);
        }
        if (m_json.repeatsKey()) {
            sink.note(IssueCode::DuplicateKey);
        }
        m_record.fields.clear();
        m_roles.clear();
        m_nodeOf.clear();
        m_before = nullptr;
        flatten(0, {}, 0);
        if (m_record.fields.size() > kMaxKeys) {
            return sink.reject(IssueCode::TooManyKeys, "", place, text);
        }
        findRoles();
        shape();
        learnForm();
        return sink.raw(m_record, place);
    }

private:
    using LastOfKey = std::unordered_map<std::string_view, std::uint32_t>;

    /// Of a key that stands twice the last value counts.
    [[nodiscard]] LastOfKey lastOfKeys(std::uint32_t object) const
    {
        LastOfKey last;
        const auto nodes = m_json.nodes();
        for (std::uint32_t i = object + 1; i < nodes[object].next; i = nodes[i].next) {
            last[nodes[i].key] = i;
        }
        return last;
    }

    void flatten(std::uint32_t object, std::string_view prefix, std::size_t depth)
    {
        const auto nodes = m_json.nodes();
        LastOfKey last;
        if (m_json.repeatsKey()) {
            last = lastOfKeys(object);
        }
        for (std::uint32_t i = object + 1; i < nodes[object].next; i = nodes[i].next) {
            const JsonNode& node = nodes[i];
            if (m_record.fields.size() > kMaxKeys) {
                return;
            }
            if (!last.empty() && last[node.key] != i) {
                continue;
            }
            const std::string_view name =
                prefix.empty() ? node.key : m_arena.join(prefix, ".", node.key);
            if (node.kind == JsonKind::Object && node.next > i + 1
                && name.size() <= kMaxNameBytes) {
                const bool wrapper = depth == 0 && isOneOf(node.key, kWrappers);
                flatten(i, wrapper ? std::string_view() : name, depth + 1);
                continue;
            }
            if (name.empty()) {
                continue; // a value without a name cannot be asked for
            }
            add(name, node, i);
        }
    }

    /// Puts the value of a node into the list. In place: see JsonNodes::add.
    void add(std::string_view name, const JsonNode& node, std::uint32_t number)
    {
        FlatName* const known = m_names.behind(m_before, name);
        m_before = known;
        Field& field = m_record.fields.emplace_back();
        FlatRoles& roles = m_roles.emplace_back();
        m_nodeOf.push_back(number);
        if (known != nullptr) {
            field.key = known->key;
            field.keyNumber = known->number;
            roles = known->roles;
        } else {
            field.key = name;
            roles = rolesOf(name);
        }
        if (node.kind >= JsonKind::Array) {
            field.value = jsonOf(number);
            field.kind = ValueKind::Json;
            return;
        }
        field.value = node.text;
        field.plain = node.plain;
        field.kind = node.kind == JsonKind::String ? ValueKind::Text
            : node.kind == JsonKind::Number        ? ValueKind::Number
            : node.kind == JsonKind::Boolean       ? ValueKind::Boolean
                                                   : ValueKind::Null;
    }

    std::string_view jsonOf(std::uint32_t node)
    {
        std::string json;
        codec::appendJson(json, m_json, node);
        return m_arena.keep(json);
    }

    /// Finds the fields that decide what the record is; what stands one object deep counts where
    /// nothing stands at the top.
    void findRoles()
    {
        m_found = {};
        std::size_t bestRank = kNoTimeRank;
        bool anyDeep = false;
        for (std::size_t i = 0; i < m_record.fields.size(); ++i) {
            const FlatRoles& roles = m_roles[i];
            if ((roles.own == FlatRole::None && roles.deep == FlatRole::None)
                || m_record.fields[i].value.empty()) {
                continue;
            }
            anyDeep = anyDeep || roles.deep != FlatRole::None;
            const bool better = roles.own == FlatRole::Time
                ? roles.rank < bestRank
                : roles.own != FlatRole::None && !m_found.has(roles.own);
            if (better) {
                m_found.set(roles.own, static_cast<int>(i));
                bestRank = roles.own == FlatRole::Time ? roles.rank : bestRank;
            }
        }
        for (std::size_t i = 0; anyDeep && i < m_record.fields.size(); ++i) {
            const FlatRole deep = m_roles[i].deep;
            if (deep != FlatRole::None && !m_found.has(deep) && !m_record.fields[i].value.empty()) {
                m_found.set(deep, static_cast<int>(i));
            }
        }
    }

    Field& at(int place) { return m_record.fields[static_cast<std::size_t>(place)]; }

    /// What the record is, by the fields that were found in it and the texts of some of them.
    template<typename ValueOf>
    [[nodiscard]] static Signal decide(const Found& found, const ValueOf& valueOf)
    {
        const std::string_view kind = valueOf(FlatRole::Kind);
        if (found.has(FlatRole::TicketId) || kind == "ticket" || kind == "chat") {
            return Signal::Ticket;
        }
        const bool startEnd = found.has(FlatRole::Start)
            && (found.has(FlatRole::End) || found.has(FlatRole::Duration));
        const bool timeLength = found.has(FlatRole::Time) && found.has(FlatRole::Duration)
            && !found.has(FlatRole::EventName) && !found.has(FlatRole::Level);
        if (found.has(FlatRole::TraceId) && found.has(FlatRole::SpanId)
            && (startEnd || timeLength)) {
            return Signal::Span;
        }
        if (found.has(FlatRole::MetricName) && found.has(FlatRole::MetricValue)
            && !found.has(FlatRole::EventName)) {
            return Signal::Metric;
        }
        if (found.has(FlatRole::SessionId) && !found.has(FlatRole::SpanId)
            && (found.has(FlatRole::Exception) || isErrorLevel(valueOf(FlatRole::Level)))) {
            return Signal::Event;
        }
        return found.has(FlatRole::EventName) ? Signal::Event : Signal::Log;
    }

    /// The name is one of ours, which live for ever.
    void give(Field& field, std::string_view name)
    {
        const FlatName* const known = m_names.of(name);
        field.key = name;
        field.keyNumber = known != nullptr ? known->number : 0;
    }

    void rename(FlatRole role, std::string_view name)
    {
        if (m_found.has(role)) {
            give(at(m_found[role]), name);
        }
    }

    /// Gives the deciding fields their canonical names and takes the times out of the list.
    void shape()
    {
        m_record.signal = decide(m_found, [this](FlatRole role) {
            return m_found.has(role) ? std::string_view(at(m_found[role]).value)
                                     : std::string_view();
        });
        m_record.time = {};
        m_record.end = {};
        rename(FlatRole::EventName, key::kEventName);
        rename(FlatRole::Message, key::kBody);
        const bool ticket = m_record.signal == Signal::Ticket;
        rename(FlatRole::Level, ticket ? std::string_view("ticket.severity") : key::kSeverity);
        if (ticket) {
            rename(FlatRole::Kind, "ticket.kind");
        } else if (m_record.signal == Signal::Metric) {
            rename(FlatRole::MetricName, key::kMetricName);
            rename(FlatRole::MetricValue, "metric.value");
        } else if (m_record.signal == Signal::Span) {
            nameSpan();
        }
        takeTimes();
        if (m_record.signal == Signal::Event && !m_found.has(FlatRole::EventName)) {
            give(m_record.fields.emplace_back(Field {{}, "error", ValueKind::Text}),
                 key::kEventName);
        }
    }

    void takeTimes()
    {
        const bool span = m_record.signal == Signal::Span;
        m_timePlace = m_endPlace = -1;
        const FlatRole first = span ? FlatRole::Start : FlatRole::Time;
        const FlatRole time = m_found.has(first) ? first : span ? FlatRole::Time : FlatRole::Start;
        if (m_found.has(time)) {
            m_timePlace = m_found[time];
            m_record.time = std::exchange(at(m_timePlace), kTaken);
        }
        if (span && m_found.has(FlatRole::End)) {
            m_endPlace = m_found[FlatRole::End];
            m_record.end = std::exchange(at(m_endPlace), kTaken);
        }
    }

    void nameSpan()
    {
        for (Field& field : m_record.fields) {
            if (field.key == "name" || field.key == "operation") {
                give(field, key::kSpanName);
            } else if (field.key == "kind") {
                give(field, key::kSpanKind);
            } else if (field.key == "status") {
                give(field, key::kSpanStatus);
            }
        }
    }

    /// The form of a document that is written like one before, its texts in m_texts; nullptr: the
    /// record has to be made.
    const RawForm* followForm()
    {
        const std::uint32_t shape = m_json.shape();
        if (shape >= m_forms.size() || m_forms[shape] == nullptr || !m_forms[shape]->usable) {
            return nullptr;
        }
        const Form& form = *m_forms[shape];
        m_texts = m_json.texts();
        for (const Form::Deciding& deciding : form.deciding) {
            if (m_texts[deciding.text].empty() != deciding.empty) {
                return nullptr; // another field decides what the record is
            }
        }
        if (!form.nodesOfJson.empty()) {
            addJson(form);
        }
        return !form.decidedByValue || decideAgain(form) == form.raw.record.signal ? &form.raw
                                                                                   : nullptr;
    }

    /// Adds what stands as JSON to the texts of the document.
    void addJson(const Form& form)
    {
        m_textsAndJson.assign(m_texts.begin(), m_texts.end());
        for (const std::uint32_t node : form.nodesOfJson) {
            m_textsAndJson.push_back(jsonOf(node));
        }
        m_texts = m_textsAndJson;
    }

    /// What the record is whose texts are at hand.
    [[nodiscard]] Signal decideAgain(const Form& form) const
    {
        const RawForm& raw = form.raw;
        return decide(form.found, [&](FlatRole role) {
            const int place = form.found[role];
            return place < 0
                ? std::string_view()
                : RawForm::textOf(raw.record.fields[static_cast<std::size_t>(place)],
                                  raw.fields[static_cast<std::size_t>(place)], m_texts);
        });
    }

    /// Keeps the record at hand for documents that are written like its own.
    void learnForm()
    {
        const std::uint32_t shape = m_json.shape();
        if (shape == 0 || (shape < m_forms.size() && m_forms[shape] != nullptr)) {
            return;
        }
        if (m_forms.size() <= shape) {
            m_forms.resize(shape + 1);
        }
        Form& form = *(m_forms[shape] = std::make_unique<Form>());
        RawRecord& record = form.raw.record;
        record.signal = m_record.signal;
        record.time = m_record.time;
        record.end = m_record.end;
        record.keys = domain::nextKeyNumber();
        const std::vector<std::uint32_t> numbers = numberTexts();
        std::vector<int> places(m_record.fields.size(), 0);
        for (std::size_t i = 0; i < m_record.fields.size(); ++i) {
            const auto place = static_cast<int>(i);
            const bool time = place == m_timePlace;
            const bool end = place == m_endPlace;
            const Field& field = m_record.fields[i];
            if (field.kind == ValueKind::Null && !time && !end) {
                continue; // in all of them
            }
            places[i] = static_cast<int>(record.fields.size());
            Field& into = time ? record.time : end ? record.end : record.fields.emplace_back(field);
            if (into.keyNumber == 0) {
                return; // its name is gone with the next document
            }
            std::uint32_t text = RawForm::kOwn;
            if (i < m_nodeOf.size()) { // else its value was made
                text = learnText(form, i, into, numbers);
                into.value = {};
            }
            if (time || end) {
                (time ? form.raw.time : form.raw.end) = text;
            } else {
                form.raw.fields.push_back(text);
            }
        }
        form.found = m_found.movedTo(places);
        form.decidedByValue = m_found.has(FlatRole::Kind) || m_found.has(FlatRole::Level);
        form.usable = true;
    }

    /// Which of the document's texts is that of each node; of one that has none the number of those
    /// before it.
    [[nodiscard]] std::vector<std::uint32_t> numberTexts() const
    {
        std::vector<std::uint32_t> numbers;
        std::uint32_t next = 0;
        for (const JsonNode& node : m_json.nodes()) {
            numbers.push_back(next);
            next += codec::hasText(node.kind) ? 1 : 0;
        }
        return numbers;
    }

    /// Which text of the form is that of this field of the record at hand.
    std::uint32_t learnText(Form& form, std::size_t field, const Field& value,
                            const std::vector<std::uint32_t>& numbers) const
    {
        const std::uint32_t node = m_nodeOf[field];
        if (value.kind == ValueKind::Null) {
            return RawForm::kOwn; // in all of them
        }
        if (value.kind == ValueKind::Json) {
            form.nodesOfJson.push_back(node);
            return static_cast<std::uint32_t>(m_json.texts().size() + form.nodesOfJson.size() - 1);
        }
        const FlatRoles& roles = m_roles[field];
        if (roles.own != FlatRole::None || roles.deep != FlatRole::None) {
            form.deciding.push_back({numbers[node], value.value.empty()});
        }
        return numbers[node];
    }

    codec::JsonRecordReader m_json;
    TextArena m_arena;
    RawRecord m_record;
    std::span<const std::string_view> m_texts; ///< of a document whose form is known
    std::vector<std::string_view> m_textsAndJson;
    Found m_found;
    FlatNames m_names;
    FlatName* m_before = nullptr; ///< of the field before the one at hand
    // Of the record at hand:
    std::vector<FlatRoles> m_roles; ///< of its fields
    std::vector<std::uint32_t> m_nodeOf; ///< of its fields, but those that were made
    int m_timePlace = -1; ///< among its fields, before it was taken out; -1: has none
    int m_endPlace = -1;
    std::vector<std::unique_ptr<Form>> m_forms; ///< by the shape of their documents
};

Recognition recogniseFlatJson(std::string_view head, bool whole)
{
    const JsonHead json = lookAtJson(head, whole);
    if (json.shape == JsonHead::Shape::NotJson) {
        return {};
    }
    // Any JSON object is structured enough to be read; a known time makes it likely to be records.
    bool timed = false;
    for (const std::string& name : json.keys) {
        timed = timed || isTimeName(name);
    }
    Recognition recognition;
    recognition.confidence = timed ? 0.6 : json.shape == JsonHead::Shape::Lines ? 0.3 : 0;
    recognition.format = json.shape == JsonHead::Shape::Lines ? "ndjson" : "json";
    recognition.reason = timed ? "JSON objects with a time" : "a JSON object on each line";
    if (json.shape == JsonHead::Shape::Array) {
        recognition.framing = Framing::Elements;
        recognition.arrayPaths = {"$"};
    } else {
        recognition.framing =
            json.shape == JsonHead::Shape::Lines ? Framing::Lines : Framing::Documents;
    }
    return recognition;
}

std::unique_ptr<Importer> createFlatJson(const Recognition& /*recognition*/)
{
    return std::make_unique<FlatJsonImporter>();
}

} // namespace

Format flatJsonFormat()
{
    return {"ndjson",
            {"event", "error", "log", "span", "metric", "ticket"},
            "JSON objects with a time, one a line, as documents or in one array",
            &recogniseFlatJson,
            &createFlatJson};
}

} // namespace throughline::ingest
