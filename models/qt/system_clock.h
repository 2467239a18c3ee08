#pragma once

#include "models/base/time.h"

#include <chrono>

namespace throughline::qt {

/// The moment it is, for what a window asks the lower layers to note down.
[[nodiscard]] inline Timestamp currentTime()
{
    const auto sinceEpoch = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::nanoseconds>(sinceEpoch).count()};
}

} // namespace throughline::qt
