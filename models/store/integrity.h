#pragma once

#include "models/base/result.h"
#include "models/store/connection.h"

#include <stop_token>
#include <string>
#include <vector>

namespace throughline::store {

/// What a check found.
struct IntegrityFinding
{
    std::string name;
    bool ok = false;
    std::string message;
};

/// All checks, in order; a check that fails does not keep the others from running. Linear.
Result<std::vector<IntegrityFinding>> checkIntegrity(const Connection& connection,
                                                     const std::stop_token& stop);

} // namespace throughline::store
