#include "models/notebook/impact_moments.h"

#include <algorithm>

namespace throughline::notebook {

namespace {

using domain::TimelineItem;
using domain::TimelineKind;

bool tells(const TimelineItem& item, const std::string& errorId)
{
    switch (item.kind) {
    case TimelineKind::View:
    case TimelineKind::Action:
    case TimelineKind::Request:
    case TimelineKind::Ticket:
        return true;
    case TimelineKind::Error:
        return item.id == errorId;
    case TimelineKind::Span:
    case TimelineKind::Log:
        break;
    }
    return false;
}

/// Those that tell, the same thing in a row once.
std::vector<TimelineItem> merged(const std::vector<TimelineItem>& timeline,
                                 const std::string& errorId)
{
    std::vector<TimelineItem> moments;
    std::vector<std::size_t> times;
    for (const TimelineItem& item : timeline) {
        if (!tells(item, errorId)) {
            continue;
        }
        if (!moments.empty() && moments.back().kind == item.kind
            && moments.back().title == item.title && item.kind != TimelineKind::Ticket) {
            ++times.back();
            continue;
        }
        moments.push_back(item);
        times.push_back(1);
    }
    for (std::size_t i = 0; i < moments.size(); ++i) {
        if (times[i] > 1) {
            moments[i].title += ", " + std::to_string(times[i]) + " times";
        }
    }
    return moments;
}

} // namespace

std::vector<TimelineItem> tellingMoments(const std::vector<TimelineItem>& timeline,
                                         const std::string& errorId, std::size_t most)
{
    std::vector<TimelineItem> moments = merged(timeline, errorId);
    const auto size = static_cast<std::ptrdiff_t>(moments.size());
    const auto room = static_cast<std::ptrdiff_t>(std::max<std::size_t>(3, most));
    const auto error =
        std::find_if(moments.begin(), moments.end(),
                     [](const TimelineItem& item) { return item.kind == TimelineKind::Error; })
        - moments.begin();
    if (error == size) {
        moments.resize(static_cast<std::size_t>(std::min(size, room)));
        return moments;
    }
    const auto ticket =
        std::find_if(moments.begin() + error, moments.end(),
                     [](const TimelineItem& item) { return item.kind == TimelineKind::Ticket; })
        - moments.begin();
    const std::ptrdiff_t forTicket = ticket < size ? 1 : 0;
    const std::ptrdiff_t after = std::min(ticket - error - 1, (room - 1 - forTicket) / 2);
    const std::ptrdiff_t before = std::min(error, room - 1 - forTicket - after);
    std::vector<TimelineItem> told(moments.begin() + error - before,
                                   moments.begin() + error + 1 + after);
    if (forTicket > 0) {
        told.push_back(moments[static_cast<std::size_t>(ticket)]);
    }
    return told;
}

} // namespace throughline::notebook
