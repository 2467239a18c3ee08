#include "models/analysis/stats/stratified.h"

#include "models/analysis/stats/distributions.h"

#include <algorithm>
#include <cmath>

namespace throughline::analysis {

namespace {

/// The counts of one stratum with both arms, in the letters of the literature.
struct Table
{
    double a; ///< affected that succeed
    double b; ///< affected that do not
    double c; ///< controls that succeed
    double d; ///< controls that do not
    double n1;
    double n0;
    double n;

    explicit Table(const Stratum& stratum)
        : a(static_cast<double>(stratum.affected.successes))
        , b(static_cast<double>(stratum.affected.trials - stratum.affected.successes))
        , c(static_cast<double>(stratum.control.successes))
        , d(static_cast<double>(stratum.control.trials - stratum.control.successes))
        , n1(a + b)
        , n0(c + d)
        , n(n1 + n0)
    {
    }

    [[nodiscard]] bool hasBothArms() const { return n1 > 0 && n0 > 0; }
};

NormalEstimate withNormalInterval(double value, double standardError)
{
    return {value, standardError, {value - kZ975 * standardError, value + kZ975 * standardError}};
}

double greenlandRobinsTerm(const Table& t)
{
    return (t.a * t.b * t.n0 * t.n0 * t.n0 + t.c * t.d * t.n1 * t.n1 * t.n1)
        / (t.n1 * t.n0 * t.n * t.n);
}

double satoTerm(const Table& t, double difference)
{
    const double p =
        (t.n1 * t.n1 * t.c - t.n0 * t.n0 * t.a + t.n1 * t.n0 * (t.n0 - t.n1) / 2) / (t.n * t.n);
    const double q = (t.a * t.d + t.c * t.b) / (2 * t.n);
    return difference * p + q;
}

} // namespace

std::optional<NormalEstimate> mantelHaenszelRiskDifference(std::span<const Stratum> strata,
                                                           RiskDifferenceVariance variance)
{
    double above = 0;
    double weight = 0;
    for (const Stratum& stratum : strata) {
        if (const Table t(stratum); t.hasBothArms()) {
            above += (t.a * t.n0 - t.c * t.n1) / t.n;
            weight += t.n1 * t.n0 / t.n;
        }
    }
    if (weight == 0) {
        return std::nullopt;
    }
    const double difference = above / weight;
    double sum = 0;
    for (const Stratum& stratum : strata) {
        if (const Table t(stratum); t.hasBothArms()) {
            sum += variance == RiskDifferenceVariance::Sato ? satoTerm(t, difference)
                                                            : greenlandRobinsTerm(t);
        }
    }
    return withNormalInterval(difference, std::sqrt(std::max(0.0, sum)) / weight);
}

std::optional<NormalEstimate> mantelHaenszelOddsRatio(std::span<const Stratum> strata)
{
    double r = 0;
    double s = 0;
    double pr = 0;
    double psqr = 0;
    double qs = 0;
    for (const Stratum& stratum : strata) {
        if (const Table t(stratum); t.hasBothArms()) {
            const double rk = t.a * t.d / t.n;
            const double sk = t.b * t.c / t.n;
            const double pk = (t.a + t.d) / t.n;
            const double qk = (t.b + t.c) / t.n;
            r += rk;
            s += sk;
            pr += pk * rk;
            psqr += pk * sk + qk * rk;
            qs += qk * sk;
        }
    }
    if (r == 0 || s == 0) {
        return std::nullopt;
    }
    const double error = std::sqrt(pr / (2 * r * r) + psqr / (2 * r * s) + qs / (2 * s * s));
    const double ratio = r / s;
    return NormalEstimate {
        ratio, error, {ratio * std::exp(-kZ975 * error), ratio * std::exp(kZ975 * error)}};
}

std::optional<double> cochranMantelHaenszel(std::span<const Stratum> strata)
{
    double excess = 0;
    double variance = 0;
    for (const Stratum& stratum : strata) {
        if (const Table t(stratum); t.hasBothArms()) {
            excess += t.a - t.n1 * (t.a + t.c) / t.n;
            variance += t.n1 * t.n0 * (t.a + t.c) * (t.b + t.d) / (t.n * t.n * (t.n - 1));
        }
    }
    if (variance <= 0) {
        return std::nullopt;
    }
    return excess * excess / variance;
}

std::optional<NormalEstimate> standardisedToAffected(std::span<const Stratum> strata)
{
    double affected = 0;
    double above = 0;
    double variance = 0;
    for (const Stratum& stratum : strata) {
        if (const Table t(stratum); t.hasBothArms()) {
            affected += t.n1;
            above += t.a - t.n1 * t.c / t.n0;
            variance += t.a * t.b / t.n1 + t.n1 * t.n1 * t.c * t.d / (t.n0 * t.n0 * t.n0);
        }
    }
    if (affected == 0) {
        return std::nullopt;
    }
    return withNormalInterval(above / affected, std::sqrt(variance) / affected);
}

} // namespace throughline::analysis
