#pragma once

#include "models/ingest/importer.h"

#include <string>

namespace throughline::ingest::test {

/// All that an importer says, as text.
class TellingSink : public RawSink
{
public:
    Result<void> raw(const RawRecord& record, const domain::Provenance& /*place*/) override
    {
        text += "record " + std::to_string(static_cast<int>(record.signal));
        add(record.time);
        add(record.end);
        for (const domain::Field& field : record.fields) {
            if (field.kind != domain::ValueKind::Null) { // which is not there
                add(field);
            }
        }
        text += '\n';
        ++records;
        numbered += record.keys != 0 ? 1 : 0;
        return {};
    }

    Result<void> reject(domain::IssueCode reason, std::string_view detail,
                        const domain::Provenance& /*place*/, std::string_view raw) override
    {
        text += "reject " + std::to_string(static_cast<int>(reason)) + std::string(detail)
            + std::string(raw) + '\n';
        return {};
    }

    void note(domain::IssueCode code) override
    {
        text += "note " + std::to_string(static_cast<int>(code)) + '\n';
    }

    std::string text;
    int records = 0;
    int numbered = 0; ///< records whose list of keys has a number

private:
    void add(const domain::Field& field)
    {
        text += " [" + std::string(field.key) + '|' + std::string(field.value) + '|'
            + std::to_string(static_cast<int>(field.kind)) + std::to_string(field.plain) + ']';
    }
};

} // namespace throughline::ingest::test
