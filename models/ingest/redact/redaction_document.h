#pragma once

#include "models/base/pattern.h"
#include "models/base/result.h"
#include "models/ingest/redact/detector.h"
#include "models/ingest/redact/field_policy.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::ingest {

/// The words by which the names of fields are judged.
struct KeyWordLists
{
    std::vector<std::string_view> secret; ///< where one stands, the value is a secret ...
    std::vector<std::string_view> harmlessEnds; ///< ... unless the last word is one of these
    std::vector<std::string_view> keyOwners; ///< before "key": api, access
    std::vector<std::string_view> persons;
    std::vector<std::string_view> people; ///< last word: what stands there is a name
    std::vector<std::string_view> nameKinds; ///< before "name": first, family
    std::vector<std::string_view> nameShades; ///< before "name", behind a person: full, display
    std::vector<std::string_view> machines; ///< before "address": where machines live
    std::vector<std::string_view> servers; ///< before "ip" or "address": no person's
    std::vector<std::string_view> versions; ///< of a field: four numbers with dots are a version
    std::vector<std::string_view> products; ///< behind these in a text, too
    std::vector<std::string_view> coordinates; ///< last word: numbers are places on earth
    std::vector<std::string_view> placeOwners; ///< before "long", "point" or "location"
    std::vector<std::string_view> zipOwners; ///< before "zip": where people live
    std::vector<std::string_view> freeFields; ///< technical fields that sources fill freely
    std::vector<std::string_view> addressSecrets; ///< parameters that are secret in an address
    std::vector<std::string_view> serviceUsers; ///< whose home folders are nobody's
};

/// A rule as the list of rules shows it.
struct RedactionRuleInfo
{
    std::string rule;
    std::string finds;
    std::string leaves;
};

/// A pattern of the user's own.
struct CustomPattern
{
    std::string name;
    Pattern pattern;
    bool pseudonym = false; ///< leaves a token that keeps equality
};

/// Rules told by a document: the built-in one, or the user's own, which add to it.
struct RedactionDocument
{
    std::string name; ///< "redact-1"
    std::string about;
    std::vector<RedactionRuleInfo> rules;
    KeyWordLists words; ///< of the built-in document
    std::map<std::string, FieldPolicy, std::less<>> keys; ///< by name in lower case
    std::vector<CustomPattern> patterns;
    std::vector<std::string> deny; ///< words and names that must go wherever they stand
    std::vector<std::string> allow; ///< values that stay although a rule finds them; lower case
};

/// Rules of the program itself; a wrong document is a broken invariant.
[[nodiscard]] const RedactionDocument& builtInRedaction();

/// What the user's own documents add.
class CustomRedaction
{
public:
    explicit CustomRedaction(std::vector<RedactionDocument> documents);

    /// "redact-1 + names of the documents": kept with what was imported under it.
    [[nodiscard]] const std::string& name() const { return m_name; }

    [[nodiscard]] const std::vector<RedactionDocument>& documents() const { return m_documents; }

    [[nodiscard]] bool empty() const { return m_documents.empty(); }

    /// What the user says about a field; nothing: the built-in rules decide.
    [[nodiscard]] std::optional<FieldPolicy> policyForKey(std::string_view key) const;

    /// Appends what patterns and denied words find in a text, its encodings undone.
    void find(std::string_view text, std::vector<Finding>& findings) const;

    [[nodiscard]] bool finds() const { return !m_patterns.empty(); }

    [[nodiscard]] bool allows(std::string_view value) const;

private:
    std::vector<RedactionDocument> m_documents;
    std::vector<CustomPattern> m_patterns; ///< denied words as one
    std::string m_name;
};

/// Reads and checks a document; the language is described in resources/redaction/README.md. Usage
/// error: what is wrong, with file and member.
[[nodiscard]] Result<RedactionDocument> readRedactionDocument(std::string_view json,
                                                              const std::string& origin);

/// All documents of a folder, `*.json` by name; none where there is no such folder. The first error
/// ends it: rules that are left out in silence would let personal data through.
[[nodiscard]] Result<std::shared_ptr<const CustomRedaction>>
loadCustomRedaction(const std::filesystem::path& folder);

} // namespace throughline::ingest
