#pragma once

#include "models/ingest/formats/document_format.h"
#include "models/ingest/formats/document_members.h"

#include <string>
#include <utility>
#include <vector>

namespace throughline::ingest {

/// Reads the rules of a format document, and collects the places where their values may stand.
/// Errors are of kind Usage and name file and member. The reader must outlive it.
class DocumentRules
{
public:
    explicit DocumentRules(const DocumentMembers& reader)
        : m_reader(reader)
    {
    }

    /// The place with these folded names.
    [[nodiscard]] PlaceId placeOf(std::vector<std::string> names);

    /// The conditions of a member `when`; none where it is missing.
    [[nodiscard]] Result<std::vector<Condition>> when(const DocumentMember& member);

    /// One entry of `fields`.
    [[nodiscard]] Result<FieldRule> field(const DocumentMember& member);

    /// All places asked for; it has none afterwards.
    [[nodiscard]] std::vector<ValuePlaces> takePlaces() { return std::exchange(m_places, {}); }

private:
    Result<void> readTarget(const DocumentMember& to, FieldRule& rule);
    Result<void> readField(const DocumentMember& field, FieldRule& rule);
    Result<void> readPart(const DocumentMember& field, FieldRule& rule) const;
    Result<void> readParts(const DocumentMember& field, FieldRule& rule);
    Result<void> readWords(const DocumentMember& field, FieldRule& rule);
    Result<void> readMatches(const DocumentMember& matches, FieldRule& rule) const;

    const DocumentMembers& m_reader;
    std::vector<ValuePlaces> m_places;
};

} // namespace throughline::ingest
