// How the OtlpSpanReader finds out what all spans that are written alike have in common.

#include "models/ingest/formats/otlp_dialects.h"
#include "models/ingest/formats/otlp_span.h"

namespace throughline::ingest {

using codec::JsonFreedom;
using codec::JsonKind;
using codec::JsonNode;
using domain::Field;
using domain::ValueKind;
using Use = OtlpSpanForm::Use;

namespace {

/// The text of such a value is the span's own.
bool hasText(const JsonNode& node)
{
    return node.kind != JsonKind::Null && node.kind < JsonKind::Array;
}

/// What kind of field an attribute of this type is, and what is asked of its value; nullopt: more
/// than a form can do.
struct AttributeUse
{
    ValueKind kind = ValueKind::Text;
    Use use = Use::Text;
};

std::optional<AttributeUse> useOf(std::string_view type)
{
    if (type == "stringValue" || type == "bytesValue") {
        return AttributeUse {ValueKind::Text, Use::Text};
    }
    if (type == "intValue" || type == "doubleValue") {
        return AttributeUse {ValueKind::Number, Use::Number};
    }
    if (type == "boolValue") {
        return AttributeUse {ValueKind::Boolean, Use::Text};
    }
    return std::nullopt;
}

} // namespace

/// What is known of a span and its nodes, on the way to its form.
struct OtlpSpanReader::Draft
{
    OtlpDocument& document;
    KeyNumbers& numbers;
    std::uint32_t object; ///< node of the span
    RawRecord span {};
    std::vector<JsonFreedom> freedoms; ///< by node, as those below
    std::vector<OtlpSpanForm::Step> steps;

    /// The span has a field with this node's text, unless it is empty.
    void addText(const OtlpKey& key, std::uint32_t node, Use use)
    {
        if (!hasText(document.node(node))) {
            return;
        }
        if (document.node(node).text.empty()) {
            freedoms[node - object] = JsonFreedom::Fixed;
            return;
        }
        freedoms[node - object] = JsonFreedom::Filled;
        steps[node - object] = {use, static_cast<std::uint32_t>(span.fields.size())};
        Field& field = add(key);
        field.plain = document.node(node).plain;
    }

    /// The span has a field with this word as long as the node has this text.
    void addWord(const OtlpKey& key, std::uint32_t node, std::string_view word)
    {
        if (node != 0 && hasText(document.node(node))) {
            freedoms[node - object] = JsonFreedom::Fixed;
        }
        if (!word.empty()) {
            Field& field = add(key);
            field.value = word;
            field.plain = true;
        }
    }

    bool addTime(std::uint32_t node, Use use)
    {
        steps[node - object].use = use;
        return hasText(document.node(node));
    }

    bool addAttribute(std::uint32_t at)
    {
        const auto found = document.attribute(at);
        if (!found || document.node(found->name).text.empty()
            || document.node(found->value).kind != JsonKind::Object
            || document.node(found->value).next == found->value + 1) {
            return false;
        }
        const std::uint32_t value = found->value + 1;
        const auto use = useOf(otlpName(document.node(value).key));
        if (!use || !hasText(document.node(value))) {
            return false;
        }
        Field field {document.node(found->name).text, {}, use->kind};
        field.plain = use->kind == ValueKind::Text && document.node(value).plain;
        numbers.beginRecord();
        numbers.number(field);
        freedoms[found->name - object] = JsonFreedom::Fixed;
        steps[value - object] = {use->use, static_cast<std::uint32_t>(span.fields.size())};
        span.fields.push_back(field);
        return field.keyNumber != 0;
    }

    bool addAttributes(std::uint32_t list)
    {
        for (std::uint32_t i = list + 1; i < document.node(list).next; i = document.node(i).next) {
            if (!addAttribute(i)) {
                return false;
            }
        }
        return true;
    }

    [[nodiscard]] bool isEmpty(std::uint32_t list) const
    {
        return document.node(list).next == list + 1;
    }

private:
    Field& add(const OtlpKey& key)
    {
        Field& field = span.fields.emplace_back();
        field.key = key.name;
        field.keyNumber = key.number;
        return field;
    }
};

bool OtlpSpanReader::draft(Draft& draft, Member member, std::uint32_t at) const
{
    const OtlpDocument& document = draft.document;
    switch (member) {
    case Member::TraceId:
        draft.addText(m_traceId, at, Use::Id);
        return true;
    case Member::SpanId:
        draft.addText(m_spanId, at, Use::Id);
        return true;
    case Member::ParentSpanId:
        draft.addText(m_parent, at, Use::Id);
        return true;
    case Member::Name:
        draft.addText(m_name, at, Use::Text);
        return true;
    case Member::TraceState:
        draft.addText(m_state, at, Use::Text);
        return true;
    case Member::Kind:
        draft.addWord(m_kind, at, kindWord(document.node(at).text));
        return true;
    case Member::Start:
        return draft.addTime(at, Use::Start);
    case Member::End:
        return draft.addTime(at, Use::End);
    case Member::Attributes:
        return draft.addAttributes(at);
    case Member::Events:
    case Member::Links:
        return draft.isEmpty(at);
    case Member::Status: {
        draft.addWord(m_status, document.child(at, "code"),
                      statusWord(document.textOf(at, "code")));
        if (const std::uint32_t message = document.child(at, "message")) {
            draft.addText(m_message, message, Use::Text);
        }
        return true;
    }
    case Member::Other:
        return true;
    }
    return false;
}

std::optional<OtlpSpanLesson> OtlpSpanReader::learn(OtlpDocument& document, std::uint32_t object,
                                                    KeyNumbers& numbers)
{
    const std::uint32_t end = document.node(object).next;
    Draft draft {document, numbers, object, {}, {}, {}};
    draft.freedoms.assign(end - object, JsonFreedom::Free);
    draft.steps.resize(end - object);
    draft.span.signal = domain::Signal::Span;
    std::size_t place = 0;
    for (std::uint32_t i = object + 1; i < end; i = document.node(i).next) {
        const Member member = memberAt(place++, document.node(i).key);
        if (member == Member::Start) {
            OtlpDocument::readTime(m_start, {}, draft.span.time);
        } else if (member == Member::End) {
            OtlpDocument::readTime(m_end, {}, draft.span.end);
        }
        if (!this->draft(draft, member, i)) {
            return std::nullopt;
        }
    }
    std::vector<OtlpSpanForm::Step> steps;
    std::vector<std::string_view> values;
    for (std::uint32_t i = object; i < end; ++i) {
        if (hasText(document.node(i)) && draft.freedoms[i - object] != JsonFreedom::Fixed) {
            steps.push_back(draft.steps[i - object]);
            values.push_back(document.node(i).text);
        }
    }
    return OtlpSpanLesson {OtlpSpanForm(std::move(draft.span), std::move(steps)),
                           std::move(draft.freedoms), std::move(values)};
}

} // namespace throughline::ingest
