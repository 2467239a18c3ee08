#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace throughline {

/// What kind of failure, which decides the exit status of a command and the tone of a message bar.
enum class ErrorCode : std::uint8_t
{
    Usage, ///< the question is wrong: unknown name, bad expression, missing option
    BadInput, ///< a file is not what it should be; nothing came in
    Store, ///< the store is missing, damaged, foreign or newer
    Environment, ///< disk, permission, memory
    Busy, ///< another program writes to the store
    Cancelled, ///< the user said stop
    Internal ///< our own mistake
};

/// A failure as people read it: what is wrong, what to do, and where it happened.
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    std::string message; ///< one plain sentence that names the value
    std::string hint; ///< what to do; may be empty
    std::vector<std::string> context; ///< frames added on the way up, innermost first

    bool operator==(const Error&) const = default;
};

/// The exit status of a command that ends with this error.
[[nodiscard]] int exitStatus(ErrorCode code);

/// "message. hint" with the context in front, for one line on stderr or in a message bar.
[[nodiscard]] std::string describe(const Error& error);

[[nodiscard]] Error usageError(std::string message, std::string hint = {});
[[nodiscard]] Error badInputError(std::string message, std::string hint = {});
[[nodiscard]] Error storeError(std::string message, std::string hint = {});
[[nodiscard]] Error environmentError(std::string message, std::string hint = {});
[[nodiscard]] Error busyError(std::string message, std::string hint = {});
[[nodiscard]] Error cancelledError();
[[nodiscard]] Error internalError(std::string message);

/// The same error, seen one frame further up.
[[nodiscard]] Error inContext(Error error, std::string frame);

} // namespace throughline
