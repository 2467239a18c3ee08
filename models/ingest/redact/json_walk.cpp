#include "models/ingest/redact/json_walk.h"

#include "models/base/text.h"
#include "models/domain/field.h"

#include <algorithm>
#include <array>

namespace throughline::ingest {

namespace {

using domain::ValueKind;

/// Longer paths keep their end, where the telling names are.
constexpr std::size_t kLongestPath = 160;

ValueKind kindOf(JsonType type)
{
    switch (type) {
    case JsonType::Null:
        return ValueKind::Null;
    case JsonType::Boolean:
        return ValueKind::Boolean;
    case JsonType::Number:
        return ValueKind::Number;
    case JsonType::String:
        return ValueKind::Text;
    case JsonType::Array:
    case JsonType::Object:
        break;
    }
    return ValueKind::Json;
}

bool isContainer(const JsonPlace& place)
{
    return place.type == JsonType::Array || place.type == JsonType::Object;
}

/// What a name demands of everything beneath it.
bool isInherited(FieldAction action)
{
    using enum FieldAction;
    return action == Person || action == DropPerson || action == Secret || action == Cvv
        || action == CardNumber || action == ScanCard || action == Coordinates;
}

bool isSecretAction(FieldAction action)
{
    return action == FieldAction::Secret || action == FieldAction::Cvv
        || action == FieldAction::CardNumber;
}

std::string joinPath(const std::string& parent, std::string_view key)
{
    std::string path = parent.empty() ? std::string(key) : parent + "." + std::string(key);
    if (path.size() > kLongestPath) {
        path.erase(0, path.size() - kLongestPath);
    }
    return path;
}

} // namespace

Redactor::JsonWalk::JsonWalk(Redactor& redactor, std::string_view text, unsigned level)
    : m_redactor(redactor)
    , m_text(text)
    , m_level(level)
    , m_places(jsonPlaces(text))
{
}

std::optional<std::string> Redactor::JsonWalk::run(KeyEntry& entry, FieldPolicy policy)
{
    visitChildren(0, {entry.key, policy});
    if (m_edits.empty()) {
        return std::nullopt;
    }
    std::string result;
    std::size_t at = 0;
    for (const Edit& edit : m_edits) {
        result += m_text.substr(at, edit.begin - at);
        result += edit.text;
        at = edit.end;
    }
    result += m_text.substr(at);
    return result;
}

std::string Redactor::JsonWalk::keyOf(const JsonPlace& value) const
{
    return unescapeJson(m_text.substr(value.keyBegin + 1, value.keyEnd - value.keyBegin - 2));
}

std::string Redactor::JsonWalk::textOf(const JsonPlace& value) const
{
    return value.type == JsonType::String
        ? unescapeJson(m_text.substr(value.begin + 1, value.end - value.begin - 2))
        : std::string(m_text.substr(value.begin, value.end - value.begin));
}

std::string Redactor::JsonWalk::pairNameOf(std::size_t object) const
{
    std::string name;
    bool hasValue = false;
    for (std::size_t child = object + 1; child < m_places[object].next;
         child = m_places[child].next) {
        const std::string key = keyOf(m_places[child]);
        if ((key == "name" || key == "key") && m_places[child].type == JsonType::String) {
            name = textOf(m_places[child]);
        }
        hasValue = hasValue || key == "value";
    }
    return hasValue ? name : std::string();
}

std::optional<FieldPolicy> Redactor::JsonWalk::policyOfPair(std::size_t array) const
{
    const std::size_t first = array + 1;
    const std::size_t end = m_places[array].next;
    const bool pair = first < end && m_places[first].type == JsonType::String
        && m_places[first].next < end && m_places[m_places[first].next].next == end;
    if (!pair) {
        return std::nullopt;
    }
    const FieldPolicy policy = m_redactor.policyFor(textOf(m_places[first]));
    return isSecretAction(policy.action) ? std::optional(policy) : std::nullopt;
}

Redactor::JsonWalk::Place Redactor::JsonWalk::placeOfMember(std::size_t value, const Place& parent,
                                                            const std::string& pairName)
{
    const std::string own = keyOf(m_places[value]);
    const std::string& key = own == "value" && !pairName.empty() ? pairName : own;
    Place place {joinPath(parent.path, key), {}};
    // A canonical name means the same wherever it stands.
    const bool canonical = key.find('.') != std::string::npos && domain::findField(key) != nullptr;
    KeyEntry& entry = m_redactor.entryFor(canonical ? key : place.path);
    place.policy = entry.policy;
    const bool silent = place.policy.action == FieldAction::Scan
        || place.policy.action == FieldAction::ScanCard
        || place.policy.action == FieldAction::ScanMachine;
    if (silent && isInherited(parent.policy.action)) {
        place.policy = parent.policy;
    }
    if (own == key) {
        editKey(m_places[value], entry);
    }
    return place;
}

void Redactor::JsonWalk::editKey(const JsonPlace& value, KeyEntry& entry)
{
    const std::string key = keyOf(value);
    if (auto replaced = m_redactor.replaceFindings(entry, key, {})) {
        m_edits.push_back({value.keyBegin, value.keyEnd, quoteJson(*replaced)});
    }
}

void Redactor::JsonWalk::visitChildren(std::size_t container, const Place& place)
{
    const bool object = m_places[container].type == JsonType::Object;
    const std::string pairName = object ? pairNameOf(container) : std::string();
    const auto pairPolicy = object ? std::nullopt : policyOfPair(container);
    const std::size_t first = container + 1;
    for (std::size_t child = first; child < m_places[container].next;
         child = m_places[child].next) {
        if (object) {
            visit(child, placeOfMember(child, place, pairName));
        } else if (pairPolicy && child != first) {
            visit(child, {place.path, *pairPolicy});
        } else {
            visit(child, place);
        }
    }
}

void Redactor::JsonWalk::visit(std::size_t value, const Place& place)
{
    const JsonPlace& where = m_places[value];
    const bool whole = isContainer(where)
        && (place.policy.action == FieldAction::Secret || place.policy.action == FieldAction::Cvv);
    if (isContainer(where) && !whole) {
        visitChildren(value, place);
        return;
    }
    KeyEntry& entry = m_redactor.entryFor(place.path);
    const std::string text = textOf(where);
    const Change change = m_redactor.apply(entry, place.policy, text, kindOf(where.type), m_level);
    if (change.change != RedactionChange::Unchanged) {
        m_edits.push_back(
            {where.begin, where.end, change.isNumber ? change.text : quoteJson(change.text)});
    }
}

} // namespace throughline::ingest
