#include "models/domain/error_group.h"

namespace throughline::domain {

std::string_view toText(ErrorStatus status)
{
    switch (status) {
    case ErrorStatus::New:
        return "new";
    case ErrorStatus::Ongoing:
        return "ongoing";
    case ErrorStatus::Resolved:
        return "resolved";
    case ErrorStatus::Regressed:
        return "regressed";
    case ErrorStatus::Ignored:
        return "ignored";
    }
    return "";
}

std::optional<ErrorStatus> errorStatusFromText(std::string_view text)
{
    using enum ErrorStatus;
    for (const ErrorStatus status : {New, Ongoing, Resolved, Regressed, Ignored}) {
        if (toText(status) == text) {
            return status;
        }
    }
    return std::nullopt;
}

} // namespace throughline::domain
