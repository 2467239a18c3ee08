#include "models/ingest/formats/otlp.h"

#include "models/base/assert.h"
#include "models/base/text.h"
#include "models/codec/json_record.h"
#include "models/ingest/formats/otlp_document.h"
#include "models/ingest/formats/otlp_log.h"
#include "models/ingest/formats/otlp_metric.h"
#include "models/ingest/formats/otlp_span.h"
#include "models/ingest/json_head.h"
#include "models/ingest/key_numbers.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <map>

namespace throughline::ingest {

namespace {

using Fields = OtlpDocument::Fields;
using codec::JsonKind;
using codec::JsonNode;
using domain::Field;
using domain::IssueCode;

constexpr std::string_view kSpans = "resourceSpans";
constexpr std::string_view kLogs = "resourceLogs";
constexpr std::string_view kMetrics = "resourceMetrics";

/// What a list of resources may be called, and what it holds.
struct ListName
{
    std::string_view name;
    std::string_view means;
};

constexpr std::array kLists {ListName {kSpans, kSpans},
                             ListName {"resource_spans", kSpans},
                             ListName {"batches", kSpans},
                             ListName {kLogs, kLogs},
                             ListName {"resource_logs", kLogs},
                             ListName {kMetrics, kMetrics},
                             ListName {"resource_metrics", kMetrics}};

/// What an answer of an interface keeps a request in: Tempo's and Jaeger's.
constexpr std::array<std::string_view, 2> kWrappers {"trace", "result"};

class OtlpImporter : public Importer
{
public:
    explicit OtlpImporter(std::vector<std::string> paths)
        : m_paths(std::move(paths))
    {
        m_document.watchElementsOf("spans");
    }

    void elementsOf(std::size_t pathIndex) override { m_path = pathIndex; }

    Result<void> frame(std::string_view text, const domain::Provenance& place,
                       RawSink& sink) override
    {
        if (trim(text).empty()) {
            return {};
        }
        m_sink = &sink;
        m_place = place;
        m_text = text;
        const codec::JsonRecordReader& json = m_document.json();
        if (!m_document.parse(text)) {
            return sink.reject(issueOf(json.problem()), "", place, text);
        }
        if (json.replacedLoneSurrogate()) {
            sink.note(IssueCode::LoneSurrogate);
        }
        if (json.repeatsKey()) {
            sink.note(IssueCode::DuplicateKey);
        }
        if (node(0).kind != JsonKind::Object) {
            return sink.reject(IssueCode::NotAnObject, "", place, text);
        }
        if (m_paths.empty() || m_paths[m_path] == "$") {
            return request();
        }
        const std::string_view path = m_paths[m_path];
        const std::string_view name = path.substr(path.find('.') + 1); // npos + 1 is 0: the whole
        const auto* list = std::find_if(kLists.begin(), kLists.end(),
                                        [name](const ListName& l) { return l.name == name; });
        return element(list->means, 0);
    }

private:
    [[nodiscard]] const JsonNode& node(std::uint32_t i) const { return m_document.node(i); }

    [[nodiscard]] std::uint32_t child(std::uint32_t object, std::string_view name) const
    {
        return m_document.child(object, name);
    }

    /// Calls visit(child) for each child of an array or object node.
    template<typename Visit>
    Result<void> each(std::uint32_t parent, const Visit& visit)
    {
        if (parent == 0 && node(0).kind != JsonKind::Object) {
            return {};
        }
        for (std::uint32_t i = parent + 1; i < node(parent).next; i = node(i).next) {
            TL_TRY(visit(i));
        }
        return {};
    }

    Result<void> request()
    {
        bool known = false;
        TL_TRY(lists(0, known));
        for (const std::string_view wrapper : kWrappers) {
            const std::uint32_t inner = m_document.json().child(0, wrapper);
            if (inner == 0 || node(inner).kind != JsonKind::Object) {
                continue;
            }
            TL_TRY(lists(inner, known));
        }
        if (!known) {
            return m_sink->reject(IssueCode::UnknownShape,
                                  "none of resourceSpans, resourceLogs, resourceMetrics", m_place,
                                  m_text);
        }
        return {};
    }

    Result<void> lists(std::uint32_t object, bool& known)
    {
        for (const ListName& list : kLists) {
            const std::uint32_t elements = m_document.json().child(object, list.name);
            if (elements == 0) {
                continue;
            }
            known = true;
            TL_TRY(each(elements, [&](std::uint32_t i) { return element(list.means, i); }));
        }
        return {};
    }

