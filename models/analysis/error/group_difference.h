#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace throughline::analysis {

/// The first component in which two groups' keys differ: what keeps them apart. Components are
/// compared in the order in which the rule set lays them down.
struct GroupDifference
{
    std::string component; ///< "frame", "type", "message", "service" ...
    std::uint32_t place =
        1; ///< which of several of that name, from 1; frame 1 is nearest to the throw
    std::optional<std::string> first; ///< what the first group has there; none: it ends before
    std::optional<std::string> second;

    bool operator==(const GroupDifference&) const = default;
};

/// Of two lists of components ("name: value"); nullopt where they are the same. Where one list goes
/// on under another name than the other, the difference is in the component that comes first in the
/// rule set's order, which the other list has not.
[[nodiscard]] std::optional<GroupDifference> firstDifference(std::span<const std::string> first,
                                                             std::span<const std::string> second);

} // namespace throughline::analysis
