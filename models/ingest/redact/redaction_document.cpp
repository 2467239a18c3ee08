#include "models/ingest/redact/redaction_document.h"

#include "models/base/assert.h"
#include "models/base/embedded.h"
#include "models/base/text.h"
#include "models/codec/byte_source.h"
#include "models/codec/json_record.h"
#include "models/ingest/redact/unwrap.h"

#include <algorithm>
#include <array>

namespace throughline::ingest {

namespace {

using codec::JsonKind;

constexpr std::size_t kMostBytes = 1 << 20;

/// Reads one document, member by member.
class Reader
{
public:
    Reader(const codec::JsonRecordReader& json, const std::string& origin)
        : m_json(json)
        , m_origin(origin)
    {
    }

    Result<RedactionDocument> read(bool builtIn)
    {
        static constexpr std::array<std::string_view, 9> kKnown {
            "language", "name", "about", "rules", "words", "keys", "patterns", "deny", "allow"};
        for (const std::uint32_t member : children(0)) {
            const std::string_view key = node(member).key;
            const bool ofProgram = key == "rules" || key == "words";
            if (std::ranges::find(kKnown, key) == kKnown.end() || (ofProgram && !builtIn)) {
                return wrong(key, "is not a known member");
            }
        }
        if (node(child(0, "language")).text != "1" || child(0, "language") == 0) {
            return wrong("language", "must be 1");
        }
        m_document.name = node(child(0, "name")).text;
        if (child(0, "name") == 0 || m_document.name.empty()) {
            return wrong("name", "is missing");
        }
        m_document.about = child(0, "about") == 0 ? "" : node(child(0, "about")).text;
        if (builtIn) {
            readRules();
            readWords();
        }
        TL_TRY(readKeys());
        TL_TRY(readPatterns());
        TL_ASSIGN(m_document.deny, texts("deny"));
        TL_ASSIGN(m_document.allow, texts("allow"));
        for (std::string& value : m_document.allow) {
            value = toLowerAscii(value);
        }
        return std::move(m_document);
    }

private:
    [[nodiscard]] const codec::JsonNode& node(std::uint32_t index) const
    {
        return m_json.nodes()[index];
    }

    [[nodiscard]] std::uint32_t child(std::uint32_t object, std::string_view key) const
    {
        return m_json.child(object, key);
    }

    [[nodiscard]] std::vector<std::uint32_t> children(std::uint32_t parent) const
    {
        std::vector<std::uint32_t> list;
        for (std::uint32_t i = parent + 1; i < node(parent).next; i = node(i).next) {
            list.push_back(i);
        }
        return list;
    }

    [[nodiscard]] Error wrong(std::string_view member, std::string_view what) const
    {
        return usageError("Redaction document " + m_origin + ": '" + std::string(member) + "' "
                              + std::string(what),
                          "Correct the document or take it out of the folder");
    }

    [[nodiscard]] Result<std::vector<std::string>> texts(std::string_view member) const
    {
        std::vector<std::string> list;
        const std::uint32_t array = child(0, member);
        if (array == 0) {
            return list;
        }
        if (node(array).kind != JsonKind::Array) {
            return wrong(member, "must be a list of texts");
        }
        for (const std::uint32_t each : children(array)) {
            if (node(each).kind != JsonKind::String || trim(node(each).text).empty()) {
                return wrong(member, "must be a list of texts");
            }
            list.emplace_back(trim(node(each).text));
        }
        return list;
    }

    void readRules()
    {
        for (const std::uint32_t rule : children(child(0, "rules"))) {
            m_document.rules.push_back({std::string(node(child(rule, "rule")).text),
                                        std::string(node(child(rule, "finds")).text),
                                        std::string(node(child(rule, "leaves")).text)});
        }
    }

