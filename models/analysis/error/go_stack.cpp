#include "models/analysis/error/stack_languages.h"
#include "models/base/text.h"

#include <algorithm>

namespace throughline::analysis {

namespace {

/// Splits "github.com/acme/pay.(*Client).Charge" behind the package.
void setFunction(FrameText& frame, std::string_view name)
{
    const std::size_t slash = name.rfind('/');
    const std::size_t dot = name.find('.', slash == std::string_view::npos ? 0 : slash + 1);
    if (dot == std::string_view::npos) {
        frame.function = name;
        return;
    }
    frame.module = name.substr(0, dot);
    frame.function = name.substr(dot + 1);
}

/// Cuts the arguments: the last balanced parentheses of the line.
std::string_view withoutArguments(std::string_view line)
{
    line = trim(line);
    if (line.empty() || line.back() != ')') {
        return line;
    }
    std::size_t depth = 0;
    for (std::size_t at = line.size(); at-- > 0;) {
        depth += line[at] == ')' ? 1 : 0;
        if (line[at] == '(' && --depth == 0) {
            return line.substr(0, at);
        }
    }
    return line;
}

bool isPanicFrame(const domain::StackFrame& frame)
{
    return (frame.module.empty() && frame.function == "panic")
        || (frame.module == "runtime" && frame.function == "gopanic");
}

/// Above the last panic stand the deferred functions that saw it, below it who raised it.
void dropDeferred(std::vector<domain::StackFrame>& frames)
{
    const auto last = std::find_if(frames.rbegin(), frames.rend(), isPanicFrame);
    frames.erase(frames.begin(), last.base());
}

domain::ExceptionLink readPanic(const std::vector<std::string_view>& header, bool& uncaught)
{
    domain::ExceptionLink link;
    for (std::string_view line : header) {
        line = trim(line);
        if (line.empty() || line.substr(0, 8) == "[signal ") {
            continue;
        }
        if (link.type.empty() && skipPrefix(line, "panic: ")) {
            link.type = "panic";
            uncaught = true;
        } else if (link.type.empty() && skipPrefix(line, "fatal error: ")) {
            link.type = "fatal error";
            uncaught = true;
        } else if (line.substr(0, 7) == "panic: ") {
            continue; // raised while the first was handled
        }
        addMessageLine(link, line.substr(0, line.find(" [recovered")));
    }
    return link;
}

bool isGoroutineHead(std::string_view line)
{
    return line.substr(0, 10) == "goroutine " && line.find(" [") != std::string_view::npos;
}

} // namespace

std::optional<FrameText> readGoLocation(std::string_view line)
{
    if (line.empty() || (line[0] != '\t' && line[0] != ' ')) {
        return std::nullopt;
    }
    line = trim(line);
    if (const std::size_t offset = line.rfind(" +0x"); offset != std::string_view::npos) {
        line = line.substr(0, offset);
    }
    const FrameText frame = readLocation(line);
    if (!frame.file.ends_with(".go") || frame.line == 0) {
        return std::nullopt;
    }
    return frame;
}

ParsedStack parseGoStack(std::string_view text)
{
    ParsedStack stack;
    stack.language = StackLanguage::Go;
    domain::ExceptionLink link;
    std::vector<std::string_view> header;
    std::string_view previous;
    std::size_t goroutines = 0;
    LineReader lines(text);
    for (std::string_view line; lines.next(line); previous = line) {
        if (isGoroutineHead(line) && ++goroutines > 1) {
            break; // the one that failed is printed first
        }
        if (std::optional<FrameText> frame = readGoLocation(line)) {
            if (link.frames.empty() && !header.empty()) {
                header.pop_back(); // the frame's own first line
            }
            if (previous.substr(0, 11) != "created by ") {
                setFunction(*frame, withoutArguments(previous));
                addFrame(link, *frame);
            }
        } else if (link.frames.empty() && !isGoroutineHead(line)) {
            header.push_back(line);
        }
    }
    domain::ExceptionLink named = readPanic(header, stack.uncaught);
    dropDeferred(link.frames);
    named.frames = std::move(link.frames);
    stack.chain.push_back(std::move(named));
    return stack;
}

} // namespace throughline::analysis
