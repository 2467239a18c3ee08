#include "models/workflow/grouping_document.h"

#include "models/base/hash.h"
#include "models/base/user_folders.h"
#include "models/codec/json_record.h"
#include "models/codec/json_writer.h"
#include "models/workflow/whole_file.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <vector>

namespace throughline::workflow {

namespace {

constexpr std::size_t kMostBytes = 1 << 20;
constexpr std::size_t kLabelDigits = 8;

Error wrong(const std::string& what)
{
    return usageError("The rules of grouping are wrong: " + what,
                      "See " + groupingDocumentPath().string()
                          + "; members are in_app, not_in_app, messages and fingerprints");
}

class Reader
{
public:
    explicit Reader(const codec::JsonRecordReader& json)
        : m_json(json)
    {
    }

    Result<analysis::GroupingRules> read()
    {
        if (m_json.nodes().empty() || m_json.nodes()[0].kind != codec::JsonKind::Object) {
            return wrong("they are no object");
        }
        TL_TRY(checkMembers(0, {"in_app", "not_in_app", "messages", "fingerprints"}));
        TL_ASSIGN(m_rules.inApp, texts(0, "in_app"));
        TL_ASSIGN(m_rules.notInApp, texts(0, "not_in_app"));
        TL_TRY(readMessages());
        TL_TRY(readFingerprints());
        return std::move(m_rules);
    }

private:
    /// An unknown member is a slip that would silently change nothing.
    Result<void> checkMembers(std::uint32_t object,
                              std::initializer_list<std::string_view> known) const
    {
        const auto nodes = m_json.nodes();
        for (std::uint32_t i = object + 1; i < nodes[object].next; i = nodes[i].next) {
            if (std::find(known.begin(), known.end(), nodes[i].key) == known.end()) {
                return wrong("there is no member '" + std::string(nodes[i].key) + "'");
            }
        }
        return {};
    }

    Result<std::vector<std::string>> texts(std::uint32_t object, std::string_view name) const
    {
        std::vector<std::string> found;
        const auto nodes = m_json.nodes();
        const std::uint32_t list = m_json.child(object, name);
        if (list == 0) {
            return found;
        }
        if (nodes[list].kind != codec::JsonKind::Array) {
            return wrong("'" + std::string(name) + "' is no list");
        }
        for (std::uint32_t i = list + 1; i < nodes[list].next; i = nodes[i].next) {
            if (nodes[i].kind != codec::JsonKind::String || nodes[i].text.empty()) {
                return wrong("'" + std::string(name) + "' holds something that is no text");
            }
            found.emplace_back(nodes[i].text);
        }
        return found;
    }

    Result<std::optional<Pattern>> pattern(std::uint32_t object, std::string_view name) const
    {
        const std::uint32_t node = m_json.child(object, name);
        if (node == 0) {
            return std::optional<Pattern>();
        }
        TL_ASSIGN(Pattern parsed, Pattern::parse(m_json.nodes()[node].text));
        if (parsed.found("")) {
            return wrong("'" + std::string(m_json.nodes()[node].text)
                         + "' matches the empty text, so it would match everywhere");
        }
        return std::optional(std::move(parsed));
    }

    Result<void> readMessages()
    {
        const auto nodes = m_json.nodes();
        const std::uint32_t list = m_json.child(0, "messages");
        for (std::uint32_t i = list + 1; list != 0 && i < nodes[list].next; i = nodes[i].next) {
            if (nodes[i].kind != codec::JsonKind::Object) {
                return wrong("a member of 'messages' is no object");
            }
            TL_TRY(checkMembers(i, {"pattern", "as"}));
            TL_ASSIGN(auto found, pattern(i, "pattern"));
            const std::uint32_t as = m_json.child(i, "as");
            if (!found || as == 0) {
                return wrong("a member of 'messages' needs 'pattern' and 'as'");
            }
            m_rules.masks.push_back({*std::move(found), std::string(nodes[as].text)});
        }
        return {};
    }

    Result<void> readFingerprints()
    {
        const auto nodes = m_json.nodes();
        const std::uint32_t list = m_json.child(0, "fingerprints");
        for (std::uint32_t i = list + 1; list != 0 && i < nodes[list].next; i = nodes[i].next) {
            if (nodes[i].kind != codec::JsonKind::Object) {
                return wrong("a member of 'fingerprints' is no object");
            }
            TL_TRY(checkMembers(i, {"service", "type", "message", "fingerprint"}));
            analysis::FingerprintRule rule;
            TL_ASSIGN(rule.service, pattern(i, "service"));
            TL_ASSIGN(rule.type, pattern(i, "type"));
            TL_ASSIGN(rule.message, pattern(i, "message"));
            TL_ASSIGN(rule.fingerprint, texts(i, "fingerprint"));
            if (rule.fingerprint.empty() || (!rule.service && !rule.type && !rule.message)) {
                return wrong("a member of 'fingerprints' needs 'fingerprint' and at least one of "
                             "'service', 'type' and 'message'");
            }
            m_rules.fingerprints.push_back(std::move(rule));
        }
        return {};
    }

    const codec::JsonRecordReader& m_json;
    analysis::GroupingRules m_rules;
};

/// The value with the members of objects by name and no white space.
void writeCanonical(codec::JsonWriter& writer, const codec::JsonRecordReader& json,
                    std::uint32_t node)
{
    const auto nodes = json.nodes();
    std::vector<std::uint32_t> children;
    for (std::uint32_t i = node + 1; i < nodes[node].next; i = nodes[i].next) {
        children.push_back(i);
    }
    switch (nodes[node].kind) {
    case codec::JsonKind::Object:
        std::stable_sort(children.begin(), children.end(), [&](std::uint32_t a, std::uint32_t b) {
            return nodes[a].key < nodes[b].key;
        });
        writer.beginObject();
        for (const std::uint32_t child : children) {
            writer.key(nodes[child].key);
            writeCanonical(writer, json, child);
        }
        writer.endObject();
        break;
    case codec::JsonKind::Array:
        writer.beginArray();
        for (const std::uint32_t child : children) {
            writeCanonical(writer, json, child);
        }
        writer.endArray();
        break;
    case codec::JsonKind::String:
        writer.value(nodes[node].text);
        break;
    case codec::JsonKind::Null:
        writer.null();
        break;
    default:
        writer.raw(nodes[node].text);
        break;
    }
}

} // namespace

std::filesystem::path groupingDocumentPath()
{
    return userConfigFolder() / "grouping.json";
}

Result<std::string> readGroupingDocument(const std::filesystem::path& path)
{
    std::error_code failed;
    if (!std::filesystem::exists(path, failed)) {
        return std::string();
    }
    TL_ASSIGN(const std::string text, readWholeFile(path, kMostBytes));
    codec::JsonRecordReader json;
    if (!json.parseCopy(text) || json.repeatsKey()) {
        return wrong("they are no JSON, or a member stands twice");
    }
    TL_TRY(Reader(json).read());
    codec::JsonWriter writer;
    writeCanonical(writer, json, 0);
    return writer.text() == "{}" ? std::string() : writer.text();
}

Result<analysis::GroupingRules> groupingRulesFrom(std::string_view document)
{
    if (document.empty()) {
        return analysis::GroupingRules();
    }
    codec::JsonRecordReader json;
    if (!json.parseCopy(document)) {
        return wrong("they are no JSON");
    }
    TL_ASSIGN(analysis::GroupingRules rules, Reader(json).read());
    rules.label = toHex(hash128(document)).substr(0, kLabelDigits);
    return rules;
}

} // namespace throughline::workflow