    void readWords()
    {
        const std::uint32_t words = child(0, "words");
        TL_ASSERT(words != 0);
        const auto list = [&](std::string_view name, std::vector<std::string_view>& into) {
            const std::uint32_t array = child(words, name);
            TL_ASSERT(array != 0);
            for (const std::uint32_t word : children(array)) {
                into.push_back(node(word).text);
            }
        };
        KeyWordLists& lists = m_document.words;
        list("secret", lists.secret);
        list("key_owners", lists.keyOwners);
        list("harmless_ends", lists.harmlessEnds);
        list("persons", lists.persons);
        list("people", lists.people);
        list("name_kinds", lists.nameKinds);
        list("name_shades", lists.nameShades);
        list("machines", lists.machines);
        list("servers", lists.servers);
        list("versions", lists.versions);
        list("products", lists.products);
        list("coordinates", lists.coordinates);
        list("place_owners", lists.placeOwners);
        list("zip_owners", lists.zipOwners);
        list("free_fields", lists.freeFields);
        list("address_secrets", lists.addressSecrets);
        list("service_users", lists.serviceUsers);
    }

    Result<void> readKeys()
    {
        struct Action
        {
            std::string_view word;
            FieldPolicy policy;
        };

        static constexpr std::array kActions {
            Action {"keep", {FieldAction::Keep, PersonKind::User}},
            Action {"scan", {FieldAction::Scan, PersonKind::User}},
            Action {"drop", {FieldAction::DropPerson, PersonKind::Name}},
            Action {"secret", {FieldAction::Secret, PersonKind::User}},
            Action {"pseudonym", {FieldAction::Person, PersonKind::Name}}};
        const std::uint32_t keys = child(0, "keys");
        if (keys == 0) {
            return {};
        }
        for (const std::uint32_t key : children(keys)) {
            const auto* action = std::ranges::find(kActions, node(key).text, &Action::word);
            if (node(keys).kind != JsonKind::Object || action == kActions.end()) {
                return wrong("keys", "must name keep, scan, drop, secret or pseudonym per field");
            }
            m_document.keys[toLowerAscii(node(key).key)] = action->policy;
        }
        return {};
    }

    Result<void> readPatterns()
    {
        const std::uint32_t patterns = child(0, "patterns");
        if (patterns == 0) {
            return {};
        }
        for (const std::uint32_t each : children(patterns)) {
            const std::uint32_t pattern = child(each, "pattern");
            const std::uint32_t name = child(each, "name");
            if (node(each).kind != JsonKind::Object || pattern == 0 || name == 0) {
                return wrong("patterns", "must be a list of objects with name and pattern");
            }
            auto parsed = Pattern::parse(node(pattern).text);
            if (!parsed) {
                return wrong("patterns", "is wrong: " + parsed.error().message);
            }
            if (parsed->found("")) {
                return wrong("patterns", "matches an empty text: " + std::string(node(name).text));
            }
            const std::uint32_t leaves = child(each, "leaves");
            const std::string_view left = leaves == 0 ? "token" : node(leaves).text;
            if (left != "token" && left != "pseudonym") {
                return wrong("patterns", "can leave token or pseudonym");
            }
            m_document.patterns.push_back(
                {std::string(node(name).text), *std::move(parsed), left == "pseudonym"});
        }
        return {};
    }

