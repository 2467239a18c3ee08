#pragma once

#include "models/analysis/error/fingerprint.h"
#include "models/codec/json_record.h"
#include "models/domain/record.h"
#include "models/workflow/told_error.h"

#include <string_view>
#include <vector>

namespace throughline::workflow {

/// Makes what grouping asks for of an error that a record tells. Not thread-safe.
class ErrorInputReader
{
public:
    /// Views into the record, the error and this reader, until the next call.
    analysis::ErrorInput read(const domain::Record& record, const ToldError& told);

private:
    void readFingerprint(const domain::Record& record);
    void readScripts(const domain::Record& record);

    codec::JsonRecordReader m_json;
    std::vector<std::string_view> m_fingerprint;
    std::vector<analysis::ScriptId> m_scripts;
};

} // namespace throughline::workflow