    /// Where an object holds what we look for under no name we know, it is not passed over in
    /// silence; one that holds nothing but `harmless` members is merely empty.
    Result<void> refuseUnlessEmpty(std::uint32_t object, std::string_view missing,
                                   std::initializer_list<std::string_view> harmless)
    {
        bool empty = node(object).kind == JsonKind::Object;
        for (std::uint32_t i = object + 1; i < node(object).next; i = node(i).next) {
            empty =
                empty && std::find(harmless.begin(), harmless.end(), node(i).key) != harmless.end();
        }
        return empty ? Result<void>()
                     : m_sink->reject(IssueCode::UnknownShape, "no " + std::string(missing),
                                      m_place, m_text);
    }

    /// One resource with its scopes and records.
    Result<void> element(std::string_view list, std::uint32_t object)
    {
        m_resource.clear();
        m_document.findSpelling(object);
        const std::uint32_t resource = child(object, "resource");
        if (resource != 0) {
            m_document.addAttributes(child(resource, "attributes"), m_resource);
        }
        const bool spans = list == kSpans;
        const bool logs = list == kLogs;
        const std::string_view scopes = spans ? "scopeSpans" : logs ? "scopeLogs" : "scopeMetrics";
        const std::string_view oldScopes = spans ? "instrumentationLibrarySpans"
            : logs                               ? "instrumentationLibraryLogs"
                                                 : "instrumentationLibraryMetrics";
        const std::string_view records = spans ? "spans" : logs ? "logRecords" : "metrics";
        std::uint32_t scopeList = child(object, scopes);
        scopeList = scopeList == 0 ? child(object, oldScopes) : scopeList;
        if (scopeList == 0) {
            return refuseUnlessEmpty(object, scopes, {"resource", "schemaUrl", "schema_url"});
        }
        return each(scopeList, [&](std::uint32_t scope) -> Result<void> {
            beginScope(scope);
            const std::uint32_t recordList = child(scope, records);
            if (recordList == 0) {
                return refuseUnlessEmpty(scope, records, {"scope", "schemaUrl", "schema_url"});
            }
            return each(recordList, [&](std::uint32_t record) {
                return spans ? span(record) : logs ? log(record) : metric(record);
            });
        });
    }

    /// What resource and scope say stands first in the records of the scope.
    void beginScope(std::uint32_t scope)
    {
        Fields& fields = m_record.fields;
        fields = m_resource;
        const std::uint32_t named = child(scope, "scope");
        const std::uint32_t library = named != 0 ? named : child(scope, "instrumentationLibrary");
        if (library != 0) {
            m_document.addText(m_scopeName, child(library, "name"), fields);
            m_document.addText(m_scopeVersion, child(library, "version"), fields);
            m_document.addAttributes(child(library, "attributes"), fields);
        }
        m_numbers.beginRecord();
        for (Field& field : fields) {
            if (field.keyNumber == 0) {
                m_numbers.number(field);
            }
        }
        m_scope.fields = fields;
        m_scope.keys = listNumber(fields);
        ++m_scope.serial;
    }

    /// A number for the list of keys; 0: it has none.
    std::uint32_t listNumber(const Fields& fields)
    {
        constexpr std::size_t kMostLists = 1'000;
        std::vector<std::uint32_t> numbers;
        for (const Field& field : fields) {
            if (field.keyNumber == 0) {
                return 0;
            }
            numbers.push_back(field.keyNumber);
        }
        if (m_lists.size() >= kMostLists) {
            m_lists.clear();
        }
        std::uint32_t& number = m_lists[std::move(numbers)];
        number = number != 0 ? number : domain::nextKeyNumber();
        return number;
    }

    Result<void> emit(const RawRecord& record)
    {
        ++m_place.part;
        return m_sink->raw(
            record,
            {m_place.source, m_place.offset, m_place.length, m_place.line, m_place.part - 1});
    }

    Result<void> span(std::uint32_t object)
    {
        const codec::JsonElement* const element = m_document.json().element(object);
        if (element == nullptr || element->shape == 0) {
            RawRecord& record = start(domain::Signal::Span);
            m_spans.read(m_document, object, record);
            if (element != nullptr) {
                learn(object, record);
            }
            return emit(record);
        }
        OtlpSpanForm* const form = m_forms.find(element->shape);
        const RawRecord* const filled =
            form != nullptr ? form->fill(m_document.json().values(*element), m_scope) : nullptr;
        return filled != nullptr ? emit(*filled) : unfolded(element->text);
    }

    /// A span that needs to be read after all.
    Result<void> unfolded(std::string_view text)
    {
        const bool good = m_unfolded.parse(text);
        TL_ASSERT(good); // as part of its document it was
        m_unfolded.spellAs(m_document);
        RawRecord& record = start(domain::Signal::Span);
        m_spans.read(m_unfolded, 0, record);
        return emit(record);
    }

