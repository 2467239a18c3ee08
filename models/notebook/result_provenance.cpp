#include "models/analysis/compare/compare.h"
#include "models/base/text.h"
#include "models/notebook/number_text.h"
#include "models/notebook/result_blocks.h"

#include <algorithm>

namespace throughline::notebook {

namespace {

std::uint64_t countIn(const ResultReader& figures, std::uint32_t object, std::string_view key)
{
    return parseUnsigned(figures.text(object, key)).value_or(0);
}

std::string armsText(const ResultReader& figures, std::uint32_t estimate)
{
    return countText(countIn(figures, estimate, "affected")) + " affected, "
        + countText(countIn(figures, estimate, "control")) + " unaffected sessions";
}

/// What an answer stands on, in one phrase.
std::string samplesOf(const PinnedResult& pinned, const ResultReader& figures)
{
    const auto counted = [&figures](std::string_view key, std::string_view noun) {
        return countOf(countIn(figures, 0, key), noun);
    };
    switch (pinned.question.kind) {
    case QuestionKind::Funnel:
        return counted("entered", figures.text(0, "unit")) + " entered";
    case QuestionKind::Comparison:
        return armsText(figures, figures.child(0, "headline"));
    case QuestionKind::ErrorGroup:
        return counted("count", "occurrence") + " in " + counted("sessions", "session");
    case QuestionKind::Errors:
        return counted("total", "error group");
    case QuestionKind::Session:
        return counted("timeline_total", "item");
    case QuestionKind::Trace:
        return counted("spans_total", "span");
    case QuestionKind::Sql:
        return counted("total", "row");
    case QuestionKind::Sessions:
        return counted("total", "session");
    case QuestionKind::Differences: {
        const std::uint32_t sessions = figures.child(0, "sessions");
        return countOf(countIn(figures, sessions, "a"), "session") + " against "
            + countText(countIn(figures, sessions, "b"));
    }
    case QuestionKind::Release: {
        const std::uint32_t conversion = figures.child(0, "conversion");
        const std::uint32_t occurrences = figures.child(0, "occurrences");
        const bool converts = conversion != 0 && figures.child(conversion, "before") != 0;
        const std::uint32_t found = converts ? conversion : occurrences;
        const std::string_view key = converts ? "sessions" : "sessions_at_risk";
        return countOf(countIn(figures, figures.child(found, "before"), key), "session")
            + " before, " + countText(countIn(figures, figures.child(found, "after"), key))
            + " since";
    }
    case QuestionKind::Regroup:
        return countOf(countIn(figures, figures.child(0, "change"), "occurrences"), "occurrence");
    case QuestionKind::Ticket:
    case QuestionKind::Pivot:
    case QuestionKind::Record:
        break;
    }
    return {};
}

/// Which sessions an answer is about; empty where it is about one thing.
std::string filterOf(const Question& question)
{
    switch (question.kind) {
    case QuestionKind::Session:
    case QuestionKind::Trace:
    case QuestionKind::Ticket:
    case QuestionKind::Record:
        return {};
    case QuestionKind::Sql:
        return "as the question says";
    case QuestionKind::Regroup:
        return "all errors";
    default:
        break;
    }
    const domain::Scope& scope = question.scope;
    std::string filter = scope.where.empty() ? "all sessions" : scope.where;
    if (!scope.range.empty()) {
        filter += ", " + timeRangeText(scope.range);
    }
    return filter + (scope.includeBots ? ", bots included" : "");
}

/// Of those answers that estimate.
void addMethod(Provenance& provenance, const PinnedResult& pinned, const ResultReader& figures)
{
    std::uint32_t estimate = 0;
    if (pinned.question.kind == QuestionKind::Comparison) {
        estimate = figures.child(0, "headline");
    } else if (pinned.question.kind == QuestionKind::Release) {
        estimate = figures.child(figures.child(0, "conversion"), "estimate");
    } else if (pinned.question.kind == QuestionKind::Differences) {
        provenance.interval = "95% intervals, clustered by user";
    }
    if (estimate == 0) {
        return;
    }
    provenance.method = replaceAll(figures.text(estimate, "method"), "_", " ");
    provenance.versions.push_back("comparison " + std::string(analysis::kComparisonVersion));
    if (!figures.childrenOf(figures.child(estimate, "ci")).empty()) {
        provenance.interval = "95% intervals, clustered by user";
    }
}

} // namespace

Provenance provenanceOf(const PinnedResult& pinned, const ResultReader& figures)
{
    Provenance provenance;
    provenance.filter = filterOf(pinned.question);
    for (const auto& [name, version] : pinned.versions) {
        // "bots-1" says what it is of.
        const bool named = version.starts_with(name);
        provenance.versions.push_back(named ? version : std::string(name) + " " + version);
    }
    addMethod(provenance, pinned, figures);
    for (const auto& [signal, digest] : pinned.digests) {
        // Of spans the first half says nothing.
        constexpr std::size_t kShort = 8;
        const std::size_t from = std::min(digest.find_first_not_of('0'), digest.size());
        provenance.digests.push_back(std::string(signal).append(" ").append(digest, from, kShort));
    }
    const std::string samples = samplesOf(pinned, figures);
    provenance.samples =
        (samples.empty() ? "" : samples + ", ") + "taken " + momentText(pinned.taken);
    provenance.redacted = pinned.redacted;
    provenance.rejected = pinned.rejected;
    return provenance;
}

} // namespace throughline::notebook
