#pragma once

#include "models/domain/stack_frame.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace throughline::analysis {

/// The language whose runtime printed a stack.
enum class StackLanguage : std::uint8_t
{
    Unknown,
    JavaScript, ///< V8, Firefox, Safari
    Java, ///< and Kotlin, Scala
    Python,
    Go,
    DotNet,
    Ruby,
    Php,
    Rust,
    Elixir,
    Native ///< C, C++, Objective-C, Swift: sanitizers, gdb, the C library, Apple
};

/// The language a telemetry kit calls itself (telemetry.sdk.language): "webjs", "java", "dotnet"
/// ...
[[nodiscard]] StackLanguage stackLanguageFromText(std::string_view word);

/// Nothing longer is kept: more frames, links or bytes than these are cut, the throw, the
/// outermost exception and the root stay.
inline constexpr std::size_t kMaxStackFrames = 2048;
inline constexpr std::size_t kMaxChainLength = 32;
inline constexpr std::size_t kMaxMembers = 64;
inline constexpr std::size_t kMaxStackMessageBytes = 8192;
inline constexpr std::size_t kMaxStackNameBytes = 512;

/// What one stack text says.
struct ParsedStack
{
    StackLanguage language = StackLanguage::Unknown;
    domain::ExceptionChain chain; ///< outermost first; frames nearest to the throw first
    /// What the aggregate at the end of the chain gathered, one chain each; empty without one.
    std::vector<domain::ExceptionChain> members;
    bool uncaught = false; ///< the text says that nobody caught it

    bool operator==(const ParsedStack&) const = default;

    [[nodiscard]] bool empty() const { return chain.empty(); }
};

/// The language that most lines at the head of the text speak; the hint wins a draw. Unknown when
/// no line is a frame.
[[nodiscard]] StackLanguage detectStackLanguage(std::string_view text,
                                                StackLanguage hint = StackLanguage::Unknown);

/// The exceptions and frames of any text, their `inApp` decided by the table in in_app.h. Text that
/// is no stack gives an empty result. Linear in the text.
[[nodiscard]] ParsedStack parseStack(std::string_view text,
                                     StackLanguage hint = StackLanguage::Unknown);

/// An exception as telemetry carries it.
struct ExceptionText
{
    std::string_view type {}; ///< exception.type, may be empty
    std::string_view message {}; ///< exception.message, may be empty
    std::string_view stack {}; ///< exception.stacktrace, may be empty
    StackLanguage language = StackLanguage::Unknown; ///< a hint
};

/// The whole chain for reading: the stack's, members behind their aggregate, with type and message
/// of the outermost replaced where they are given. One link without frames when there is no stack,
/// none when there is nothing at all.
[[nodiscard]] domain::ExceptionChain exceptionChain(const ExceptionText& exception);

} // namespace throughline::analysis
