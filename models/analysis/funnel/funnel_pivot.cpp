#include "models/analysis/funnel/funnel_pivot.h"

#include "models/base/assert.h"
#include "models/index/segment_columns.h"

#include <algorithm>
#include <unordered_map>

namespace throughline::analysis {

namespace {

using index::SessionIndex;

/// Counts of the levels of both arms for each of many keys, as one plain table.
class LevelCounts
{
public:
    LevelCounts(std::size_t keys, std::uint32_t levels)
        : m_levels(levels)
        , m_counts(keys * 2 * levels)
    {
    }

    void add(std::size_t key, std::size_t arm, std::size_t level)
    {
        ++m_counts[(key * 2 + arm) * m_levels + level];
    }

    /// All levels of one arm of one key.
    [[nodiscard]] std::span<const std::uint32_t> of(std::size_t key, std::size_t arm) const
    {
        return std::span(m_counts).subspan((key * 2 + arm) * m_levels, m_levels);
    }

private:
    std::size_t m_levels;
    std::vector<std::uint32_t> m_counts;
};

/// The fields asked for as places in a context; those the index does not know are left out.
std::vector<std::size_t> placesOf(const SessionIndex& index, std::span<const std::string> fields)
{
    std::vector<std::size_t> places;
    for (const std::string& field : fields) {
        const auto known = std::find(index.contextFields.begin(), index.contextFields.end(), field);
        places.push_back(static_cast<std::size_t>(known - index.contextFields.begin()));
    }
    return places;
}

/// One pass over the sessions: which context each one began in, met it or not, and its level.
class ContextPass
{
public:
    ContextPass(const SessionIndex& index, const FunnelLevels& levels, const Population& population,
                std::span<const std::uint8_t> met)
        : m_index(index)
        , m_levels(levels)
        , m_population(population)
        , m_met(met)
        , m_none(index.contextCount)
        , counts(index.contextCount + 1, levels.steps + 1)
        , uses(index.contextCount + 1)
    {
    }

    void run(const std::vector<std::size_t>& places)
    {
        findWhole(places);
        for (std::uint32_t s = 0; s < m_index.sessionCount(); ++s) {
            const std::uint32_t at = m_index.firstContext[s];
            const std::uint32_t more = m_index.firstContext[s + 1] - at;
            const std::uint32_t context = more == 0 ? m_none : m_index.contextOf[at];
            if (more > 1 && !m_whole[context]) {
                mixed.push_back(s);
                continue;
            }
            ++uses[context];
            if (m_population.counts(s)) {
                counts.add(context, armOf(s), m_levels.level[s]);
            }
        }
    }

    [[nodiscard]] std::size_t armOf(std::uint32_t session) const
    {
        return m_met.empty() ? 0 : m_met[session];
    }

    /// Its first value of the field over all its contexts; 0 for none.
    [[nodiscard]] std::uint32_t firstValue(std::uint32_t session, std::size_t place) const
    {
        for (std::uint32_t at = m_index.firstContext[session];
             at < m_index.firstContext[session + 1]; ++at) {
            const std::uint32_t value = valueIn(m_index.contextOf[at], place);
            if (value != 0) {
                return value;
            }
        }
        return 0;
    }

    /// The value of a field in a context; 0 for none.
    [[nodiscard]] std::uint32_t valueIn(std::uint32_t context, std::size_t place) const
    {
        if (context == m_none || place == m_index.contextFields.size()) {
            return 0;
        }
        const std::uint32_t value = m_index.context(context)[place];
        return m_index.values[value].empty() ? 0 : value;
    }

private:
    /// A context with all fields asked for decides them for every session that begins in it.
    void findWhole(const std::vector<std::size_t>& places)
    {
        m_whole.resize(m_index.contextCount);
        for (std::uint32_t context = 0; context < m_whole.size(); ++context) {
            m_whole[context] = std::all_of(places.begin(), places.end(), [&](std::size_t place) {
                return valueIn(context, place) != 0;
            });
        }
    }

    const SessionIndex& m_index;
    const FunnelLevels& m_levels;
    const Population& m_population;
    std::span<const std::uint8_t> m_met;
    std::uint32_t m_none; ///< stands for sessions without any context
    std::vector<std::uint8_t> m_whole;

public:
    LevelCounts counts; ///< per context
    std::vector<std::uint64_t> uses; ///< per context: sessions, counted or not
    std::vector<std::uint32_t> mixed; ///< sessions whose first context lacks a field
};

/// Adds up the rows of one field.
class FieldRows
{
public:
    FieldRows(const SessionIndex& index, std::string field, std::uint32_t levels)
        : m_index(index)
        , m_levels(levels)
        , m_rowOf(index.values.size(), index::kNone)
        , m_uses(index.values.size())
    {
        m_field.field = std::move(field);
    }

