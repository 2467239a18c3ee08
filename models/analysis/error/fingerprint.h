#pragma once

#include "models/analysis/error/stack_parser.h"
#include "models/domain/signal.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Which occurrences are the same error: rule set TL-1. A key is a pure function of its input, so a
/// change of rules can be previewed and every group can say why it is one.
namespace throughline::analysis {

inline constexpr std::string_view kRuleSet = "TL-1";

/// A script that was loaded, with the debug id of the build it came from.
struct ScriptId
{
    std::string_view file; ///< URL or path
    std::string_view debugId; ///< as the record tells it

    bool operator==(const ScriptId&) const = default;
};

/// What a record says of the code that ran: only to find its source maps, never in a key.
struct RunningCode
{
    std::string_view version {}; ///< of the service
    std::span<const ScriptId> scripts {};
};

/// One error as a record tells it; all views, empty where the record says nothing.
struct ErrorInput
{
    std::string_view service {};
    domain::Signal signal = domain::Signal::Log; ///< the kind of record it rides on
    std::string_view type {}; ///< exception.type, error.type
    std::string_view message {}; ///< exception.message, a log's body, a span's status message
    std::string_view stack {}; ///< exception.stacktrace
    std::span<const std::string_view> fingerprint {}; ///< given by client or user; wins
    std::string_view statusCode {}; ///< of a failed request: "503"
    std::string_view operation {}; ///< route or span name: "POST /api/charge"
    std::string_view logTemplate {}; ///< the log's message before its values were put in
    StackLanguage language = StackLanguage::Unknown; ///< a hint
    RunningCode code {};
};

/// What is the same for all occurrences of a group.
struct GroupKey
{
    std::string fingerprint; ///< 32 hexadecimal digits of rule set and components
    std::string ruleSet {kRuleSet};
    std::vector<std::string> components; ///< "service: checkout", "type: X", "frame: a.B c", ...
    std::string type; ///< of the outermost exception that is no wrapper; may be empty
    std::string title; ///< first line of the message's template; else type, status, operation
    std::string culprit; ///< the function of ours nearest to the throw, else its file
    std::optional<bool> handled; ///< false where the stack's text says that nobody caught it

    bool operator==(const GroupKey&) const = default;
};

/// All that a stack contributes, whatever the record beside it says.
struct StackDigest
{
    domain::ExceptionChain chain; ///< types and messages without wrappers; the frames are dropped
    bool outermostDropped = false; ///< the reported exception was only a wrapper
    std::vector<std::string> members; ///< keys of an aggregate's distinct members, sorted
    std::vector<std::string> frames; ///< key frames as text, nearest to the throw first
    bool namesTheCode = false; ///< some frame in the application has a name
    std::string culprit;
    bool uncaught = false;

    bool operator==(const StackDigest&) const = default;

    [[nodiscard]] bool empty() const { return chain.empty(); }
};

/// Steps 2 to 4. Linear in the text.
[[nodiscard]] StackDigest digestStack(std::string_view stack,
                                      StackLanguage language = StackLanguage::Unknown);

/// The same of a stack that has been read.
[[nodiscard]] StackDigest digestStack(ParsedStack stack);

/// The family of errors whose messages, frames and types vary without end, so that its name alone
/// is the key: "chunk-load", "hydration"; empty for all others.
[[nodiscard]] std::string_view errorFamily(std::string_view type, std::string_view message);

/// The stack of a record: its own, or the message where that is one.
[[nodiscard]] std::string_view stackTextOf(const ErrorInput& input);

/// Whether the message takes part in the key, so that occurrences that differ only there may belong
/// to different groups.
[[nodiscard]] bool messageMatters(const ErrorInput& input, const StackDigest& stack);

/// Steps 1 and 5 to 9. Pure; cost is that of the message.
[[nodiscard]] GroupKey groupKey(const ErrorInput& input, const StackDigest& stack);

/// The same from the beginning. Callers with many occurrences use ErrorGrouper.
[[nodiscard]] GroupKey groupKey(const ErrorInput& input);

} // namespace throughline::analysis
