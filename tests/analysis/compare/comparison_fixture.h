#pragma once

#include "models/analysis/compare/carriers.h"
#include "models/analysis/compare/comparison_table.h"
#include "models/base/assert.h"
#include "models/base/random.h"
#include "models/index/session_index.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace throughline::test {

/// An event beside those that reach a step.
struct EventRow
{
    std::int64_t ms = 0;
    std::string name;
    bool error = false; ///< tells of an error
};

/// A session as a test writes it down.
struct SessionRow
{
    std::uint32_t user = index::kNone;
    std::vector<std::uint32_t> match; ///< value per match field
    std::vector<std::int64_t> reachedMs; ///< as many as steps reached
    std::optional<std::int64_t> hitMs;
    std::optional<std::int64_t> revenueMicros; ///< of the event at the moment of converting
    std::string currency = "USD";
    bool inScope = true;
    std::vector<EventRow> events; ///< beside the steps; ascending
};

/// A small world for comparisons. The rows stand in the order of the index.
struct ComparisonFixture
{
    std::vector<SessionRow> rows;
    index::SessionIndex index;
    analysis::FunnelLevels levels;
    IdSet scope;
    std::vector<index::SegmentColumn> match;
    index::ExposureSet exposures;
    index::EventBits errorRecords;

    /// Hangs the occurrences on their events.
    void hang()
    {
        std::vector<index::ExposureSet> groups {exposures};
        analysis::hangOnCarriers(groups, index, errorRecords);
        exposures = groups.front();
    }

    [[nodiscard]] analysis::ComparisonTable
    table(std::optional<double> valuePerConversion = std::nullopt) const
    {
        analysis::ComparisonInputs inputs;
        inputs.funnel.name = "checkout";
        inputs.match = match;
        inputs.valuePerConversion = valuePerConversion;
        inputs.errorRecords = &errorRecords;
        auto created = analysis::ComparisonTable::create(index, levels, scope, std::move(inputs));
        TL_ASSERT(created.ok());
        return *std::move(created);
    }
};

/// The events of a session in order of time: at one moment those that reach a step first.
inline std::vector<EventRow> eventsOf(const SessionRow& row)
{
    std::vector<EventRow> events;
    for (const std::int64_t reached : row.reachedMs) {
        events.push_back({reached, "step", false});
    }
    events.insert(events.end(), row.events.begin(), row.events.end());
    std::stable_sort(events.begin(), events.end(),
                     [](const EventRow& a, const EventRow& b) { return a.ms < b.ms; });
    return events;
}

inline void addRevenue(index::SessionIndex& index, const SessionRow& row, std::uint32_t event)
{
    const auto at = std::find(index.currencies.begin(), index.currencies.end(), row.currency);
    const auto place = static_cast<std::uint16_t>(at - index.currencies.begin());
    if (at == index.currencies.end()) {
        index.currencies.push_back(row.currency);
    }
    index.revenueEvent.push_back(event);
    index.revenueMicros.push_back(*row.revenueMicros);
    index.revenueCurrency.push_back(place);
}

inline void addToIndex(index::SessionIndex& index, std::vector<std::uint32_t>& errors,
                       const SessionRow& row)
{
    index.user.push_back(row.user);
    index.start.push_back({});
    index.flags.push_back(0);
    for (const EventRow& one : eventsOf(row)) {
        const auto event = static_cast<std::uint32_t>(index.offset.size());
        const auto name = std::find(index.names.begin(), index.names.end(), one.name);
        index.offset.push_back(static_cast<std::uint32_t>(one.ms));
        index.nameAndOrder.push_back(static_cast<std::uint16_t>(name - index.names.begin()));
        if (name == index.names.end()) {
            index.names.push_back(one.name);
        }
        if (one.error) {
            errors.push_back(event);
        }
        if (row.revenueMicros && one.name == "step" && one.ms == row.reachedMs.back()) {
            addRevenue(index, row, event);
        }
    }
    index.firstEvent.push_back(static_cast<std::uint32_t>(index.offset.size()));
}

/// Sorts the rows by user, as the index does, and lays them out.
inline ComparisonFixture makeFixture(std::uint32_t steps, std::vector<SessionRow> rows,
                                     Duration window = Duration::minutes(30))
{
    std::stable_sort(rows.begin(), rows.end(),
                     [](const SessionRow& a, const SessionRow& b) { return a.user < b.user; });
    ComparisonFixture fixture;
    fixture.levels.steps = steps;
    fixture.levels.window = window;
    fixture.exposures.group = domain::ErrorGroupId(7);
    fixture.index.firstEvent.push_back(0);
    std::vector<std::uint32_t> errors;
    const std::size_t fields = rows.empty() ? 0 : rows.front().match.size();
    for (std::size_t field = 0; field < fields; ++field) {
        fixture.match.push_back({"field" + std::to_string(field), {"", "one", "two", "three"}, {}});
    }
    for (std::uint32_t session = 0; session < rows.size(); ++session) {
        const SessionRow& row = rows[session];
        addToIndex(fixture.index, errors, row);
        fixture.levels.level.push_back(static_cast<std::uint8_t>(row.reachedMs.size()));
        for (std::uint32_t step = 0; step < steps; ++step) {
            fixture.levels.reachedMs.push_back(
                step < row.reachedMs.size() ? row.reachedMs[step] : analysis::FunnelLevels::kNever);
        }
        for (std::size_t field = 0; field < fields; ++field) {
            fixture.match[field].valueOf.push_back(row.match[field]);
        }
        if (row.hitMs) {
            fixture.exposures.first.push_back({session, *row.hitMs});
        }
        if (row.inScope) {
            fixture.scope.add(session);
        }
    }
    fixture.errorRecords = index::EventBits(fixture.index.eventCount());
    for (const std::uint32_t event : errors) {
        fixture.errorRecords.set(event);
    }
    fixture.rows = std::move(rows);
    return fixture;
}

/// A random small world of four steps: users with several sessions, two match fields, occurrences
/// at all moments, on the borders too, some sessions out of scope.
inline ComparisonFixture randomFixture(std::uint64_t seed, std::uint32_t sessions = 60)
{
    Random random(seed);
    std::vector<SessionRow> rows(1 + random.below(sessions));
    const double hitShare = random.uniform();
    for (SessionRow& row : rows) {
        row.user = random.chance(.2) ? index::kNone : random.below(15);
        row.match = {random.below(2), random.below(3)};
        const std::uint32_t level = random.chance(.2) ? random.below(3) : 2 + random.below(3);
        std::int64_t t = random.below(3);
        for (std::uint32_t step = 0; step < level; ++step) {
            row.reachedMs.push_back(t);
            t += random.below(4);
        }
        if (random.chance(hitShare)) {
            row.hitMs = static_cast<std::int64_t>(random.below(16)) - 1;
        }
        row.inScope = !random.chance(.1);
        if (level == 4 && random.chance(.8)) {
            row.revenueMicros = 1'000'000 * (1 + random.below(90));
            row.currency = random.chance(.3) ? "EUR" : "USD";
        }
    }
    return makeFixture(4, std::move(rows), Duration::milliseconds(10));
}

} // namespace throughline::test
