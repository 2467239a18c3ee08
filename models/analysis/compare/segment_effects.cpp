#include "models/analysis/compare/segment_effects.h"

#include "models/analysis/compare/effect_estimate.h"
#include "models/analysis/stats/distributions.h"
#include "models/analysis/stats/multiple_testing.h"
#include "models/base/parallel.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <span>
#include <tuple>

namespace throughline::analysis {

namespace {

/// A value of a field with the affected sessions that have it.
struct AffectedValue
{
    std::size_t column = 0;
    std::uint32_t value = 0;
    std::uint64_t affected = 0;
};

/// Values of one field with their effects.
struct Within
{
    double weighted = 0; ///< sum of matched * difference
    double matched = 0;
    double variance = 0; ///< sum of (matched * SE)^2
    bool allSure = true; ///< every value has a standard error
    double precision = 0; ///< sum of 1 / SE^2
    double precise = 0; ///< sum of difference / SE^2
    double squares = 0; ///< sum of difference^2 / SE^2
    std::uint32_t sure = 0; ///< values with a say in heterogeneity

    void add(const EffectWithError& effect)
    {
        const Estimate& estimate = effect.estimate;
        if (!estimate.difference) {
            return;
        }
        const auto n = static_cast<double>(estimate.matchedAffected);
        matched += n;
        weighted += n * *estimate.difference;
        if (!effect.standardError || !(*effect.standardError > 0)) {
            allSure = false;
            return;
        }
        const double error = *effect.standardError;
        variance += n * error * n * error;
        if (estimate.matchedAffected >= kFewestToDiffer) {
            const double weight = 1 / (error * error);
            ++sure;
            precision += weight;
            precise += weight * *estimate.difference;
            squares += weight * *estimate.difference * *estimate.difference;
        }
    }
};

class Segments
{
public:
    Segments(const SegmentQuestion& question, const EffectAmong& effectAmong)
        : m_question(question)
        , m_effectAmong(effectAmong)
    {
    }

    SegmentAnswer answer()
    {
        std::vector<AffectedValue> kept;
        for (std::size_t column = 0; column < m_question.by.size(); ++column) {
            const std::vector<AffectedValue> values = valuesOf(column);
            kept.insert(kept.end(), values.begin(), values.end());
        }
        // Parts do not depend on one another, so the processors share them.
        std::vector<EffectWithError> effects(kept.size());
        forEachAtOnce(kept.size(), [&](std::size_t i) {
            effects[i] = effectWhere([&, value = kept[i]](std::uint32_t row) {
                return valueOf(value.column, row) == value.value;
            });
        });
        for (std::size_t from = 0, to = 0; from < kept.size(); from = to) {
            while (to < kept.size() && kept[to].column == kept[from].column) {
                ++to;
            }
            addField(std::span(kept).subspan(from, to - from),
                     std::span(effects).subspan(from, to - from));
        }
        addPairs(kept);
        addQValues();
        return std::move(m_answer);
    }

private:
    [[nodiscard]] std::uint32_t valueOf(std::size_t column, std::uint32_t row) const
    {
        return m_question.by[column].valueOf[m_question.atRisk.session[row]];
    }

    [[nodiscard]] const std::string& label(std::size_t column, std::uint32_t value) const
    {
        static const std::string none;
        const index::SegmentColumn& from = m_question.by[column];
        return value < from.labels.size() ? from.labels[value] : none;
    }

    [[nodiscard]] std::vector<AffectedValue> valuesOf(std::size_t column) const
    {
        std::map<std::uint32_t, std::uint64_t> counts;
        for (const std::uint32_t row : m_question.affected) {
            ++counts[valueOf(column, row)];
        }
        std::vector<AffectedValue> values;
        for (const auto& [value, affected] : counts) {
            values.push_back({column, value, affected});
        }
        std::sort(values.begin(), values.end(), [&](const auto& a, const auto& b) {
            return std::tie(b.affected, label(column, a.value))
                < std::tie(a.affected, label(column, b.value));
        });
        values.resize(std::min(values.size(), kMostValues));
        return values;
    }

    template<typename Holds>
    [[nodiscard]] EffectWithError effectWhere(const Holds& holds) const
    {
        std::vector<std::uint8_t> inRow(m_question.atRisk.session.size());
        for (std::uint32_t row = 0; row < inRow.size(); ++row) {
            inRow[row] = holds(row) ? 1 : 0;
        }
        return m_effectAmong(inRow);
    }

