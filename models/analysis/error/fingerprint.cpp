#include "models/analysis/error/fingerprint.h"

#include "models/analysis/error/exception_chain.h"
#include "models/analysis/error/generated_names.h"
#include "models/analysis/error/message_template.h"
#include "models/base/hash.h"
#include "models/base/text.h"
#include "models/base/utf8.h"

#include <algorithm>
#include <array>

namespace throughline::analysis {

namespace {

constexpr std::size_t kMaxComponentBytes = 2200;

/// Trimmed, of bounded length, without control characters, so that no part can look like two.
std::string plain(std::string_view text)
{
    std::string kept(cutUtf8(trim(text), kMaxComponentBytes));
    if (!isValidUtf8(kept)) {
        kept = cutUtf8(repairUtf8(kept), kMaxComponentBytes);
    }
    std::replace_if(
        kept.begin(), kept.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
    return kept;
}

void addComponent(std::vector<std::string>& components, std::string_view name,
                  std::string_view value)
{
    const std::string text = plain(value);
    if (!text.empty()) {
        components.push_back(std::string(name).append(": ").append(text));
    }
}

/// The message's template; a log that carries its own needs no guess.
std::string templateOf(const ErrorInput& input, std::string_view message)
{
    const bool guess = input.logTemplate.empty() || !input.stack.empty();
    return messageTemplate(guess ? message : input.logTemplate);
}

/// The exception that people see: type and message given with the record, unless they are only a
/// wrapper's. Views into the input and the stack's digest.
struct MainException
{
    std::string_view type;
    std::string_view message; ///< of the outermost
    std::string_view rootMessage; ///< of the root; empty where it says nothing of its own
    std::string messageTemplate; ///< of the outermost
};

MainException mainException(const ErrorInput& input, const StackDigest& stack)
{
    MainException main;
    main.type = input.type;
    main.message = trim(input.message).empty() ? input.stack : input.message;
    if (!stack.empty()) {
        const domain::ExceptionLink& outermost = stack.chain.front();
        const bool given = !stack.outermostDropped;
        main.type = given && !input.type.empty() ? input.type : outermost.type;
        // Without a stack of its own the message was the stack.
        const bool message = given && !input.message.empty() && !input.stack.empty();
        main.message = message ? input.message : outermost.message;
        main.rootMessage = stack.chain.size() > 1 ? std::string_view(stack.chain.back().message)
                                                  : std::string_view();
    }
    main.messageTemplate = templateOf(input, main.message);
    return main;
}

std::string_view firstLine(std::string_view text)
{
    return text.substr(0, text.find('\n'));
}

void addStackComponents(std::vector<std::string>& components, const ErrorInput& input,
                        const StackDigest& stack, const MainException& main)
{
    addComponent(components, "type", main.type);
    for (std::size_t i = 1; i < stack.chain.size(); ++i) {
        addComponent(components, "type", stack.chain[i].type);
    }
    for (const std::string& member : stack.members) {
        addComponent(components, "member", member);
    }
    for (const std::string& frame : stack.frames) {
        addComponent(components, "frame", frame);
    }
    if (!stack.namesTheCode) {
        addComponent(components, "message",
                     templateKey(main.rootMessage.empty() ? main.messageTemplate
                                                          : messageTemplate(main.rootMessage)));
    }
    if (stack.frames.empty()) {
        addComponent(components, "operation", cleanRoute(input.operation));
    }
}

void addStacklessComponents(std::vector<std::string>& components, const ErrorInput& input,
                            const MainException& main)
{
    addComponent(components, "signal", domain::toText(input.signal));
    if (!trim(input.type).empty()) {
        addComponent(components, "type", input.type);
    } else {
        addComponent(components, "status", input.statusCode);
    }
    addComponent(components, "operation", cleanRoute(input.operation));
    addComponent(components, "message", templateKey(main.messageTemplate));
}

std::vector<std::string> defaultComponents(const ErrorInput& input, const StackDigest& stack,
                                           const MainException& main)
{
    std::vector<std::string> components;
    if (const std::string_view family = errorFamily(main.type, main.message); !family.empty()) {
        addComponent(components, "family", family);
    } else if (stack.empty()) {
        addStacklessComponents(components, input, main);
    } else {
        addStackComponents(components, input, stack, main);
    }
    return components;
}

bool isDefaultMark(std::string_view part)
{
    part = trim(part);
    if (part.size() < 4 || part.substr(0, 2) != "{{" || part.substr(part.size() - 2) != "}}") {
        return false;
    }
    return trim(part.substr(2, part.size() - 4)) == "default";
}

std::vector<std::string> componentsOf(const ErrorInput& input, const StackDigest& stack,
                                      const MainException& main)
{
    std::vector<std::string> components;
    addComponent(components, "service", input.service);
    const auto addDefault = [&] {
        for (std::string& component : defaultComponents(input, stack, main)) {
            components.push_back(std::move(component));
        }
    };
    const std::size_t before = components.size();
    for (const std::string_view part : input.fingerprint) {
        if (isDefaultMark(part)) {
            addDefault();
        } else {
            addComponent(components, "given", part);
        }
    }
    if (components.size() == before) {
        addDefault();
    }
    return components;
}

std::string hashOf(const std::vector<std::string>& components)
{
    std::string bytes(kRuleSet);
    for (const std::string& component : components) {
        bytes += '\x1F';
        bytes += component;
    }
    return toHex(hash128(bytes));
}

/// The label of the first frame that has one, else the file of the first.
std::string culpritOf(const std::vector<NormalFrame>& frames)
{
    for (const NormalFrame& frame : frames) {
        if (!frame.label.empty()) {
            return frame.label;
        }
    }
    if (frames.empty()) {
        return {};
    }
    const std::string& place = frames.front().place;
    const std::size_t slash = place.rfind('/');
    return slash == std::string::npos ? place : place.substr(slash + 1);
}

std::string titleOf(const ErrorInput& input, const MainException& main)
{
    for (const std::string_view candidate :
         {firstLine(main.messageTemplate), main.type, input.statusCode, input.operation}) {
        if (!trim(candidate).empty()) {
            return plain(candidate);
        }
    }
    return {};
}

} // namespace

std::string_view errorFamily(std::string_view type, std::string_view message)
{
    struct Sign
    {
        std::string_view text;
        std::string_view family;
    };

    static constexpr auto kSigns = std::to_array<Sign>({
        {"Loading chunk ", "chunk-load"},
        {"Loading CSS chunk ", "chunk-load"},
        {"Failed to fetch dynamically imported module", "chunk-load"},
        {"error loading dynamically imported module", "chunk-load"},
        {"Importing a module script failed", "chunk-load"},
        {"Hydration failed because", "hydration"},
        {"There was an error while hydrating", "hydration"},
        {"Text content does not match server-rendered HTML", "hydration"},
        {"Minified React error #418", "hydration"},
        {"Minified React error #423", "hydration"},
        {"Minified React error #425", "hydration"},
    });
    if (type == "ChunkLoadError") {
        return "chunk-load";
    }
    const std::string_view head = message.substr(0, 256);
    const auto sign = std::find_if(kSigns.begin(), kSigns.end(), [head](const Sign& entry) {
        return head.find(entry.text) != std::string_view::npos;
    });
    return sign == kSigns.end() ? std::string_view() : sign->family;
}

StackDigest digestStack(std::string_view stack, StackLanguage language)
{
    return digestStack(parseStack(stack, language));
}

StackDigest digestStack(ParsedStack stack)
{
    StackDigest digest;
    digest.uncaught = stack.uncaught;
    MainChain main = withoutWrappers(std::move(stack));
    digest.outermostDropped = main.outermostDropped;
    for (const domain::ExceptionChain& member : main.members) {
        digest.members.push_back(memberKey(member));
    }
    const std::vector<NormalFrame> frames = mainFrames(main.chain);
    digest.namesTheCode = namesTheCode(frames);
    for (const NormalFrame& frame : frames) {
        digest.frames.push_back(toText(frame));
    }
    digest.culprit = culpritOf(frames);
    for (domain::ExceptionLink& link : main.chain) {
        digest.chain.push_back({std::move(link.type), std::move(link.message), {}});
    }
    return digest;
}

std::string_view stackTextOf(const ErrorInput& input)
{
    const bool lines = input.message.find('\n') != std::string_view::npos
        || input.message.find("\\n") != std::string_view::npos;
    return input.stack.empty() && lines ? input.message : input.stack;
}

bool messageMatters(const ErrorInput& input, const StackDigest& stack)
{
    return stack.empty() || !stack.namesTheCode || !errorFamily(input.type, input.message).empty();
}

GroupKey groupKey(const ErrorInput& input, const StackDigest& stack)
{
    const MainException main = mainException(input, stack);
    GroupKey key;
    key.components = componentsOf(input, stack, main);
    key.fingerprint = hashOf(key.components);
    key.type = plain(main.type);
    key.title = titleOf(input, main);
    key.culprit = stack.culprit;
    if (stack.uncaught) {
        key.handled = false;
    }
    return key;
}

GroupKey groupKey(const ErrorInput& input)
{
    return groupKey(input, digestStack(stackTextOf(input), input.language));
}

} // namespace throughline::analysis
