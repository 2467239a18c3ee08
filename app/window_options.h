#pragma once

#include "models/base/result.h"

#include <optional>
#include <string>
#include <vector>

namespace throughline::app {

enum class ThemeOption
{
    Light,
    Dark
};

/// throughline [--demo] [--shot FILE.png] [--theme light|dark] [--perspective NAME] [STORE]
struct WindowOptions
{
    bool demo = false;
    std::string shot; ///< save a picture there and end; empty: stay open
    std::optional<ThemeOption> theme; ///< for this run; none: as chosen before
    std::string perspective; ///< "impact", "session", "data"; empty: impact
    std::string store;

    bool operator==(const WindowOptions&) const = default;
};

/// Usage error for an option that is unknown or lacks its value.
[[nodiscard]] Result<WindowOptions> readWindowOptions(const std::vector<std::string>& arguments);

} // namespace throughline::app
