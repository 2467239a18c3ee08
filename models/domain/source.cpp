#include "models/domain/source.h"

namespace throughline::domain {

std::string_view toText(SourceStatus status)
{
    switch (status) {
    case SourceStatus::Imported:
        return "imported";
    case SourceStatus::AlreadyImported:
        return "already-imported";
    case SourceStatus::Skipped:
        return "skipped";
    case SourceStatus::Failed:
        return "failed";
    case SourceStatus::Cancelled:
        return "cancelled";
    }
    return "";
}

SignalCounts& SignalCounts::operator+=(const SignalCounts& other)
{
    event += other.event;
    error += other.error;
    log += other.log;
    span += other.span;
    metric += other.metric;
    ticket += other.ticket;
    return *this;
}

std::string displayName(const SourceSummary& source)
{
    return source.member.empty() ? source.path : source.path + ": " + source.member;
}

} // namespace throughline::domain
