#pragma once

#include "models/base/same_text.h"
#include "models/ingest/redact/json_tape.h"
#include "models/ingest/redact/redactor.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::ingest {

/// What is known about one key of the records, or one path inside a JSON value.
struct Redactor::KeyEntry
{
    std::string key;
    std::string shownKey; ///< without personal data
    bool keyStays = false; ///< the two are the same
    FieldPolicy policy;
    std::array<std::uint64_t, kRedactionRules> counts {};
    /// Short texts that look conspicuous and were left as they are, by a mark of theirs: statements
    /// and templates, which come again and again.
    std::array<std::string, 8> leftAlone;

    void count(RedactionRule rule) { ++counts[static_cast<std::size_t>(rule)]; }

    [[nodiscard]] bool wasLeftAlone(std::string_view text) const
    {
        return sameText(leftAlone[placeOf(text)], text);
    }

    void leaveAlone(std::string_view text)
    {
        constexpr std::size_t kLongest = 256;
        if (text.size() <= kLongest) {
            leftAlone[placeOf(text)] = text;
        }
    }

private:
    static std::size_t placeOf(std::string_view text)
    {
        constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15ULL;
        constexpr unsigned kPlaceBits = 3;
        return textMark(text) * kOdd >> (64U - kPlaceBits);
    }
};

/// What a value became; the text of a dropped one is the token that marks its place in JSON.
struct Redactor::Change
{
    RedactionChange change = RedactionChange::Unchanged;
    std::string text;
    bool isNumber = false; ///< the text is one, as the value was
};

/// Redacts one JSON text: every member under the policy of its path, names and values of pairs
/// ({"name": "Authorization", "value": "..."}, ["password", "..."]) together. What does not change
/// stays byte for byte.
class Redactor::JsonWalk
{
public:
    /// `level`: how many texts this one lies inside of.
    JsonWalk(Redactor& redactor, std::string_view text, unsigned level);

    /// The text is one whole array or object.
    [[nodiscard]] bool valid() const { return !m_places.empty(); }

    /// The redacted text, or nullopt where nothing had to change. `entry` is the field that holds
    /// the text, `policy` what its name asks for.
    [[nodiscard]] std::optional<std::string> run(KeyEntry& entry, FieldPolicy policy);

private:
    struct Edit
    {
        std::size_t begin = 0;
        std::size_t end = 0;
        std::string text;
    };

    struct Place
    {
        std::string path;
        FieldPolicy policy;
    };

    void visitChildren(std::size_t container, const Place& place);
    void visit(std::size_t value, const Place& place);
    void editKey(const JsonPlace& value, KeyEntry& entry);
    [[nodiscard]] Place placeOfMember(std::size_t value, const Place& parent,
                                      const std::string& pairName);
    [[nodiscard]] std::string pairNameOf(std::size_t object) const;
    [[nodiscard]] std::optional<FieldPolicy> policyOfPair(std::size_t array) const;
    [[nodiscard]] std::string keyOf(const JsonPlace& value) const;
    [[nodiscard]] std::string textOf(const JsonPlace& value) const;

    Redactor& m_redactor;
    std::string_view m_text;
    unsigned m_level;
    std::vector<JsonPlace> m_places;
    std::vector<Edit> m_edits;
};

} // namespace throughline::ingest
