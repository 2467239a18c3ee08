#pragma once

#include "models/domain/record_sink.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace throughline::test {

/// Keeps what an importer says, with texts of its own.
class SpySink final : public domain::RecordSink
{
public:
    struct KeptRecord
    {
        domain::Signal signal = domain::Signal::Log;
        Timestamp time;
        std::vector<std::pair<std::string, std::string>> fields; ///< in the order of the record
        std::vector<domain::ValueKind> kinds;
        domain::Provenance place;

        [[nodiscard]] std::string text(std::string_view key) const
        {
            for (const auto& [name, value] : fields) {
                if (name == key) {
                    return value;
                }
            }
            return {};
        }
    };

    struct KeptReject
    {
        domain::IssueCode reason = domain::IssueCode::BadJson;
        std::string detail;
        domain::Provenance place;
        std::string raw;
    };

    Result<void> record(const domain::Record& record, const domain::Provenance& place,
                        std::span<const domain::RedactionHit> redactions) override
    {
        KeptRecord& kept = records.emplace_back();
        kept.signal = record.signal;
        kept.time = record.time;
        kept.place = place;
        for (const domain::Field& field : record.fields) {
            kept.fields.emplace_back(field.key, field.value);
            kept.kinds.push_back(field.kind);
        }
        for (const domain::RedactionHit& hit : redactions) {
            redacted[std::string(hit.rule)] += hit.count;
        }
        return {};
    }

    Result<void> reject(domain::IssueCode reason, std::string_view detail,
                        const domain::Provenance& place, std::string_view raw) override
    {
        rejects.push_back({reason, std::string(detail), place, std::string(raw)});
        return {};
    }

    void note(domain::IssueCode code, std::string_view /*field*/) override { ++notes[code]; }

    std::vector<KeptRecord> records;
    std::vector<KeptReject> rejects;
    std::map<domain::IssueCode, int> notes;
    std::map<std::string, std::uint64_t> redacted;
};

} // namespace throughline::test
