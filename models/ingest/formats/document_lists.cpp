#include "models/ingest/formats/document_lists.h"

#include "models/base/text.h"
#include "models/base/utf8.h"
#include "models/codec/json_text.h"
#include "models/codec/json_writer.h"
#include "models/ingest/formats/frame_stack.h"
#include "models/ingest/json_flatten.h"
#include "models/ingest/terminal_colours.h"

#include <algorithm>
#include <optional>

namespace throughline::ingest {

using codec::JsonKind;
using domain::Field;
using domain::ValueKind;

void DocumentLists::takeAll(const std::vector<std::string_view>& values, Field& field,
                            TextArena& arena)
{
    if (values.size() < 2) {
        return;
    }
    std::string json = "[";
    for (const std::string_view value : values) {
        json += json.size() > 1 ? "," : "";
        codec::appendJsonString(json, value);
    }
    field.value = arena.keep(json + ']');
    field.kind = ValueKind::Json;
}

void DocumentLists::take(const FieldRule& rule, Field& field, TextArena& arena)
{
    const std::string_view text = trim(field.value);
    if (rule.part == ListPart::Stack) {
        takeStack(rule, field, arena);
        return;
    }
    const bool texts = rule.part == ListPart::Texts;
    if (!(text.starts_with('[') || (texts && text.starts_with('{'))) || !m_json.parseCopy(text)) {
        return;
    }
    if (rule.part == ListPart::All) {
        field.kind = ValueKind::Json;
    } else if (rule.part == ListPart::First) {
        takeFirst(rule, field, arena);
    } else if (rule.part == ListPart::Bytes) {
        takeBytes(field, arena);
    } else if (texts) {
        takeTexts(rule, field, arena);
    } else {
        takeMembers(rule, field, arena);
    }
}

void DocumentLists::takeFirst(const FieldRule& rule, Field& field, TextArena& arena) const
{
    std::uint32_t first = m_json.nodes()[0].next > 1 ? 1 : 0;
    if (first != 0 && !rule.member.empty()) {
        first =
            m_json.nodes()[first].kind == JsonKind::Object ? m_json.child(first, rule.member) : 0;
    }
    field = first != 0 ? jsonField(m_json, first, rule.to, arena) : Field {rule.to, {}};
    field.value = field.kind == ValueKind::Null ? std::string_view() : arena.keep(field.value);
}

void DocumentLists::takeBytes(Field& field, TextArena& arena) const
{
    constexpr std::int64_t kMost = 255;
    // A text that looks like a list says what it says: "[200]" is no byte.
    if (field.kind != ValueKind::Json) {
        return;
    }
    const auto nodes = m_json.nodes();
    std::string bytes;
    for (std::uint32_t i = 1; i < nodes[0].next; i = nodes[i].next) {
        const auto byte = nodes[i].kind == JsonKind::Number ? parseInteger(nodes[i].text)
                                                            : std::optional<std::int64_t>();
        if (!byte || *byte < 0 || *byte > kMost) {
            return;
        }
        bytes += static_cast<char>(*byte);
    }
    std::string plain;
    field.value = arena.keep(repairUtf8(withoutColours(bytes, plain)));
    field.kind = ValueKind::Text;
}

void DocumentLists::takeMembers(const FieldRule& rule, Field& field, TextArena& arena) const
{
    const auto nodes = m_json.nodes();
    std::string json = "[";
    for (std::uint32_t i = 1; i < nodes[0].next; i = nodes[i].next) {
        const std::uint32_t member =
            nodes[i].kind == JsonKind::Object ? m_json.child(i, rule.member) : 0;
        if (member != 0) {
            json += json.size() > 1 ? "," : "";
            codec::appendJson(json, m_json, member);
        }
    }
    field.value = arena.keep(json.size() > 1 ? json + ']' : std::string());
    field.kind = ValueKind::Json;
}

/// A list without a single frame says no more than types and messages do.
void DocumentLists::takeStack(const FieldRule& rule, Field& field, TextArena& arena)
{
    const std::string_view text = trim(field.value);
    if (!text.starts_with('[') || !m_exceptions.openValue(text)) {
        return;
    }
    const bool frames = text.find("\"frames\"") != std::string_view::npos;
    const bool any = rule.member == kAnyLanguage;
    field.value = frames
        ? arena.keep(listedStack(m_exceptions, any ? std::string_view() : rule.member))
        : std::string_view();
    field.kind = ValueKind::Text;
}

void DocumentLists::takeTexts(const FieldRule& rule, Field& field, TextArena& arena) const
{
    std::string text;
    appendTexts(rule.texts, 0, text);
    field.value = arena.keep(trim(text));
    field.kind = ValueKind::Text;
}

/// Somebody's name stands there; who is meant is told by the id, which is no name.
void DocumentLists::appendMention(std::uint32_t node, std::string& text) const
{
    const auto nodes = m_json.nodes();
    const std::uint32_t attributes = m_json.child(node, "attrs");
    const bool told = attributes != 0 && nodes[attributes].kind == JsonKind::Object;
    const std::uint32_t id = told ? m_json.child(attributes, "id") : 0;
    text.append("@").append(id != 0 ? nodes[id].text : std::string_view());
}

/// The first name is running text, the others (addresses) stand apart from it. An object with a
/// list in it is a block, and ends its line.
void DocumentLists::appendTexts(const std::vector<std::string>& names, std::uint32_t node,
                                std::string& text) const
{
    const auto nodes = m_json.nodes();
    if (nodes[node].kind == JsonKind::Object
        && nodes[m_json.child(node, "type")].text == "mention") {
        appendMention(node, text);
        return;
    }
    bool block = false;
    for (std::uint32_t i = node + 1; i < nodes[node].next; i = nodes[i].next) {
        const auto name = std::ranges::find(names, nodes[i].key);
        if (nodes[i].kind == JsonKind::String && name != names.end()) {
            const bool apart = name != names.begin() && !text.empty() && text.back() != '\n';
            text.append(apart ? " " : "").append(nodes[i].text);
        } else if (nodes[i].kind >= JsonKind::Array) {
            block = block || (nodes[i].kind == JsonKind::Array && nodes[i].key != "marks");
            appendTexts(names, i, text);
        }
    }
    if (block && nodes[node].kind == JsonKind::Object && !text.empty() && text.back() != '\n') {
        text += '\n';
    }
}

} // namespace throughline::ingest
