#pragma once

#include "models/base/result.h"
#include "models/codec/json_record.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::ingest {

/// A member of a format document with its path, for errors: fields[3].to.
struct DocumentMember
{
    std::uint32_t node = 0; ///< 0 where it is missing, but for the document itself
    std::string path;
};

/// Typed looks into a format document. Every error is of kind Usage and names file, member and what
/// is wrong with it.
class DocumentMembers
{
public:
    /// `origin` names the file. The reader must outlive this.
    DocumentMembers(const codec::JsonRecordReader& json, std::string origin);

    [[nodiscard]] Error wrong(const DocumentMember& member, std::string_view what) const;

    [[nodiscard]] const codec::JsonNode& node(const DocumentMember& member) const;
    [[nodiscard]] DocumentMember child(const DocumentMember& object, std::string_view key) const;
    [[nodiscard]] std::vector<DocumentMember> children(const DocumentMember& parent) const;

    /// An object whose members are all among the known ones.
    [[nodiscard]] Result<void> object(const DocumentMember& member,
                                      const std::vector<std::string_view>& known) const;

    [[nodiscard]] Result<std::string> text(const DocumentMember& member) const;
    [[nodiscard]] Result<std::string> textOr(const DocumentMember& member,
                                             std::string fallback) const;

    /// False where it is missing.
    [[nodiscard]] Result<bool> flag(const DocumentMember& member) const;

    /// One text or a list of texts; an empty list where the member is missing.
    [[nodiscard]] Result<std::vector<std::string>> texts(const DocumentMember& member) const;

    /// The same, folded as names are compared.
    [[nodiscard]] Result<std::vector<std::string>> names(const DocumentMember& member) const;

private:
    const codec::JsonRecordReader& m_json;
    std::string m_origin;
};

} // namespace throughline::ingest
