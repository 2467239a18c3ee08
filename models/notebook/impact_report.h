#pragma once

#include "models/analysis/compare/comparison.h"
#include "models/analysis/funnel/funnel_pivot.h"
#include "models/analysis/funnel/funnel_result.h"
#include "models/domain/error_group.h"
#include "models/domain/source.h"
#include "models/domain/ticket.h"
#include "models/domain/timeline.h"
#include "models/notebook/report_document.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace throughline::notebook {

/// A name and how often it occurs.
using NameCount = std::pair<std::string, std::uint64_t>;

/// One affected session as the evidence lists it.
struct ImpactSession
{
    std::string id {};
    Timestamp time {}; ///< of the error in it
    std::string trace {}; ///< hexadecimal; empty: none
    std::vector<std::string> segments {}; ///< "enterprise", "mobile"
    std::uint32_t tickets = 0;
};

/// What happened in one of them.
struct ImpactExample
{
    ImpactSession session {};
    std::vector<domain::TimelineItem> items {}; ///< the moments that tell it, by time
    std::uint64_t itemsLeftOut = 0;
    std::string ticket {}; ///< a ticket linked to it; empty: none
};

/// Everything an impact report tells, as values of one store at one moment.
struct ImpactFacts
{
    std::string store {}; ///< the file's name
    std::string storeId {}; ///< what links lead into
    Timestamp made {};
    domain::Scope scope {};
    TimeRange range {}; ///< of the data
    domain::ErrorGroup group {};
    std::string message {}; ///< of its representative occurrence, redacted
    std::string stack {};
    std::vector<NameCount> versions {};
    std::vector<NameCount> services {};
    std::vector<NameCount> environments {};
    std::vector<std::pair<Timestamp, std::uint64_t>> perHour {}; ///< hours with occurrences
    analysis::Comparison comparison {};
    analysis::FunnelResult with {}; ///< of sessions that met the error
    analysis::FunnelResult without {};
    analysis::FunnelPivot segments {}; ///< the same by the fields matched on
    Timestamp settled {}; ///< the outcome of sessions that end later is not known yet
    std::optional<ImpactExample> example {};
    std::vector<ImpactSession> sessions {}; ///< the first of the affected
    std::uint64_t sessionsTotal = 0;
    std::vector<domain::Ticket> tickets {}; ///< the first about it
    std::uint64_t ticketsTotal = 0;
    std::vector<domain::SourceSummary> sources {};
    std::map<std::string, std::string> digest {}; ///< per signal
    std::string botRule {}; ///< "bots-1"
};

/// The impact report of an error group: on the first page how much it changes conversion, who is
/// hit most, what happened to one of them, and how sure that is; behind it all numbers, the
/// evidence, a ticket draft and where the figures come from.
[[nodiscard]] Document impactReport(const ImpactFacts& facts);

/// The report's title: the conclusion in one line.
[[nodiscard]] std::string impactTitle(const ImpactFacts& facts);

/// Where all its figures come from.
[[nodiscard]] Provenance impactProvenance(const ImpactFacts& facts);

} // namespace throughline::notebook
