#include "models/workflow/formats_workflow.h"

#include "models/ingest/importer.h"

namespace throughline::workflow {

Result<std::vector<FormatInfo>> knownFormats()
{
    if (ingest::formatsProblem()) {
        return *ingest::formatsProblem();
    }
    std::vector<FormatInfo> formats;
    for (const ingest::Format& format : ingest::allFormats()) {
        formats.push_back({std::string(format.name), format.signalNames,
                           std::string(format.recognisedBy),
                           format.document ? "document" : "code"});
    }
    return formats;
}

} // namespace throughline::workflow
