#pragma once

#include "models/demo/backend.h"
#include "models/demo/session_story.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::demo {

/// A ticket or chat as the help desk exports it, with what it is really about.
struct Complaint
{
    std::uint64_t number = 0; ///< ticket.id
    std::int64_t createdMs = 0;
    std::string_view source; ///< the help desk's name
    std::string_view kind; ///< ticket or chat
    std::string_view topic;
    std::string_view severity;
    std::string account; ///< empty: nobody asked
    std::string user; ///< only where the form asked for it
    std::string message;
    std::string linkUrl;
    std::vector<std::string_view> labels;

    int tier = 0; ///< best evidence it holds, 1 to 4 of the ladder; 0: about no session
    std::string session; ///< what it is about
    std::optional<ErrorKind> about;
    PlantedPersonalData personal;
};

/// What this visitor writes to support, if anything. Many of those whose payment timed out do.
[[nodiscard]] std::optional<Complaint> complain(const SessionStory& story, Random& random);

/// A question about something else, from somebody unknown.
[[nodiscard]] Complaint smallTalk(Timestamp at, Random& random);

} // namespace throughline::demo