    const codec::JsonRecordReader& m_json;
    const std::string& m_origin;
    RedactionDocument m_document;
};

Result<RedactionDocument> readDocument(codec::JsonRecordReader& json, std::string_view text,
                                       const std::string& origin, bool builtIn)
{
    if (!json.parseCopy(text) || json.nodes()[0].kind != JsonKind::Object) {
        return usageError("Redaction document " + origin + " is not one JSON object",
                          "Correct the document or take it out of the folder");
    }
    return Reader(json, origin).read(builtIn);
}

/// A denied word as a pattern: whole words, whatever the case.
std::string patternOfWord(std::string_view word)
{
    static const Pattern special(R"re(([\\.+*?()|\[\]{}^$]))re");
    const auto border = [](char c) { return isAsciiLetter(c) || isAsciiDigit(c) ? "\\b" : ""; };
    return border(word.front()) + special.replaceAll(word, R"re(\\\1)re") + border(word.back());
}

} // namespace

const RedactionDocument& builtInRedaction()
{
    // The lists are views into the reader, which stays.
    static codec::JsonRecordReader json;
    static const RedactionDocument document = [] {
        const auto files = embedded::redaction();
        TL_ASSERT(files.size() == 1);
        auto read = readDocument(json, files[0].text, std::string(files[0].name), true);
        TL_ASSERT(read.ok());
        return *std::move(read);
    }();
    return document;
}

CustomRedaction::CustomRedaction(std::vector<RedactionDocument> documents)
    : m_documents(std::move(documents))
    , m_name(builtInRedaction().name)
{
    std::vector<std::string> denied;
    for (const RedactionDocument& document : m_documents) {
        m_name += " + " + document.name;
        m_patterns.insert(m_patterns.end(), document.patterns.begin(), document.patterns.end());
        for (const std::string& word : document.deny) {
            denied.push_back(patternOfWord(word));
        }
    }
    if (!denied.empty()) {
        m_patterns.push_back({"deny", Pattern("(?i)(?:" + join(denied, "|") + ")"), false});
    }
}

std::optional<FieldPolicy> CustomRedaction::policyForKey(std::string_view key) const
{
    for (const RedactionDocument& document : m_documents) {
        if (const auto found = document.keys.find(toLowerAscii(key));
            found != document.keys.end()) {
            return found->second;
        }
    }
    return std::nullopt;
}

void CustomRedaction::find(std::string_view text, std::vector<Finding>& findings) const
{
    const auto unwrapped = unwrapEncodings(text);
    const std::string_view plain = unwrapped ? std::string_view(unwrapped->text) : text;
    for (const CustomPattern& custom : m_patterns) {
        std::size_t from = 0;
        while (const auto match = custom.pattern.find(plain, from)) {
            from = match->offset + std::max<std::size_t>(match->length, 1);
            Finding finding;
            finding.begin = unwrapped ? unwrapped->origin[match->offset] : match->offset;
            finding.end = unwrapped ? unwrapped->origin[match->offset + match->length]
                                    : match->offset + match->length;
            finding.rule = RedactionRule::Custom;
            finding.word = "custom";
            finding.value = plain.substr(match->offset, match->length);
            if (custom.pseudonym) {
                finding.person = PersonKind::Name;
            }
            findings.push_back(std::move(finding));
        }
    }
}

bool CustomRedaction::allows(std::string_view value) const
{
    const std::string lower = toLowerAscii(trim(value));
    return std::ranges::any_of(m_documents, [&lower](const RedactionDocument& document) {
        return std::ranges::find(document.allow, lower) != document.allow.end();
    });
}

Result<RedactionDocument> readRedactionDocument(std::string_view json, const std::string& origin)
{
    codec::JsonRecordReader reader;
    return readDocument(reader, json, origin, false);
}

Result<std::shared_ptr<const CustomRedaction>>
loadCustomRedaction(const std::filesystem::path& folder)
{
    std::vector<std::filesystem::path> files;
    std::error_code none;
    for (auto entry = std::filesystem::directory_iterator(folder, none);
         !none && entry != std::filesystem::directory_iterator(); entry.increment(none)) {
        if (entry->path().extension() == ".json") {
            files.push_back(entry->path());
        }
    }
    std::ranges::sort(files);
    std::vector<RedactionDocument> documents;
    for (const std::filesystem::path& file : files) {
        TL_ASSIGN(const auto source, codec::openFile(file));
        std::string text(kMostBytes, '\0');
        std::size_t size = 0;
        while (size < text.size()) {
            TL_ASSIGN(const std::size_t got, source->read(std::span<char>(text).subspan(size)));
            if (got == 0) {
                break;
            }
            size += got;
        }
        text.resize(size);
        TL_ASSIGN(RedactionDocument document, readRedactionDocument(text, file.string()));
        documents.push_back(std::move(document));
    }
    return std::shared_ptr<const CustomRedaction>(
        std::make_shared<CustomRedaction>(std::move(documents)));
}

} // namespace throughline::ingest
