#pragma once

#include "models/analysis/error/fingerprint.h"
#include "models/analysis/error/stack_parser.h"
#include "models/base/pattern.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What a store adds to rule set TL-1: prefixes of our user's own code, templates of messages,
/// fingerprints, and the original places of minified code.
namespace throughline::analysis {

/// A part of messages that varies, with the word that stands for it.
struct MessageMask
{
    Pattern pattern;
    std::string as; ///< "<order>"
};

/// A fingerprint for all errors that match what is given; {{default}} stands for the rule set's.
struct FingerprintRule
{
    std::optional<Pattern> service {}; ///< each is looked for anywhere in its text
    std::optional<Pattern> type {};
    std::optional<Pattern> message {};
    std::vector<std::string> fingerprint;
};

/// Where a call in minified code was written.
struct OriginalCall
{
    std::string file;
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::string callee; ///< what is called there; empty: not known
};

/// Knows where minified code was written.
class FrameResolver
{
public:
    FrameResolver() = default;
    FrameResolver(const FrameResolver&) = delete;
    FrameResolver& operator=(const FrameResolver&) = delete;
    virtual ~FrameResolver() = default;

    /// nullopt where nothing is known of the frame's script in this build.
    [[nodiscard]] virtual std::optional<OriginalCall> resolve(const domain::StackFrame& frame,
                                                              const RunningCode& code) const = 0;
};

struct GroupingRules
{
    std::string label; ///< names this document in the rule set of its groups; empty: none
    std::vector<std::string> inApp; ///< beginnings of modules and paths; the longest that fits wins
    std::vector<std::string> notInApp;
    std::vector<MessageMask> masks; ///< applied in turn
    std::vector<FingerprintRule> fingerprints; ///< the first that matches wins
    std::shared_ptr<const FrameResolver> frames; ///< may be null

    /// "TL-1", or "TL-1+label".
    [[nodiscard]] std::string ruleSet() const;
};

/// The message with the words of the masks in place of what varies.
[[nodiscard]] std::string masked(std::string_view message, const GroupingRules& rules);

/// Null where no rule matches. Texts as an error tells them.
[[nodiscard]] const FingerprintRule* fingerprintRuleFor(std::string_view service,
                                                        std::string_view type,
                                                        std::string_view message,
                                                        const GroupingRules& rules);

/// Puts the frames where they were written, a function named as its caller calls it; marks them by
/// the rules and masks the messages.
void adapt(ParsedStack& stack, const GroupingRules& rules, const RunningCode& code);

} // namespace throughline::analysis
