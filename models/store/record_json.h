#pragma once

#include "models/base/hash.h"
#include "models/base/result.h"
#include "models/codec/json_record.h"
#include "models/domain/record.h"
#include "models/store/record_shape.h"

#include <string>
#include <string_view>
#include <vector>

namespace throughline::store {

/// The record as canonical JSON without a line end: {"ts":<ns>,<fields by key in byte order>}. The
/// same record gives the same bytes whatever the order of its fields. `members` is told where they
/// stand in it. It lies in `room`, to be used again and again, as what was cleared once need not be
/// cleared for each record.
[[nodiscard]] std::string_view writeRecordJson(std::string& room, const ShapedRecord& record,
                                               LineMembers& members);

/// What identifies a record: the hash of its canonical line and its signal. Two records with the
/// same line and signal are the same record.
[[nodiscard]] Hash128 recordHash(std::string_view line, domain::Signal signal);

/// The same for a record at hand. Exports of different products tell one span in different words,
/// so of a span the low half is its identity (spanIdentity); the high half tells of its content.
[[nodiscard]] Hash128 recordHash(std::string_view line, const ShapedRecord& record);

/// Reads canonical lines back. The record's views live until the next read.
class RecordJsonReader
{
public:
    /// Store error where the line is no canonical record: the block is damaged.
    Result<const domain::Record*> read(std::string_view line, domain::Signal signal);

private:
    codec::JsonRecordReader m_json;
    domain::Record m_record;
    std::string m_values;
};

} // namespace throughline::store
