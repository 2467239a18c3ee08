#pragma once

#include "models/base/time.h"
#include "models/domain/record.h"

#include <optional>
#include <string>
#include <vector>

namespace throughline::workflow {

/// One error that a record tells.
struct ToldError
{
    std::string type;
    std::string message;
    std::string stack;
    std::optional<Timestamp> time; ///< of a span's exception event; else the record's counts
};

/// Every error on a record that carries any: the exception events of a span, or the one a log or
/// client event tells (its exception, else its error type and message).
[[nodiscard]] std::vector<ToldError> errorsToldBy(const domain::Record& record);

} // namespace throughline::workflow
