#include "models/ingest/formats/document_importer.h"

#include "models/base/text.h"
#include "models/codec/json_text.h"
#include "models/domain/field.h"
#include "models/ingest/formats/document_lists.h"
#include "models/ingest/formats/document_values.h"
#include "models/ingest/json_flatten.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace throughline::ingest {

namespace {

using codec::JsonKind;
using domain::Field;
using domain::IssueCode;
using domain::ValueKind;

constexpr std::string_view kUtc = "UTC"; ///< has neither gaps nor folds

constexpr int kNowhere = -1;

/// A file with more names than this is odd; what is known of them is forgotten now and then.
constexpr std::size_t kRememberedNames = 50'000;

/// A place that a name can fill, and how much it is preferred there: 0 is best.
struct Use
{
    PlaceId place = 0;
    std::size_t rank = 0;
};

/// What the document says of a name, found once per name.
struct NamePlan
{
    std::string name;
    std::string own; ///< under which an unused value is kept
    std::string full; ///< the same where another value of the record has that name
    bool stripped = false;
    std::vector<Use> uses;
    bool drop = false;
    bool flatten = false;
    bool pairs = false;
};

/// Turns the named values of a frame into a record by the rules of a document.
class DocumentImporter final : public Importer
{
public:
    DocumentImporter(std::shared_ptr<const DocumentFormat> format, const Recognition& recognition)
        : m_format(std::move(format))
        , m_values(*m_format, recognition)
    {
        for (const FieldRule& rule : m_format->fields) {
            m_targets.insert(rule.to);
        }
    }

    Result<void> frame(std::string_view text, const domain::Provenance& place,
                       RawSink& sink) override
    {
        if (trim(text).empty()) {
            return {};
        }
        if (const auto problem = m_values.read(text, sink)) {
            return sink.reject(problem->code, problem->detail, place, text);
        }
        m_sink = &sink;
        findPlaces();
        if (m_values.values().size() > kMostJsonFields) {
            return sink.reject(IssueCode::TooManyKeys, "", place, text);
        }
        m_record.fields.clear();
        m_record.signal = signal();
        m_record.time = {};
        m_record.end = {};
        if (!readTime(m_format->time, m_record.time) || !readTime(m_format->end, m_record.end)) {
            return sink.reject(IssueCode::TimeUnitContradiction, m_record.time.key, place, text);
        }
        for (const FieldRule& rule : m_format->fields) {
            applyRule(rule);
        }
        keepOthers();
        return sink.raw(m_record, place);
    }

private:
    // What the document says of names

    NamePlan& planOf(std::string_view name, std::size_t position)
    {
        if (position < m_lastPlans.size() && m_lastPlans[position]->name == name) {
            return *m_lastPlans[position];
        }
        m_lookup.assign(name);
        auto& plan = m_plans[m_lookup];
        if (plan == nullptr) {
            plan = std::make_unique<NamePlan>(makePlan(name));
        }
        if (position >= m_lastPlans.size()) {
            m_lastPlans.resize(position + 1, plan.get());
        }
        m_lastPlans[position] = plan.get();
        return *plan;
    }

    NamePlan makePlan(std::string_view name)
    {
        NamePlan plan;
        plan.name = name;
        const std::string folded = foldName(name);
        for (PlaceId place = 0; place < m_format->places.size(); ++place) {
            const std::vector<std::string>& names = m_format->places[place].names;
            const auto found = std::ranges::find(names, folded);
            if (found != names.end()) {
                plan.uses.push_back({place, static_cast<std::size_t>(found - names.begin())});
            }
        }
        plan.drop = std::ranges::any_of(m_format->drop, [&folded](const std::string& wanted) {
            return wanted.ends_with('*')
                ? folded.starts_with(std::string_view(wanted).substr(0, wanted.size() - 1))
                : folded == wanted;
        });
        plan.pairs = std::ranges::find(m_format->pairs, folded) != m_format->pairs.end();
        plan.flatten = std::ranges::find(m_format->flatten, folded) != m_format->flatten.end();
        nameOwn(name, plan);
        return plan;
    }

    /// The name of a value that no rule uses. It never passes for a field that a rule makes.
    void nameOwn(std::string_view name, NamePlan& plan) const
    {
        std::string_view stripped = name;
        for (const std::string& prefix : m_format->strip) {
            if (name.size() > prefix.size() + 1 && name.starts_with(prefix)
                && name[prefix.size()] == '.') {
                stripped = name.substr(prefix.size() + 1);
                break;
            }
        }
        const bool passes = m_targets.contains(std::string(domain::canonicalName(stripped)));
        const bool prefixed = m_format->others == Others::Prefix || passes;
        plan.own = prefixed ? m_format->prefix + std::string(stripped) : std::string(stripped);
        plan.full = m_format->prefix + std::string(name);
        plan.stripped = stripped.size() < name.size();
    }

