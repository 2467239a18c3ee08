#pragma once

#include "models/base/result.h"
#include "models/domain/funnel.h"
#include "models/filter/step.h"
#include "models/index/event_bits.h"
#include "models/index/session_index.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace throughline::analysis {

/// Most conditions of a funnel: steps and exclusions.
inline constexpr std::uint32_t kMaxSteps = 32;

/// What a funnel asks of single events: its definition, read.
struct FunnelParts
{
    /// A step nobody has to take.
    struct Optional
    {
        filter::Step step;
        std::uint32_t after = 0; ///< required steps before it

        bool operator==(const Optional&) const = default;
    };

    /// An event that must not lie between two required steps.
    struct Exclusion
    {
        filter::Step step;
        std::uint32_t from = 0; ///< from 1, among the required steps
        std::uint32_t to = 0;
        bool drops = false; ///< the unit leaves the funnel

        bool operator==(const Exclusion&) const = default;
    };

    std::vector<filter::Step> required;
    std::vector<Optional> optional;
    std::vector<Exclusion> exclusions;
    bool strict = false;
    std::optional<filter::Step> universe; ///< strict order: what may break a chain

    bool operator==(const FunnelParts&) const = default;
};

/// Which steps an event matches, as the engine asks for it: a bit per condition, by the event's
/// name, and for conditions that need more than the name by a bit per event.
struct CompiledSteps
{
    struct EventStep
    {
        std::uint32_t step = 0; ///< bit, from 0
        index::EventBits events;

        bool operator==(const EventStep&) const = default;
    };

    struct Optional
    {
        std::uint32_t bit = 0;
        std::uint32_t after = 0; ///< required steps before it

        bool operator==(const Optional&) const = default;
    };

    struct Exclusion
    {
        std::uint32_t bit = 0;
        std::uint32_t from = 0; ///< from 1, among the required steps
        std::uint32_t to = 0;
        bool drops = false;

        bool operator==(const Exclusion&) const = default;
    };

    static constexpr std::uint32_t kNoBit = 32;

    std::uint32_t count = 0; ///< required steps: the lowest bits, in order
    std::vector<std::uint32_t> stepsOfName; ///< kNameMask + 1 masks
    std::vector<EventStep> eventSteps;
    std::vector<Optional> optional;
    std::vector<Exclusion> exclusions;
    std::uint32_t universe = kNoBit; ///< bit of the events that may break a strict chain

    bool operator==(const CompiledSteps&) const = default;

    [[nodiscard]] std::uint32_t requiredMask() const
    {
        return static_cast<std::uint32_t>((std::uint64_t {1} << count) - 1);
    }

    /// All conditions one event fulfils.
    [[nodiscard]] std::uint32_t matchedBy(std::uint16_t nameAndOrder, std::uint32_t event) const
    {
        std::uint32_t matched = stepsOfName[nameAndOrder & index::SessionIndex::kNameMask];
        for (const EventStep& step : eventSteps) {
            matched |= static_cast<std::uint32_t>(step.events.test(event)) << step.step;
        }
        return matched;
    }
};

/// Answers the conditions the index cannot decide: per expression the events of the index for which
/// it holds. Asked once, with all of them, so that one pass over the blocks does.
using EventResolver =
    std::function<Result<std::vector<index::EventBits>>(const std::vector<filter::Expression>&)>;

/// A definition, read. ErrorCode::Usage for a step, an exclusion or a universe that cannot be read
/// (the context names which), for no step, for more than kMaxSteps conditions, for a window that is
/// not positive, a tolerance that is negative, optional steps at either end, exclusions that do not
/// stand between two required steps, and for options that mean nothing in the order.
[[nodiscard]] Result<FunnelParts> readFunnel(const domain::FunnelDefinition& funnel,
                                             const filter::KnownKeys& keys = {});

/// All steps of a definition in its order, optional ones included; errors as readFunnel.
[[nodiscard]] Result<std::vector<filter::Step>> readSteps(const domain::FunnelDefinition& funnel,
                                                          const filter::KnownKeys& keys = {});

/// Conditions on event names and on revenue are decided from the index alone; the resolver is asked
/// for the others, its error is passed on. Without one such a condition is ErrorCode::Usage.
[[nodiscard]] Result<CompiledSteps> compileSteps(const index::SessionIndex& index,
                                                 std::span<const filter::Step> steps,
                                                 const EventResolver& resolver = {});

/// The same for all parts of a funnel.
[[nodiscard]] Result<CompiledSteps> compileFunnel(const index::SessionIndex& index,
                                                  const FunnelParts& parts,
                                                  const EventResolver& resolver = {});

/// Whether events of this name come from the page rather than from its user: requests, resources,
/// errors, measurements. They break no strict chain unless the funnel says so.
[[nodiscard]] bool isBackgroundName(std::string_view eventName);

} // namespace throughline::analysis
