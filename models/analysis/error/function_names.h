#pragma once

#include <string>
#include <string_view>

namespace throughline::analysis {

/// Module and function of a frame; views or copies of parts of what the text said.
struct CallName
{
    std::string module;
    std::string function; ///< empty: anonymous

    bool operator==(const CallName&) const = default;
};

/// A call of Java, C# or Go without what the compiler or a proxy generator added: numbers of
/// lambdas and anonymous classes, state machines, closures, type parameters. The last name of a
/// closure's owner stands for the closure.
[[nodiscard]] CallName cleanCall(std::string_view module, std::string_view function);

/// A function of a language that prints no module: the last dotted part, without "new", "async",
/// "[as x]" and Firefox's marks; empty for "<anonymous>", "<lambda>", "eval" and their like.
[[nodiscard]] std::string cleanFunction(std::string_view function);

/// The same with its receiver, where that says something: "GatewayClient.charge", not "Object.x".
[[nodiscard]] std::string functionLabel(std::string_view function);

/// Whether a minifier or obfuscator gave the name: one or two characters, or "_0x1a2b".
[[nodiscard]] bool looksMinified(std::string_view function);

} // namespace throughline::analysis
