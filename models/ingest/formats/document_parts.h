#pragma once

#include "models/codec/line_part_reader.h"
#include "models/ingest/formats/document_format.h"
#include "models/ingest/formats/document_members.h"

namespace throughline::ingest {

/// What a document's member `parts` says. Usage error where it is wrong.
[[nodiscard]] Result<PartRule> readPartRule(const DocumentMembers& reader,
                                            const DocumentMember& parts);

/// Finds the parts of records in the lines of a format that has such a rule; it needs the format
/// no longer than this call. Not thread-safe.
[[nodiscard]] codec::LinePartReader::PartOf partsOf(const DocumentFormat& format);

} // namespace throughline::ingest
