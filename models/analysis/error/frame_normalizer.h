#pragma once

#include "models/domain/stack_frame.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Rule set TL-1, steps 3 and 4: what of a frame stays the same from build to build.
namespace throughline::analysis {

inline constexpr std::size_t kMaxKeyFrames = 8;

/// A frame without line, column and generated parts.
struct NormalFrame
{
    std::string place; ///< the module, else the cleaned file; may be empty
    std::string function; ///< empty: anonymous, or a minifier's one or two characters
    bool inApp = true;
    std::string label; ///< as people read it: "GatewayClient.charge"

    bool operator==(const NormalFrame&) const = default;

    [[nodiscard]] bool named() const { return !function.empty(); }

    [[nodiscard]] bool sameCall(const NormalFrame& other) const
    {
        return place == other.place && function == other.function;
    }
};

[[nodiscard]] NormalFrame normalizeFrame(const domain::StackFrame& frame);

/// The frames that stand for an error, nearest to the throw first: those in the application,
/// recursion and cycles of up to four calls collapsed, at most kMaxKeyFrames. Without any in the
/// application the one named frame nearest to the throw. Linear.
[[nodiscard]] std::vector<NormalFrame> keyFrames(std::span<const domain::StackFrame> frames);

/// "place function", a component of a group's key.
[[nodiscard]] std::string toText(const NormalFrame& frame);

} // namespace throughline::analysis