    // Places

    void findPlaces()
    {
        if (m_plans.size() > kRememberedNames) {
            m_plans.clear();
            m_lastPlans.clear();
        }
        m_places.assign(m_format->places.size(), kNowhere);
        m_ranks.assign(m_format->places.size(), SIZE_MAX);
        m_ofValue.clear();
        m_used.clear();
        // Values that hold others grow the list while it is walked.
        for (std::size_t i = 0; i < m_values.values().size(); ++i) {
            const NamePlan& plan = planOf(m_values.values()[i].key, i);
            m_ofValue.push_back(&plan);
            m_used.push_back((plan.flatten && m_values.flatten(i))
                             || (plan.pairs && m_values.openPairs(i)));
            if (!isMissing(m_values.values()[i])) {
                fill(plan, i);
            } else {
                m_used.back() = true; // nothing stands there
            }
        }
    }

    void fill(const NamePlan& plan, std::size_t index)
    {
        for (const Use& use : plan.uses) {
            if (use.rank < m_ranks[use.place]) {
                m_ranks[use.place] = use.rank;
                m_places[use.place] = static_cast<int>(index);
            }
        }
    }

    [[nodiscard]] bool isMissing(const Field& value) const
    {
        return value.value.empty() || value.kind == ValueKind::Null
            || std::ranges::find(m_format->missing, value.value) != m_format->missing.end();
    }

    [[nodiscard]] const Field* at(PlaceId place) const
    {
        const int index = m_places[place];
        return index == kNowhere ? nullptr : &m_values.values()[static_cast<std::size_t>(index)];
    }

    void use(PlaceId place) { m_used[static_cast<std::size_t>(m_places[place])] = true; }

    [[nodiscard]] bool holds(const std::vector<Condition>& when) const
    {
        return std::ranges::all_of(when, [this](const Condition& condition) {
            const Field* value = at(condition.place);
            return value != nullptr
                && std::ranges::any_of(condition.values, [value](const std::string& wanted) {
                       return wanted == "*" || equalsIgnoringAsciiCase(wanted, value->value);
                   });
        });
    }

    [[nodiscard]] domain::Signal signal() const
    {
        for (const SignalRule& rule : m_format->signalRules) {
            if (holds(rule.when)) {
                return rule.signal;
            }
        }
        return m_format->signalRules.back().signal;
    }

    // Times

    /// False: an epoch number's size contradicts the unit that the format fixes.
    bool readTime(const TimeRule& rule, Field& time)
    {
        const Field* value = rule.place ? at(*rule.place) : nullptr;
        if (value == nullptr) {
            return true;
        }
        use(*rule.place);
        time = *value;
        time.key = m_ofValue[static_cast<std::size_t>(m_places[*rule.place])]->name;
        const std::string_view text = trim(value->value);
        for (const TimeFormat& form : rule.forms) {
            if (const auto moment = form.read(text)) {
                takeMoment(*moment, rule, time);
                return true;
            }
        }
        if (rule.zone && value->kind == ValueKind::Text) {
            if (const auto moment = parseIsoTime(text); moment && !moment->hasZone) {
                takeMoment(*moment, rule, time);
            }
        }
        const auto whole = rule.unit ? parseInteger(text.substr(0, text.find('.'))) : std::nullopt;
        return !whole || epochUnit(*whole) == rule.unit;
    }

    void takeMoment(const ParsedTime& moment, const TimeRule& rule, Field& time)
    {
        std::string text;
        if (!moment.hasZone && rule.zone && rule.zone->name() != kUtc) {
            const TimeZone::Moment there = rule.zone->toUtc(moment.time);
            if (there.reading != TimeZone::Reading::Plain) {
                m_sink->note(there.reading == TimeZone::Reading::Gap ? IssueCode::TimeInGap
                                                                     : IssueCode::TimeInFold);
            }
            text = formatRfc3339(there.time);
        } else {
            text = formatRfc3339(moment.time);
        }
        if (!moment.hasZone && !rule.zone) {
            text.pop_back(); // local time, to be read as the import says
        }
        time.value = m_values.arena().keep(text);
        time.kind = ValueKind::Text;
    }

    // Fields

