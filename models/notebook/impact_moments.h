#pragma once

#include "models/domain/timeline.h"

#include <string>
#include <vector>

namespace throughline::notebook {

/// The moments of a session that tell what an error did: what led to its first occurrence, the
/// occurrence, what the user did then, and the ticket. Spans and logs are left to the appendix of a
/// trace; the same thing several times in a row is one moment that says how often. At most `most`
/// (at least 3). Without the error in it: the first moments.
[[nodiscard]] std::vector<domain::TimelineItem>
tellingMoments(const std::vector<domain::TimelineItem>& timeline, const std::string& errorId,
               std::size_t most);

} // namespace throughline::notebook
