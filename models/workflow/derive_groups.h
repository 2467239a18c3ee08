#pragma once

#include "models/domain/error_group.h"
#include "models/workflow/derived_data.h"

#include <vector>

namespace throughline::workflow {

/// The list of error groups as it follows from the occurrences, in order of first seen; `id` is
/// not set yet. Counts are those of people: occurrences in bots' sessions are left out, those
/// without a session stay in `count`. A group that only bots met is kept with a count of 0.
/// `placeOf[g]` is where group g of the keys stands in the list.
struct GroupList
{
    std::vector<domain::ErrorGroup> groups;
    std::vector<std::uint32_t> placeOf;
};

[[nodiscard]] GroupList summarizeGroups(const DerivedErrors& errors, TimeRange data);

} // namespace throughline::workflow
