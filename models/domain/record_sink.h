#pragma once

#include "models/base/result.h"
#include "models/domain/import_issue.h"
#include "models/domain/provenance.h"
#include "models/domain/record.h"

#include <span>
#include <string_view>

namespace throughline::domain {

/// That a rule changed a field, so many times. Never the value.
struct RedactionHit
{
    std::string_view rule;
    std::string_view field;
    std::uint32_t count = 0;

    bool operator==(const RedactionHit&) const = default;
};

/// Where an importer puts what it finds. Called from one thread, in the order of the file.
class RecordSink
{
public:
    RecordSink() = default;
    RecordSink(const RecordSink&) = delete;
    RecordSink& operator=(const RecordSink&) = delete;
    virtual ~RecordSink() = default;

    /// A record as the format tells it, and what redaction changed in it (nothing yet, where the
    /// sink is the one that redacts); views need only live during the call.
    virtual Result<void> record(const Record& record, const Provenance& place,
                                std::span<const RedactionHit> redactions) = 0;

    /// A record that cannot be used; `raw` is its text, not yet redacted.
    virtual Result<void> reject(IssueCode reason, std::string_view detail, const Provenance& place,
                                std::string_view raw) = 0;

    /// Anything odd that costs no record, and the field it is about: a name of ours or of the
    /// format, never one that the data made up; empty for the record as a whole. Of
    /// IssueCode::Sampled the rate stands in the place of the field.
    virtual void note(IssueCode code, std::string_view field) = 0;
};

} // namespace throughline::domain