    void applyRule(const FieldRule& rule)
    {
        if (!holds(rule.when)) {
            return;
        }
        Field field {rule.to, {}, ValueKind::Text};
        if (rule.constant) {
            field.value = *rule.constant;
        } else if (!takeParts(rule, field)) {
            if (!rule.fallback.empty()) {
                m_record.fields.push_back({rule.to, rule.fallback, ValueKind::Text});
            }
            return;
        }
        if (rule.part == ListPart::Repeats) {
            takeRepeats(rule, field);
        } else if (rule.part != ListPart::Whole) {
            m_lists.take(rule, field, m_values.arena());
        }
        if (!rule.words.empty() || rule.otherwise) {
            takeWord(rule, field);
        }
        if (rule.number && field.kind == ValueKind::Text
            && codec::isJsonNumber(trim(field.value))) {
            field.value = trim(field.value);
            field.kind = ValueKind::Number;
        }
        if (rule.text && field.kind == ValueKind::Number) {
            field.kind = ValueKind::Text;
        }
        if (rule.to == domain::key::kBody) {
            takeLineEnds(field);
        }
        if (!field.value.empty()) {
            m_record.fields.push_back(field);
        }
    }

    /// What a program ends its lines with is no part of what it says.
    static void takeLineEnds(Field& body)
    {
        while (body.value.ends_with('\n') || body.value.ends_with('\r')) {
            body.value.remove_suffix(1);
        }
    }

    /// False: a part has no value.
    bool takeParts(const FieldRule& rule, Field& field)
    {
        for (const PlaceId place : rule.parts) {
            const Field* value = at(place);
            if (value == nullptr) {
                return false;
            }
            if (std::ranges::find(rule.missing, value->value) != rule.missing.end()) {
                use(place);
                return false;
            }
            if (rule.matches && !rule.matches->found(value->value)) {
                return false;
            }
        }
        for (const PlaceId place : rule.parts) {
            const Field* value = at(place);
            use(place);
            field.value = place == rule.parts.front()
                ? value->value
                : m_values.arena().join(field.value, rule.between, value->value);
            field.kind = rule.parts.size() == 1 ? value->kind : ValueKind::Text;
        }
        return true;
    }

    void takeWord(const FieldRule& rule, Field& field)
    {
        m_lookup = toLowerAscii(trim(field.value));
        const auto found =
            std::ranges::find(rule.words, m_lookup, &std::pair<std::string, std::string>::first);
        if (found != rule.words.end()) {
            field.value = found->second;
            field.kind = ValueKind::Text;
        } else if (rule.otherwise) {
            field.value = *rule.otherwise;
            field.kind = ValueKind::Text;
        }
    }

    /// Columns of one name are called name, name.2, name.3 ...
    void takeRepeats(const FieldRule& rule, Field& field)
    {
        std::vector<std::string_view> values {field.value};
        const auto first = static_cast<std::size_t>(m_places[rule.parts.front()]);
        const std::string name = m_ofValue[first]->name + '.';
        for (std::size_t i = first + 1; i < m_ofValue.size(); ++i) {
            const std::string_view other = m_ofValue[i]->name;
            if (other.starts_with(name) && parseUnsigned(other.substr(name.size()))) {
                if (!isMissing(m_values.values()[i])) {
                    values.push_back(m_values.values()[i].value);
                }
                m_used[i] = true;
            }
        }
        DocumentLists::takeAll(values, field, m_values.arena());
    }

    [[nodiscard]] bool has(std::string_view name) const
    {
        return std::ranges::find(m_record.fields, name, &Field::key) != m_record.fields.end();
    }

    void keepOthers()
    {
        if (m_format->others == Others::Drop) {
            return;
        }
        for (std::size_t i = 0; i < m_ofValue.size(); ++i) {
            if (!m_used[i] && !m_ofValue[i]->drop) {
                const NamePlan& plan = *m_ofValue[i];
                Field field = m_values.values()[i];
                field.key = plan.stripped && has(plan.own) ? plan.full : plan.own;
                m_record.fields.push_back(field);
            }
        }
    }

    std::shared_ptr<const DocumentFormat> m_format;
    DocumentValues m_values;
    DocumentLists m_lists;
    RawSink* m_sink = nullptr; ///< of the frame at hand
    RawRecord m_record;
    std::unordered_set<std::string> m_targets;
    std::unordered_map<std::string, std::unique_ptr<NamePlan>> m_plans;
    std::vector<NamePlan*> m_lastPlans; ///< of the record before, by position
    std::string m_lookup;
    std::vector<int> m_places; ///< by place: index of its value
    std::vector<std::size_t> m_ranks;
    std::vector<const NamePlan*> m_ofValue;
    std::vector<bool> m_used;
};

} // namespace

std::unique_ptr<Importer> createDocumentImporter(std::shared_ptr<const DocumentFormat> format,
                                                 const Recognition& recognition)
{
    return std::make_unique<DocumentImporter>(std::move(format), recognition);
}

} // namespace throughline::ingest