    void use(std::uint32_t value, std::uint64_t sessions) { m_uses[value] += sessions; }

    void add(std::uint32_t value, std::size_t arm, std::size_t level, std::uint64_t sessions)
    {
        if (m_rowOf[value] == index::kNone) {
            m_rowOf[value] = static_cast<std::uint32_t>(m_values.size());
            m_values.push_back(value);
            m_field.rows.push_back(
                {{}, std::vector<std::uint64_t>(m_levels), std::vector<std::uint64_t>(m_levels)});
        }
        PivotRow& row = m_field.rows[m_rowOf[value]];
        (arm == 1 ? row.with : row.without)[level] += sessions;
    }

    PivotField take()
    {
        shareSpellings();
        std::sort(m_field.rows.begin(), m_field.rows.end(),
                  [](const PivotRow& a, const PivotRow& b) {
                      const std::uint64_t inA = entered(a);
                      const std::uint64_t inB = entered(b);
                      return inA != inB ? inA > inB : a.value < b.value;
                  });
        return std::move(m_field);
    }

private:
    static std::uint64_t entered(const PivotRow& row)
    {
        std::uint64_t sessions = 0;
        for (std::size_t level = 1; level < row.with.size(); ++level) {
            sessions += row.with[level] + row.without[level];
        }
        return sessions;
    }

    /// Joins rows whose values are spellings of one word.
    void shareSpellings()
    {
        const std::vector<std::uint32_t> spelling =
            index::commonSpellings(m_index, m_field.field, m_uses);
        std::vector<PivotRow> joined;
        std::unordered_map<std::uint32_t, std::size_t> placeOf;
        for (std::size_t i = 0; i < m_values.size(); ++i) {
            PivotRow& row = m_field.rows[i];
            const std::uint32_t best = spelling[m_values[i]];
            const auto [known, fresh] = placeOf.try_emplace(best, joined.size());
            if (fresh) {
                row.value = m_index.values[best];
                joined.push_back(std::move(row));
                continue;
            }
            PivotRow& into = joined[known->second];
            for (std::size_t level = 0; level < m_levels; ++level) {
                into.with[level] += row.with[level];
                into.without[level] += row.without[level];
            }
        }
        m_field.rows = std::move(joined);
    }

    const SessionIndex& m_index;
    std::size_t m_levels;
    std::vector<std::uint32_t> m_rowOf; ///< per value
    std::vector<std::uint64_t> m_uses; ///< per value: sessions
    std::vector<std::uint32_t> m_values; ///< per row
    PivotField m_field;
};

} // namespace

FunnelPivot pivotFunnel(const SessionIndex& index, const FunnelLevels& levels,
                        const Population& population, std::span<const std::string> fields,
                        std::span<const std::uint8_t> met)
{
    TL_ASSERT(levels.level.size() == index.sessionCount());
    TL_ASSERT(met.empty() || met.size() == index.sessionCount());
    const std::vector<std::size_t> places = placesOf(index, fields);
    ContextPass pass(index, levels, population, met);
    pass.run(places);
    FunnelPivot pivot;
    pivot.steps = levels.steps;
    for (std::size_t f = 0; f < fields.size(); ++f) {
        FieldRows rows(index, fields[f], levels.steps + 1);
        for (std::uint32_t context = 0; context < pass.uses.size(); ++context) {
            if (pass.uses[context] == 0) {
                continue;
            }
            const std::uint32_t value = pass.valueIn(context, places[f]);
            rows.use(value, pass.uses[context]);
            for (const std::size_t arm : {std::size_t {0}, std::size_t {1}}) {
                const auto counts = pass.counts.of(context, arm);
                for (std::size_t level = 0; level < counts.size(); ++level) {
                    if (counts[level] > 0) {
                        rows.add(value, arm, level, counts[level]);
                    }
                }
            }
        }
        for (const std::uint32_t session : pass.mixed) {
            const std::uint32_t value = pass.firstValue(session, places[f]);
            rows.use(value, 1);
            if (population.counts(session)) {
                rows.add(value, pass.armOf(session), levels.level[session], 1);
            }
        }
        pivot.fields.push_back(rows.take());
    }
    return pivot;
}

} // namespace throughline::analysis
