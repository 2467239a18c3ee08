#include "models/domain/timeline.h"

namespace throughline::domain {

std::string_view toText(TimelineKind kind)
{
    switch (kind) {
    case TimelineKind::View:
        return "view";
    case TimelineKind::Action:
        return "action";
    case TimelineKind::Error:
        return "error";
    case TimelineKind::Request:
        return "request";
    case TimelineKind::Span:
        return "span";
    case TimelineKind::Log:
        return "log";
    case TimelineKind::Ticket:
        return "ticket";
    }
    return "";
}

} // namespace throughline::domain
