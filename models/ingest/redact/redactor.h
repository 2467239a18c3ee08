#pragma once

#include "models/base/known_names.h"
#include "models/crypto/keyed_hash.h"
#include "models/domain/record.h"
#include "models/ingest/redact/detector.h"
#include "models/ingest/redact/field_policy.h"
#include "models/ingest/redact/pseudonymizer.h"
#include "models/ingest/redact/redaction_document.h"
#include "models/ingest/redact/redaction_report.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace throughline::ingest {

struct RedactionOptions
{
    bool pseudonymiseIds = false; ///< user, account, session and device ids, too
    std::shared_ptr<const CustomRedaction> custom; ///< the user's own rules; may be null
    /// The organisation's own: raw ids of users and accounts become what it makes of them, before
    /// anything else is done to them. Null: ids stay as they came.
    std::shared_ptr<const crypto::KeyedHash> sourceIdHash;
};

enum class RedactionChange : std::uint8_t
{
    Unchanged,
    Replaced,
    Dropped
};

/// What is left of a field.
struct RedactedField
{
    RedactionChange change = RedactionChange::Unchanged;
    std::string_view value; ///< as given, or valid until the next call
    domain::ValueKind kind = domain::ValueKind::Text;
    std::string_view key; ///< as it may be stored: the given one, unless it holds personal data

    bool operator==(const RedactedField&) const = default;
};

/// Takes personal data and secrets out of records, before anything is written: structure first
/// (the field's name decides), then what is found in texts, addresses, keys, JSON, and JSON inside
/// texts. Doing it twice changes nothing. A key met before costs one look, an inconspicuous text
/// one pass. Not thread-safe: one per thread, reports add up.
class Redactor
{
public:
    explicit Redactor(Pseudonymizer pseudonymizer, RedactionOptions options = {});
    Redactor(const Redactor&) = delete;
    Redactor& operator=(const Redactor&) = delete;
    ~Redactor();

    /// What is known of a key.
    struct KeyEntry;

    /// What is known of this key, for leaves(); nullptr where its name is changed, or where so many
    /// are met that it is not kept. Lives as long as the redactor.
    [[nodiscard]] const KeyEntry* entryOf(std::string_view key, std::uint32_t keyNumber);

    /// Whether redactField() would leave this field as it is, told by the cheapest signs alone:
    /// false also where a closer look is needed. The key is that of the entry.
    [[nodiscard]] bool leaves(const KeyEntry& entry, const domain::Field& field) const;

    /// Whether leaves() is true of every value of this kind.
    [[nodiscard]] bool leavesAll(const KeyEntry& entry, domain::ValueKind kind) const;

    /// Whether isInconspicuous() says the same of texts that differ in digits only.
    [[nodiscard]] bool looksAtPattern(const KeyEntry& entry) const;

    /// Whether nothing in a text of this field calls for any of the detectors: most of them leave
    /// at once. False also where it is not known.
    [[nodiscard]] bool isInconspicuous(const KeyEntry& entry, std::string_view text) const;

    /// One field of a record. A dropped field leaves the record.
    [[nodiscard]] RedactedField redactField(const domain::Field& field);

    [[nodiscard]] RedactedField redactField(std::string_view key, std::string_view value,
                                            domain::ValueKind kind)
    {
        return redactField({key, value, kind});
    }

    /// The raw text of a record that goes into quarantine, JSON or anything else, whole or cut:
    /// valid UTF-8 of at most `limit` bytes.
    [[nodiscard]] std::string redactExcerpt(std::string_view raw, std::size_t limit = 4096);

    /// An id quoted elsewhere (in a ticket's text) as the record's own field shows it.
    [[nodiscard]] std::string redactId(PersonKind kind, std::string_view id);

    /// What was changed since the last call.
    [[nodiscard]] RedactionReport takeReport();

private:
    struct Change;
    class JsonWalk;

    [[nodiscard]] KeyEntry& entryFor(std::string_view key, std::uint32_t keyNumber = 0);
    void describeKey(KeyEntry& entry, std::string_view key);
    [[nodiscard]] FieldPolicy policyFor(std::string_view key) const;
    [[nodiscard]] static bool tellsOfPerson(std::string_view id);

    [[nodiscard]] Change apply(KeyEntry& entry, FieldPolicy policy, std::string_view value,
                               domain::ValueKind kind, unsigned level);
    [[nodiscard]] Change applyJson(KeyEntry& entry, FieldPolicy policy, std::string_view value,
                                   unsigned level);
    [[nodiscard]] Change applyText(KeyEntry& entry, FieldAction action, std::string_view value,
                                   unsigned level);
    [[nodiscard]] Change applyCoordinates(KeyEntry& entry, std::string_view value,
                                          domain::ValueKind kind);
    [[nodiscard]] Change applyNumber(KeyEntry& entry, FieldAction action, std::string_view value);
    [[nodiscard]] Change applyId(KeyEntry& entry, FieldPolicy policy, std::string_view value);
    [[nodiscard]] std::optional<std::string> sourceHash(FieldPolicy policy,
                                                        std::string_view value) const;
    [[nodiscard]] std::vector<Finding> findAll(KeyEntry& entry, std::string_view text,
                                               TextPlace place, bool first);
    [[nodiscard]] Change applyPerson(KeyEntry& entry, PersonKind kind, std::string_view value);
    /// nullopt: it is no list of network addresses.
    [[nodiscard]] std::optional<Change> applyAddresses(KeyEntry& entry, std::string_view list);
    [[nodiscard]] Change drop(KeyEntry& entry, FieldAction action, std::string_view value);
    [[nodiscard]] std::optional<std::string> replaceFindings(KeyEntry& entry, std::string_view text,
                                                             TextPlace place);
    [[nodiscard]] std::string replacementOf(const Finding& finding);
    [[nodiscard]] std::string redactPairs(KeyEntry& entry, std::string_view text);

    Pseudonymizer m_pseudonymizer;
    RedactionOptions m_options;
    KnownNames<KeyEntry> m_entries;
    std::unique_ptr<KeyEntry> m_overflow; ///< for keys beyond the most that are remembered
    std::string m_output;
};

} // namespace throughline::ingest
