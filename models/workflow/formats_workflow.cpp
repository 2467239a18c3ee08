#include "models/workflow/formats_workflow.h"

#include "models/ingest/importer.h"

namespace throughline::workflow {

std::vector<FormatInfo> knownFormats()
{
    std::vector<FormatInfo> formats;
    for (const ingest::Format& format : ingest::allFormats()) {
        formats.push_back({std::string(format.name), format.signalNames,
                           std::string(format.recognisedBy), "code"});
    }
    return formats;
}

} // namespace throughline::workflow
