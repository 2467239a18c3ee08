#include "models/analysis/error/stack_languages.h"
#include "models/base/text.h"

#include <algorithm>

namespace throughline::analysis {

namespace {

/// Cuts parameters and type parameters, which differ where compilers print them differently.
std::string withoutParameters(std::string_view name)
{
    std::string kept;
    int depth = 0;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        const bool call = name.substr(i).starts_with("operator");
        if (call && depth == 0) {
            kept += name.substr(i, name.find('(', i + 10) - i);
            break;
        }
        depth += c == '(' || c == '<' ? 1 : 0;
        if (depth == 0) {
            kept += c;
        }
        depth -= (c == ')' || c == '>') && depth > 0 ? 1 : 0;
    }
    for (const std::string_view tail : {" const", " [clone", " ()"}) {
        kept = kept.substr(0, kept.find(tail));
    }
    return std::string(trim(kept));
}

/// Cuts the offset "+0x1f" or " + 31".
std::string_view withoutOffset(std::string_view name)
{
    const std::size_t plus = name.rfind('+');
    return plus == std::string_view::npos ? name : trim(name.substr(0, plus));
}

bool isAddress(std::string_view text)
{
    return text.size() > 2 && text.starts_with("0x")
        && std::all_of(text.begin() + 2, text.end(), [](char c) { return hexDigitValue(c) >= 0; });
}

/// "#3 0x55d in shop::Cart::charge(int) /src/cart.cpp:12:3", "#1  0x.. in main () at main.c:5",
/// "#2 0x55d in run (/usr/bin/shop+0x1f)": sanitizers and gdb.
std::optional<FrameText> readNumbered(std::string_view line)
{
    if (!skipPrefix(line, "#")) {
        return std::nullopt;
    }
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos || !parseUnsigned(line.substr(0, blank))) {
        return std::nullopt;
    }
    line = trim(line.substr(blank));
    const std::size_t behind = line.find(' ');
    if (behind == std::string_view::npos || !isAddress(line.substr(0, behind))) {
        return std::nullopt;
    }
    line = trim(line.substr(behind));
    FrameText frame;
    const bool named = skipPrefix(line, "in ");
    if (const std::size_t at = line.rfind(" at "); at != std::string_view::npos) {
        const FrameText place = readLocation(line.substr(at + 4));
        if (place.line > 0) {
            frame = place;
            line = line.substr(0, at);
        }
    }
    if (const std::size_t from = line.rfind(" from /"); from != std::string_view::npos) {
        frame.file = line.substr(from + 6);
        line = line.substr(0, from);
    }
    if (const std::size_t last = line.rfind(' ');
        frame.file.empty() && last != std::string_view::npos) {
        const std::string_view tail = line.substr(last + 1);
        const FrameText place = readLocation(tail);
        if (tail.starts_with('(') && tail.ends_with(')')) {
            frame.file = withoutOffset(tail.substr(1, tail.size() - 2));
            line = line.substr(0, last);
        } else if (place.line > 0 && place.file.find('.') != std::string_view::npos) {
            frame = place;
            line = line.substr(0, last);
        }
    }
    if (named) {
        frame.function = trim(line);
    } else if (frame.file.empty()) {
        return std::nullopt;
    }
    return frame;
}

/// "3   Shop   0x0001 charge(int) + 12 (cart.mm:7)": Apple's crash reports.
std::optional<FrameText> readApple(std::string_view line)
{
    const std::size_t first = line.find(' ');
    if (first == std::string_view::npos || !parseUnsigned(line.substr(0, first))) {
        return std::nullopt;
    }
    std::string_view rest = trim(line.substr(first));
    const std::size_t address = rest.find(" 0x");
    if (address == std::string_view::npos) {
        return std::nullopt;
    }
    FrameText frame;
    frame.file = trim(rest.substr(0, address));
    rest = trim(rest.substr(address));
    const std::size_t behind = rest.find(' ');
    if (behind == std::string_view::npos || !isAddress(rest.substr(0, behind))
        || rest.rfind(" + ") == std::string_view::npos) {
        return std::nullopt;
    }
    rest = trim(rest.substr(behind));
    if (const std::size_t open = rest.rfind(" (");
        rest.ends_with(')') && open != std::string_view::npos && rest.rfind(" + ") < open) {
        const FrameText place = readLocation(rest.substr(open + 2, rest.size() - open - 3));
        if (place.line > 0) {
            frame.file = place.file;
            frame.line = place.line;
            rest = rest.substr(0, open);
        }
    }
    frame.function = withoutOffset(rest);
    return isAddress(frame.function) ? std::nullopt : std::optional(frame);
}

/// "/usr/bin/shop(_ZN4shop6chargeEv+0x1f) [0x55d]": the C library.
std::optional<FrameText> readSymbols(std::string_view line)
{
    const std::size_t bracket = line.rfind(" [0x");
    const std::size_t open = line.find('(');
    if (!line.ends_with(']') || bracket == std::string_view::npos || open == std::string_view::npos
        || open == 0 || bracket == 0 || line[bracket - 1] != ')'
        || line.substr(0, open).find(' ') != std::string_view::npos) {
        return std::nullopt;
    }
    FrameText frame;
    frame.file = line.substr(0, open);
    frame.function = withoutOffset(line.substr(open + 1, bracket - open - 2));
    return frame;
}

/// What a sanitizer, the C++ library or the system says above the frames.
void readHeader(std::string_view line, domain::ExceptionLink& link)
{
    static constexpr std::string_view kThrown = "terminate called after throwing an instance of '";
    line = trim(line);
    if (const std::size_t error = line.find("==ERROR: "); error != std::string_view::npos) {
        line.remove_prefix(error + 9);
        const std::size_t colon = line.find(": ");
        link.type = line.substr(0, colon);
        line = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 2);
        line = line.substr(0, line.find(" on address ")); // address and registers follow
    } else if (skipPrefix(line, kThrown)) {
        link.type = line.substr(0, line.find('\''));
        return;
    } else if (skipPrefix(line, "what():")) {
        line = trim(line);
    } else if (link.type.empty()) {
        if (const auto header = analysis::readHeader(line); header && looksLikeType(header->type)) {
            link.type = header->type;
            line = header->message;
        }
    } else {
        return; // registers, access, hints
    }
    if (!line.empty()) {
        addMessageLine(link, line);
    }
}

} // namespace

std::optional<FrameText> readNativeFrame(std::string_view line)
{
    line = trim(line);
    if (auto frame = readNumbered(line)) {
        return frame;
    }
    if (auto frame = readApple(line)) {
        return frame;
    }
    return readSymbols(line);
}

ParsedStack parseNativeStack(std::string_view text)
{
    ParsedStack stack;
    stack.language = StackLanguage::Native;
    stack.uncaught = true;
    domain::ExceptionLink link;
    bool ended = false;
    LineReader lines(text);
    for (std::string_view line; lines.next(line);) {
        if (const auto frame = readNativeFrame(line); frame && !ended) {
            addFrame(link, *frame);
            if (!link.frames.empty()) {
                domain::StackFrame& added = link.frames.back();
                added.function = withoutParameters(added.function);
            }
        } else if (link.frames.empty()) {
            readHeader(line, link);
        } else {
            ended = true; // other stacks follow: who freed it, other threads
        }
    }
    stack.chain.push_back(std::move(link));
    return stack;
}

} // namespace throughline::analysis
