#pragma once

#include "models/base/result.h"
#include "models/domain/funnel.h"
#include "models/filter/step.h"
#include "models/index/event_bits.h"
#include "models/index/session_index.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace throughline::analysis {

/// Most steps of a funnel.
inline constexpr std::uint32_t kMaxSteps = 32;

/// Which steps an event matches, as the engine asks for it: by the event's name, and for steps
/// that need more than the name by a bit per event.
struct CompiledSteps
{
    struct EventStep
    {
        std::uint32_t step = 0; ///< from 0
        index::EventBits events;

        bool operator==(const EventStep&) const = default;
    };

    std::uint32_t count = 0;
    std::vector<std::uint32_t> stepsOfName; ///< kNameMask + 1 masks; bit i: step i
    std::vector<EventStep> eventSteps;

    bool operator==(const CompiledSteps&) const = default;
};

/// Answers the steps the index cannot decide: per step the events of the index for which the whole
/// expression holds. Asked once, with all of them, so that one pass over the blocks does.
using EventResolver =
    std::function<Result<std::vector<index::EventBits>>(const std::vector<filter::Step>&)>;

/// The steps of a definition, read. ErrorCode::Usage for a step that cannot be read (the context
/// names which), for none, for more than kMaxSteps, for a window that is not positive, and for a
/// unit or an order evaluateFunnel does not compute.
[[nodiscard]] Result<std::vector<filter::Step>> readSteps(const domain::FunnelDefinition& funnel,
                                                          const filter::KnownKeys& keys = {});

/// Steps on event names and on revenue are decided from the index alone; the resolver is asked for
/// the others, its error is passed on. Without one such a step is ErrorCode::Usage.
[[nodiscard]] Result<CompiledSteps> compileSteps(const index::SessionIndex& index,
                                                 std::span<const filter::Step> steps,
                                                 const EventResolver& resolver = {});

} // namespace throughline::analysis
