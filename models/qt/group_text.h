#pragma once

#include "models/analysis/error/group_difference.h"
#include "models/analysis/error/regroup_change.h"
#include "models/domain/group_rule.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace throughline::qt {

/// The sentences about error groups that every front shows, in the user's language.
[[nodiscard]] QString groupRuleText(const domain::GroupRule& rule);
[[nodiscard]] QString groupChangeText(const analysis::RegroupChange& change);
[[nodiscard]] QString sourceMapsText(std::uint64_t found, std::uint64_t ofKnownBuild,
                                     const std::vector<std::string>& refused);
[[nodiscard]] QString groupsApartText(domain::ErrorGroupId first, domain::ErrorGroupId second,
                                      const std::optional<domain::ErrorGroupId>& together,
                                      const std::optional<analysis::GroupDifference>& difference);

} // namespace throughline::qt
