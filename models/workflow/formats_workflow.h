#pragma once

#include "models/base/result.h"

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

/// All formats, the user's own first. Usage error: a format document in the user's configuration is
/// wrong; which and where.
[[nodiscard]] Result<std::vector<FormatInfo>> knownFormats();

} // namespace throughline::workflow
