#pragma once

#include "models/base/random.h"
#include "models/domain/funnel.h"
#include "tests/index/index_fixture.h"

#include <cstdint>
#include <string>
#include <vector>

namespace throughline::test {

struct OracleExclusion
{
    std::uint32_t from = 1; ///< from 1
    std::uint32_t to = 2;
    bool drops = false;
};

/// A random funnel over the events a to e.
struct OracleCase
{
    domain::FunnelOrder order = domain::FunnelOrder::Ordered;
    domain::AttemptChoice attempt = domain::AttemptChoice::First;
    std::uint32_t steps = 1;
    std::vector<OracleExclusion> exclusions; ///< bit steps + i of matchedOf
    std::vector<std::uint32_t> matchedOf; ///< per letter; bit 31: may break a strict chain
    std::int64_t windowMs = 0;
    std::int64_t toleranceMs = 0;
};

struct OracleTruth
{
    std::uint32_t level = 0;
    bool dropped = false;
    std::vector<std::int64_t> reachedMs; ///< of the attempt the case chooses, per step reached
};

[[nodiscard]] OracleCase randomCase(Random& random, domain::FunnelOrder order, bool exclusions);

/// At most eight events on few moments of whole ms, one that matches nothing at 0.
[[nodiscard]] std::vector<EventRow> randomEvents(Random& random, const std::string& session);

/// What trying every assignment of distinct events to steps finds, straight from the definition.
[[nodiscard]] OracleTruth enumerate(const OracleCase& made, const std::vector<EventRow>& rows);

} // namespace throughline::test