    [[nodiscard]] SegmentEffect told(const Estimate& estimate, std::size_t column,
                                     std::uint32_t value) const
    {
        SegmentEffect effect;
        effect.field = m_question.by[column].field;
        effect.value = label(column, value);
        effect.affected = estimate.affected;
        effect.control = estimate.control;
        effect.difference = estimate.difference;
        effect.interval = estimate.interval;
        effect.pValue = estimate.pValue;
        if (estimate.difference) {
            // 0 - x, not -x: no loss is 0, never -0.
            effect.lostConversions =
                0 - static_cast<double>(estimate.matchedAffected) * *estimate.difference;
            const double whole = wholeLoss();
            if (whole > 0) {
                effect.lossShare = effect.lostConversions / whole;
            }
        }
        return effect;
    }

    [[nodiscard]] double wholeLoss() const
    {
        const Estimate& whole = m_question.whole;
        const bool loss = whole.difference && whole.interval && whole.interval->high < 0;
        return loss ? -static_cast<double>(whole.matchedAffected) * *whole.difference : 0;
    }

    void addField(std::span<const AffectedValue> values, std::span<const EffectWithError> effects)
    {
        const std::size_t column = values.front().column;
        Within within;
        for (std::size_t i = 0; i < values.size(); ++i) {
            within.add(effects[i]);
            m_answer.values.push_back(told(effects[i].estimate, column, values[i].value));
        }
        addHeterogeneity(column, within);
        addSignFlip(column, within);
    }

    void addHeterogeneity(std::size_t column, const Within& within)
    {
        if (within.sure < 2) {
            return;
        }
        Heterogeneity found;
        found.field = m_question.by[column].field;
        found.values = within.sure;
        found.statistic =
            std::max(0.0, within.squares - within.precise * within.precise / within.precision);
        found.pValue = chiSquaredP(found.statistic, within.sure - 1);
        m_answer.heterogeneity.push_back(std::move(found));
    }

    void addSignFlip(std::size_t column, const Within& within)
    {
        const std::string& field = m_question.by[column].field;
        const std::vector<std::string>& match = m_question.whole.match;
        const bool matchedOn = std::find(match.begin(), match.end(), field) != match.end();
        const Estimate& pooled = matchedOn ? m_question.unmatched : m_question.whole;
        if (!pooled.difference || within.matched <= 0) {
            return;
        }
        SignFlip flip {field, *pooled.difference, within.weighted / within.matched};
        const bool opposite = flip.pooled * flip.within < 0
            && std::min(std::abs(flip.pooled), std::abs(flip.within)) >= kWorthASign;
        const bool pooledSure =
            pooled.interval && (pooled.interval->low > 0 || pooled.interval->high < 0);
        const bool withinSure = within.allSure
            && std::abs(flip.within) > kZ975 * std::sqrt(within.variance) / within.matched;
        if (opposite && (pooledSure || withinSure)) {
            m_answer.signFlips.push_back(std::move(flip));
        }
    }

    /// At least a tenth of the narrower value is outside the pair.
    [[nodiscard]] static bool isNarrower(std::uint64_t pair, std::uint64_t value)
    {
        return pair * 10 <= value * 9;
    }

    void addPairs(const std::vector<AffectedValue>& values)
    {
        struct Pair
        {
            const AffectedValue* first;
            const AffectedValue* second;
            std::uint64_t affected;
        };

        std::vector<Pair> pairs;
        for (std::size_t a = 0; a < values.size(); ++a) {
            for (std::size_t b = a + 1; b < values.size(); ++b) {
                if (values[a].column == values[b].column
                    || std::min(values[a].affected, values[b].affected) < kFewestInPair) {
                    continue;
                }
                const std::uint64_t both = affectedBy(values[a], values[b]);
                if (both >= kFewestInPair
                    && isNarrower(both, std::min(values[a].affected, values[b].affected))) {
                    pairs.push_back({&values[a], &values[b], both});
                }
            }
        }
        std::stable_sort(pairs.begin(), pairs.end(),
                         [](const Pair& a, const Pair& b) { return a.affected > b.affected; });
        pairs.resize(std::min(pairs.size(), kMostPairs));
        std::vector<EffectWithError> effects(pairs.size());
        forEachAtOnce(pairs.size(), [&](std::size_t i) {
            effects[i] = effectWhere([&, &pair = pairs[i]](std::uint32_t row) {
                return valueOf(pair.first->column, row) == pair.first->value
                    && valueOf(pair.second->column, row) == pair.second->value;
            });
        });
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            const Pair& pair = pairs[i];
            SegmentEffect told =
                this->told(effects[i].estimate, pair.first->column, pair.first->value);
            told.secondField = m_question.by[pair.second->column].field;
            told.secondValue = label(pair.second->column, pair.second->value);
            m_answer.pairs.push_back(std::move(told));
        }
    }

