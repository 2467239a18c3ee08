#pragma once

#include "models/codec/json_record.h"
#include "models/domain/record.h"
#include "models/ingest/formats/document_format.h"
#include "models/ingest/json_fields.h"
#include "models/ingest/text_arena.h"

#include <string>
#include <string_view>
#include <vector>

namespace throughline::ingest {

/// What rules of documents take of values that hold others.
class DocumentLists
{
public:
    /// Replaces the field's value by what the rule wants of it; what is no such value stays as it
    /// is. Views of the field live in the arena then.
    void take(const FieldRule& rule, domain::Field& field, TextArena& arena);

    /// The values as a list; a single one stays what it is.
    static void takeAll(const std::vector<std::string_view>& values, domain::Field& field,
                        TextArena& arena);

private:
    void takeFirst(const FieldRule& rule, domain::Field& field, TextArena& arena) const;
    void takeMembers(const FieldRule& rule, domain::Field& field, TextArena& arena) const;
    void takeBytes(domain::Field& field, TextArena& arena) const;
    void takeStack(const FieldRule& rule, domain::Field& field, TextArena& arena);
    void takeTexts(const FieldRule& rule, domain::Field& field, TextArena& arena) const;
    void appendTexts(const std::vector<std::string>& names, std::uint32_t node,
                     std::string& text) const;

    void appendMention(std::uint32_t node, std::string& text) const;

    codec::JsonRecordReader m_json;
    JsonFields m_exceptions;
};

} // namespace throughline::ingest
