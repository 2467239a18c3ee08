#include "models/workflow/release_workflow.h"

#include "models/analysis/compare/exposure.h"
#include "models/base/text.h"
#include "models/domain/record.h"
#include "models/index/segment_columns.h"
#include "models/store/queries/error_queries.h"
#include "models/store/store_file.h"
#include "models/workflow/comparison_workflow.h"

#include <algorithm>

namespace throughline::workflow {

namespace {

constexpr std::size_t kVersionsNamed = 8;

/// What is not the release itself.
const std::vector<std::string>& defaultMatch()
{
    static const std::vector<std::string> fields {std::string(domain::key::kPlan),
                                                  std::string(domain::key::kDevice),
                                                  std::string(domain::key::kCountry)};
    return fields;
}

Error unknownVersion(const std::vector<ReleaseInfo>& known, const std::string& version)
{
    std::vector<std::string> names;
    for (const ReleaseInfo& release : known) {
        names.push_back(release.version);
    }
    if (names.size() > kVersionsNamed) {
        names.erase(names.begin(), names.end() - static_cast<std::ptrdiff_t>(kVersionsNamed));
    }
    return usageError("no session runs version '" + version + "'",
                      names.empty() ? "No session of this store names its service.version"
                                    : "The store knows " + join(names, ", "));
}

/// Whole range of the human sessions' starts and the data's end.
TimeRange dataRange(const Snapshot& snapshot)
{
    const index::SessionIndex& index = snapshot.sessions.index;
    Timestamp first = snapshot.sessions.dataEnd;
    for (std::uint32_t session = 0; session < index.sessionCount(); ++session) {
        if ((index.flags[session] & index::SessionIndex::kBot) == 0) {
            first = std::min(first, index.start[session]);
        }
    }
    return {first, snapshot.sessions.dataEnd};
}

/// How often each session met the group.
Result<std::vector<std::uint32_t>> occurrencesPerSession(const Workspace& workspace,
                                                         const Snapshot& snapshot,
                                                         domain::ErrorGroupId group,
                                                         const std::stop_token& stop)
{
    TL_ASSIGN(const store::Connection connection, workspace.file().openReader(stop));
    TL_ASSIGN(const auto occurrences, store::occurrencesInSessions(connection));
    std::vector<std::uint32_t> counts(snapshot.sessions.index.sessionCount(), 0);
    for (const store::SessionOccurrence& met : occurrences) {
        if (met.group == group && met.session < counts.size()) {
            ++counts[met.session];
        }
    }
    return counts;
}

void addOccurrences(analysis::ReleaseEffect& effect, const index::SessionIndex& index,
                    std::span<const std::uint32_t> atRisk,
                    const std::vector<std::uint32_t>& occurrences)
{
    std::vector<analysis::SessionCount> before;
    std::vector<analysis::SessionCount> after;
    for (const std::uint32_t session : atRisk) {
        const Timestamp start = index.start[session];
        const analysis::SessionCount count {index.user[session], occurrences[session]};
        if (effect.before.contains(start)) {
            before.push_back(count);
        } else if (effect.after.contains(start)) {
            after.push_back(count);
        }
    }
    effect.occurrencesBefore = analysis::occurrenceRate(before);
    effect.occurrencesAfter = analysis::occurrenceRate(after);
    analysis::compareOccurrences(effect);
}

} // namespace

std::vector<ReleaseInfo> releases(const Snapshot& snapshot)
{
    const index::SessionIndex& index = snapshot.sessions.index;
    const index::SegmentColumn versions = index::segmentColumn(index, domain::key::kServiceVersion);
    std::vector<ReleaseInfo> found(versions.labels.size());
    for (std::uint32_t session = 0; session < versions.valueOf.size(); ++session) {
        ReleaseInfo& release = found[versions.valueOf[session]];
        if (versions.valueOf[session] == 0
            || (index.flags[session] & index::SessionIndex::kBot) != 0) {
            continue;
        }
        release.released = release.sessions == 0 ? index.start[session]
                                                 : std::min(release.released, index.start[session]);
        release.version = versions.label(session);
        ++release.sessions;
    }
    std::erase_if(found, [](const ReleaseInfo& release) { return release.sessions == 0; });
    std::sort(found.begin(), found.end(), [](const ReleaseInfo& a, const ReleaseInfo& b) {
        return std::tie(a.released, a.version) < std::tie(b.released, b.version);
    });
    return found;
}

Result<analysis::ReleaseEffect> releaseEffect(const Workspace& workspace, const Snapshot& snapshot,
                                              const ReleaseRequest& request,
                                              const std::stop_token& stop)
{
    const std::vector<ReleaseInfo> known = releases(snapshot);
    const auto release = std::find_if(known.begin(), known.end(), [&](const ReleaseInfo& each) {
        return each.version == request.version;
    });
    if (release == known.end()) {
        return unknownVersion(known, request.version);
    }
    const auto next = std::find_if(release, known.end(), [&](const ReleaseInfo& each) {
        return each.released > release->released;
    });
    const analysis::ReleasePeriods periods = analysis::releasePeriods(
        release->released, next == known.end() ? std::nullopt : std::optional(next->released),
        dataRange(snapshot));
    if (periods.before.empty()) {
        return usageError("there is nothing to compare version '" + request.version + "' with",
                          "Sessions are needed for at least an hour before it and after it");
    }
    analysis::ReleaseEffect effect;
    effect.version = request.version;
    effect.released = release->released;
    effect.before = periods.before;
    effect.after = periods.after;
    effect.group = request.group;
    const index::SessionIndex& index = snapshot.sessions.index;
    std::vector<std::uint32_t> atRisk;
    if (request.funnel != nullptr) {
        TL_ASSIGN(const analysis::ComparisonTable table,
                  comparisonTable(snapshot, *request.funnel,
                                  request.match.empty() ? defaultMatch() : request.match));
        const index::ExposureSet* met = snapshot.exposureOf(request.group);
        effect.step = met == nullptr
            ? 1
            : std::max(1U,
                       analysis::chooseExposureStep(table.entered(), table.levels(), met->first));
        analysis::addConversion(effect, table, periods);
        atRisk = table.atRisk(effect.step).session;
    } else {
        TL_ASSIGN(const IdSet sessions, sessionsInScope(workspace, snapshot, request.scope, stop));
        atRisk = sessions.toVector();
    }
    if (request.group.value() != 0) {
        TL_ASSIGN(const auto occurrences,
                  occurrencesPerSession(workspace, snapshot, request.group, stop));
        addOccurrences(effect, index, atRisk, occurrences);
    }
    effect.verdict = analysis::fixVerdictOf(effect);
    return effect;
}

} // namespace throughline::workflow
