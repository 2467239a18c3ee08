#include "models/analysis/error/grouping_rules.h"

#include "models/analysis/error/function_names.h"
#include "models/analysis/error/generated_names.h"
#include "models/analysis/error/in_app.h"

#include <algorithm>

namespace throughline::analysis {

namespace {

/// The length of the longest of the beginnings; 0: none.
std::size_t longestBegin(const std::vector<std::string>& begins, const domain::StackFrame& frame)
{
    const std::string path = cleanPath(frame.file);
    std::size_t longest = 0;
    for (const std::string& begin : begins) {
        if ((!frame.module.empty() && frame.module.starts_with(begin)) || path.starts_with(begin)
            || frame.file.starts_with(begin)) {
            longest = std::max(longest, begin.size());
        }
    }
    return longest;
}

void mark(domain::StackFrame& frame, const GroupingRules& rules)
{
    const std::size_t ours = longestBegin(rules.inApp, frame);
    const std::size_t theirs = longestBegin(rules.notInApp, frame);
    if (ours != theirs && !isMachinery(frame)) {
        frame.inApp = ours > theirs;
    }
}

/// A function is called by its author's name where its caller, the next frame, calls it; its own
/// place says only what it calls itself.
void resolve(std::vector<domain::StackFrame>& frames, const FrameResolver& resolver,
             const RunningCode& code)
{
    std::string callee;
    for (std::size_t i = frames.size(); i-- > 0;) {
        domain::StackFrame& frame = frames[i];
        std::optional<OriginalCall> original = resolver.resolve(frame, code);
        if (!original) {
            callee.clear();
            continue;
        }
        frame.module.clear();
        frame.file = std::move(original->file);
        frame.line = original->line;
        frame.column = original->column;
        if (!callee.empty()) {
            frame.function = callee;
        } else if (looksMinified(cleanFunction(frame.function))) {
            frame.function.clear();
        }
        frame.inApp = isInApp(frame);
        callee = std::move(original->callee);
    }
}

void adapt(domain::ExceptionChain& chain, const GroupingRules& rules, const RunningCode& code)
{
    for (domain::ExceptionLink& link : chain) {
        if (rules.frames != nullptr) {
            resolve(link.frames, *rules.frames, code);
        }
        for (domain::StackFrame& frame : link.frames) {
            mark(frame, rules);
        }
        if (!rules.masks.empty()) {
            link.message = masked(link.message, rules);
        }
    }
}

bool fits(const std::optional<Pattern>& pattern, std::string_view text)
{
    return !pattern || pattern->found(text);
}

} // namespace

std::string GroupingRules::ruleSet() const
{
    return label.empty() ? std::string(kRuleSet) : std::string(kRuleSet) + '+' + label;
}

std::string masked(std::string_view message, const GroupingRules& rules)
{
    std::string text(message);
    for (const MessageMask& mask : rules.masks) {
        text = mask.pattern.replaceAll(text, mask.as);
    }
    return text;
}

const FingerprintRule* fingerprintRuleFor(std::string_view service, std::string_view type,
                                          std::string_view message, const GroupingRules& rules)
{
    const auto found = std::find_if(rules.fingerprints.begin(), rules.fingerprints.end(),
                                    [&](const FingerprintRule& rule) {
                                        return fits(rule.service, service) && fits(rule.type, type)
                                            && fits(rule.message, message);
                                    });
    return found == rules.fingerprints.end() ? nullptr : &*found;
}

void adapt(ParsedStack& stack, const GroupingRules& rules, const RunningCode& code)
{
    adapt(stack.chain, rules, code);
    for (domain::ExceptionChain& member : stack.members) {
        adapt(member, rules, code);
    }
}

} // namespace throughline::analysis
