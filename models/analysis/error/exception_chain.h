#pragma once

#include "models/analysis/error/frame_normalizer.h"
#include "models/analysis/error/stack_parser.h"

#include <string>
#include <string_view>
#include <vector>

/// Rule set TL-1, step 2: the exceptions that say what went wrong.
namespace throughline::analysis {

/// A type that only carries another across a thread, a reflective call or an initialiser.
[[nodiscard]] bool isWrapperType(std::string_view type);

/// A type that gathers several: AggregateException, ExceptionGroup, AggregateError ...
[[nodiscard]] bool isAggregateType(std::string_view type);

/// Whether `outer` adds nothing to its cause: a wrapper or aggregate type, or a general type whose
/// message is the cause's own text.
[[nodiscard]] bool isPureWrapper(const domain::ExceptionLink& outer,
                                 const domain::ExceptionLink& cause);

/// A chain without its wrappers.
struct MainChain
{
    domain::ExceptionChain chain; ///< outermost first, root last; empty only without a stack
    std::vector<domain::ExceptionChain> members; ///< distinct ones of an aggregate, at least two
    bool outermostDropped = false; ///< the exception that was reported was a wrapper

    bool operator==(const MainChain&) const = default;
};

/// Drops pure wrappers; an aggregate with one distinct member is one, too. The root always stays.
/// Members are compared without line numbers and sorted, so their order does not matter.
[[nodiscard]] MainChain withoutWrappers(ParsedStack stack);

/// The frames that stand for a chain: the key frames of the root, or, where the root has none in
/// the application, of the exception nearest to it that has.
[[nodiscard]] std::vector<NormalFrame> mainFrames(const domain::ExceptionChain& chain);

/// Whether some frame in the application has a name, so that the message is not needed.
[[nodiscard]] bool namesTheCode(const std::vector<NormalFrame>& frames);

/// What tells one member of an aggregate from another, as text.
[[nodiscard]] std::string memberKey(const domain::ExceptionChain& chain);

} // namespace throughline::analysis