    [[nodiscard]] std::uint64_t affectedBy(const AffectedValue& a, const AffectedValue& b) const
    {
        return static_cast<std::uint64_t>(std::count_if(
            m_question.affected.begin(), m_question.affected.end(), [&](std::uint32_t row) {
                return valueOf(a.column, row) == a.value && valueOf(b.column, row) == b.value;
            }));
    }

    void addQValues()
    {
        std::vector<SegmentEffect*> tested;
        for (std::vector<SegmentEffect>* effects : {&m_answer.values, &m_answer.pairs}) {
            for (SegmentEffect& effect : *effects) {
                if (effect.pValue) {
                    tested.push_back(&effect);
                }
            }
        }
        std::vector<double> pValues;
        std::transform(tested.begin(), tested.end(), std::back_inserter(pValues),
                       [](const SegmentEffect* effect) { return *effect->pValue; });
        const std::vector<double> qValues = benjaminiHochberg(pValues);
        for (std::size_t i = 0; i < tested.size(); ++i) {
            tested[i]->qValue = qValues[i];
        }
        pValues.clear();
        for (const Heterogeneity& field : m_answer.heterogeneity) {
            pValues.push_back(field.pValue);
        }
        const std::vector<double> ofFields = benjaminiHochberg(pValues);
        for (std::size_t i = 0; i < ofFields.size(); ++i) {
            m_answer.heterogeneity[i].qValue = ofFields[i];
        }
    }

    const SegmentQuestion& m_question;
    const EffectAmong& m_effectAmong;
    SegmentAnswer m_answer;
};

} // namespace

EffectAmong matchedEffectAmong(const OpportunityComparison& opportunities, const StruckGroup& group)
{
    auto whole = std::make_shared<const Trials>(opportunities.trialsOf(group));
    return [whole, &opportunities, &group](std::span<const std::uint8_t> inRow) {
        const OpportunityEstimate found = opportunities.estimateAmong(group, *whole, inRow);
        return EffectWithError {found.estimate, found.standardError};
    };
}

EffectAmong stratifiedEffectAmong(const ComparisonTable& table, std::uint32_t step,
                                  std::span<const index::Exposure> exposures)
{
    return [&table, exposures, step](std::span<const std::uint8_t> inRow) {
        const RiskTable& atRisk = table.atRisk(step);
        std::vector<std::uint32_t> sessions;
        for (std::uint32_t row = 0; row < inRow.size(); ++row) {
            if (inRow[row] != 0) {
                sessions.push_back(atRisk.session[row]);
            }
        }
        const RiskTable part =
            makeRiskTable(table.index(), table.levels(), sessions, table.cells(), step);
        StratifiedEstimator estimator(part, table.match());
        const StratifiedEstimate found =
            estimator.estimate(findHits(part, table.levels(), exposures));
        EffectWithError effect {found.estimate, std::nullopt};
        if (const auto& interval = found.estimate.interval;
            interval && found.minimumDetectableEffect) {
            // Half the interval is t standard errors, the detectable effect t + z(.80) of them.
            effect.standardError =
                (*found.minimumDetectableEffect - (interval->high - interval->low) / 2) / kZ80;
        }
        return effect;
    };
}

std::vector<std::uint32_t> affectedRows(const StruckGroup& group)
{
    std::vector<std::uint32_t> rows;
    for (const Struck& struck : group.sessions) {
        if (struck.affected) {
            rows.push_back(struck.riskRow);
        }
    }
    return rows;
}

std::vector<std::uint32_t> affectedRows(std::span<const Hit> hits)
{
    std::vector<std::uint32_t> rows;
    for (const Hit& hit : hits) {
        if (hit.affected) {
            rows.push_back(hit.row);
        }
    }
    return rows;
}

SegmentAnswer segmentEffects(const SegmentQuestion& question, const EffectAmong& effectAmong)
{
    return Segments(question, effectAmong).answer();
}

} // namespace throughline::analysis
