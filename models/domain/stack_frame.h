#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace throughline::domain {

/// One call of a stack as its text tells it; empty or 0 where the text says nothing.
struct StackFrame
{
    std::string module; ///< Java class, Python module, Go package, C# type
    std::string function;
    std::string file;
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    bool inApp = true; ///< false: language, framework or dependency

    bool operator==(const StackFrame&) const = default;
};

/// One exception of a chain with its frames, the one nearest to the throw first.
struct ExceptionLink
{
    std::string type;
    std::string message;
    std::vector<StackFrame> frames;

    bool operator==(const ExceptionLink&) const = default;
};

/// Outermost first, root cause last, whatever order the language prints.
using ExceptionChain = std::vector<ExceptionLink>;

} // namespace throughline::domain
