#include "models/domain/source.h"

#include "models/domain/import_issue.h"

#include <algorithm>
#include <utility>

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

std::string_view toText(FieldCount::Kind kind)
{
    switch (kind) {
    case FieldCount::Kind::Rejected:
        return "rejected";
    case FieldCount::Kind::Warning:
        return "warning";
    case FieldCount::Kind::Redaction:
        return "redaction";
    }
    return "";
}

void addCount(SourceSummary& source, FieldCount count)
{
    auto& byName = count.kind == FieldCount::Kind::Rejected ? source.rejectedByReason
        : count.kind == FieldCount::Kind::Warning           ? source.warnings
                                                            : source.redactions;
    byName[count.name] += count.count;
    if (count.field.empty()) {
        return;
    }
    if (count.kind == FieldCount::Kind::Warning
        && count.name == issueInfo(IssueCode::Sampled).text) {
        source.samplingRates[count.field] += count.count;
    } else {
        source.byField.push_back(std::move(count));
    }
}

std::vector<FieldCount> accountLines(const SourceSummary& source)
{
    using Kind = FieldCount::Kind;
    const std::pair<Kind, const std::map<std::string, std::uint64_t>*> kinds[] = {
        {Kind::Rejected, &source.rejectedByReason},
        {Kind::Warning, &source.warnings},
        {Kind::Redaction, &source.redactions}};
    std::vector<FieldCount> lines;
    for (const auto& [kind, totals] : kinds) {
        for (const auto& [name, total] : *totals) {
            if (kind == Kind::Warning && name == issueInfo(IssueCode::Sampled).text) {
                continue;
            }
            std::uint64_t left = total;
            for (const FieldCount& part : source.byField) {
                if (part.kind == kind && part.name == name) {
                    lines.push_back(part);
                    left -= std::min(left, part.count);
                }
            }
            if (left > 0) {
                lines.push_back({kind, name, {}, left});
            }
        }
    }
    return lines;
}

std::string displayName(const SourceSummary& source)
{
    return source.member.empty() ? source.path : source.path + ": " + source.member;
}

} // namespace throughline::domain
