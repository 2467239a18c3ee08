#pragma once

#include <string>
#include <vector>

namespace throughline::workflow {

/// A row of the list of formats.
struct FormatInfo
{
    std::string name;
    std::vector<std::string> signalNames;
    std::string recognisedBy;
    std::string how; ///< "code" or "document"
};

[[nodiscard]] std::vector<FormatInfo> knownFormats();

} // namespace throughline::workflow
