#pragma once

#include "models/analysis/compare/risk_table.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace throughline::analysis {

/// How often two outcomes of a risk table meet in one user. With it the sum over users of the
/// square of what their rows add up to, sum_u (sum_r s(outcome of r))^2 = sum over pairs of rows of
/// a user s(a) s(b), is a sum over pairs of outcomes, of which there are far fewer than sessions:
/// users stay in few cells. Immutable; threads may share it.
class OutcomePairs
{
public:
    /// nullptr where there are few rows, or pairs would be more than they. It hangs on the table
    /// alone. Linear in the rows, for a user of many in the square of the outcomes it has.
    [[nodiscard]] static std::shared_ptr<const OutcomePairs> create(const RiskTable& table);

    /// The sum over all users of the square of what their rows add up to. `scoreOf`: per outcome;
    /// `touched`: cells of which it may differ from 0, ascending. Linear in the pairs of these.
    [[nodiscard]] double sumOfSquares(std::span<const double> scoreOf,
                                      std::span<const std::uint32_t> touched) const;

private:
    OutcomePairs() = default;

    /// Of an outcome and one that is not before it.
    struct Pair
    {
        double times = 0; ///< both orders counted
        std::uint32_t other = 0;
    };

    std::vector<std::uint32_t> m_first; ///< per outcome, and one more
    std::vector<Pair> m_pairs;
};

} // namespace throughline::analysis