    /// Learns how spans that are written like this one become records, if they can become such
    /// without being read.
    void learn(std::uint32_t object, const RawRecord& record)
    {
        auto lesson = m_spans.learn(m_document, object, m_numbers);
        if (!lesson) {
            return;
        }
        const RawRecord* const filled = lesson->form.fill(lesson->values, m_scope);
        if (filled == nullptr || filled->fields != record.fields || filled->time != record.time
            || filled->end != record.end) {
            return;
        }
        if (const std::uint32_t shape = m_document.learnElement(object, lesson->freedoms)) {
            m_forms.keep(shape, std::move(lesson->form));
        }
    }

    Result<void> log(std::uint32_t object)
    {
        RawRecord& record = start(domain::Signal::Log);
        m_logs.read(m_document, object, record);
        return emit(record);
    }

    /// Each data point is a record of its own.
    Result<void> metric(std::uint32_t object)
    {
        bool known = false;
        for (const std::string_view shape : OtlpMetricReader::shapes()) {
            const std::uint32_t data = child(object, shape);
            const std::uint32_t points = data == 0 ? 0 : child(data, "dataPoints");
            known = known || data != 0;
            if (points == 0) {
                continue;
            }
            TL_TRY(each(points, [&](std::uint32_t point) {
                RawRecord& record = start(domain::Signal::Metric);
                m_metrics.read(m_document, object, shape, point, record);
                return emit(record);
            }));
        }
        return known
            ? Result<void>()
            : refuseUnlessEmpty(object, "data points", {"name", "unit", "description", "metadata"});
    }

    RawRecord& start(domain::Signal signal)
    {
        m_record.signal = signal;
        m_record.time = {};
        m_record.end = {};
        m_record.fields.resize(m_scope.fields.size()); // what the record before said of itself goes
        return m_record;
    }

    OtlpDocument m_document;
    OtlpSpanReader m_spans;
    OtlpLogReader m_logs;
    OtlpMetricReader m_metrics;
    OtlpKey m_scopeName {"otel.scope.name"};
    OtlpKey m_scopeVersion {"otel.scope.version"};
    KeyNumbers m_numbers; ///< of what resources and scopes say
    std::vector<std::string> m_paths; ///< not empty: frames are elements of these arrays
    std::size_t m_path = 0;
    RawSink* m_sink = nullptr;
    domain::Provenance m_place;
    std::string_view m_text;
    Fields m_resource;
    RawRecord m_record;
    OtlpScope m_scope; ///< what the fields of the record begin with
    std::map<std::vector<std::uint32_t>, std::uint32_t> m_lists; ///< numbers of lists of keys
    OtlpSpanForms m_forms;
    OtlpDocument m_unfolded;
};

/// The list stands at this path; other files have batches, too: ours have a resource in them.
bool hasList(const JsonHead& json, std::string_view prefix, std::string_view name)
{
    const auto has = [&](std::string_view path) { return json.has(std::string(prefix) += path); };
    return has(name)
        && (name != "batches" || has("resource") || has("resource.attributes")
            || has("scopeSpans"));
}

Recognition recogniseOtlp(std::string_view head, bool whole)
{
    const JsonHead json = lookAtJson(head, whole);
    if (json.shape == JsonHead::Shape::NotJson) {
        return {};
    }
    Recognition recognition;
    std::vector<std::string> found;
    std::vector<std::string> paths;
    for (const std::string_view wrapper : {std::string_view(), kWrappers[0], kWrappers[1]}) {
        const std::string prefix = std::string(wrapper) + (wrapper.empty() ? "" : ".");
        for (const ListName& list : kLists) {
            paths.push_back(prefix + std::string(list.name));
            if (!hasList(json, prefix, list.name)) {
                continue;
            }
            found.push_back(paths.back());
            const std::string_view format = list.means == kSpans ? "otlp-traces"
                : list.means == kLogs                            ? "otlp-logs"
                                                                 : "otlp-metrics";
            const bool same = recognition.format.empty() || recognition.format == format;
            recognition.format = same ? format : "otlp";
        }
    }
    if (found.empty()) {
        return {};
    }
    recognition.confidence = 1;
    recognition.reason = listInWords(found) + " in the first document";
    if (json.shape == JsonHead::Shape::Lines) {
        recognition.framing = Framing::Lines;
    } else {
        recognition.framing = Framing::Elements;
        recognition.arrayPaths = std::move(paths);
    }
    if (json.shape == JsonHead::Shape::Array) {
        recognition.arrayPaths = {"$"};
    }
    return recognition;
}

std::unique_ptr<Importer> createOtlp(const Recognition& recognition)
{
    return std::make_unique<OtlpImporter>(recognition.arrayPaths);
}

} // namespace

Format otlpFormat()
{
    return {"otlp",
            {"span", "log", "metric", "error"},
            "a JSON object with resourceSpans, resourceLogs or resourceMetrics, one a line or one "
            "document",
            &recogniseOtlp,
            &createOtlp};
}

} // namespace throughline::ingest
