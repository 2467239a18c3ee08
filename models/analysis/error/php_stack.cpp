#include "models/analysis/error/stack_languages.h"
#include "models/base/text.h"

#include <algorithm>
#include <span>

namespace throughline::analysis {

namespace {

/// "#3 /srv/pay.php(12): " or "#3 [internal function]: "; the call behind it.
struct CallLine
{
    std::string_view file;
    std::uint32_t line = 0;
    std::string_view call; ///< "Shop\\Cart->charge(Array)"; "{main}" at the end
};

std::optional<CallLine> readCall(std::string_view line)
{
    line = trim(line);
    if (!skipPrefix(line, "#")) {
        return std::nullopt;
    }
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos || !parseUnsigned(line.substr(0, blank))) {
        return std::nullopt;
    }
    line.remove_prefix(blank + 1);
    CallLine read;
    if (line == "{main}") {
        read.call = line;
        return read;
    }
    if (skipPrefix(line, "[internal function]: ")) {
        read.call = line;
        return read;
    }
    const std::size_t close = line.find("): ");
    if (close == std::string_view::npos) {
        return std::nullopt;
    }
    std::string_view place = line.substr(0, close);
    read.line = takeTrailingNumber(place, '(');
    if (read.line == 0 || place.empty()) {
        return std::nullopt;
    }
    read.file = place;
    read.call = line.substr(close + 3);
    return read;
}

/// The function that was called, as it is called within its class and name space.
void setFunction(domain::StackFrame& frame, std::string_view call)
{
    call = call.substr(0, call.find('('));
    std::size_t owner = call.rfind("->");
    if (owner == std::string_view::npos) {
        owner = call.rfind("::");
    }
    std::string_view module;
    if (owner != std::string_view::npos) {
        module = call.substr(0, owner);
        call.remove_prefix(owner + 2);
        module = module.substr(0, module.find("@anonymous")); // its place and number follow
    }
    const std::size_t space = call.rfind('\\');
    if (space != std::string_view::npos) {
        module = module.empty() ? call.substr(0, space) : module;
        call.remove_prefix(space + 1);
    }
    frame.module = replaceAll(std::string(module), "\\", ".");
    frame.function = call.find("{closure") == std::string_view::npos ? call : std::string_view();
}

/// "Type: message in /srv/pay.php:12"
bool readThrow(std::string_view line, domain::ExceptionLink& link, FrameText& place)
{
    line = trim(line);
    for (const std::string_view lead : {"PHP Fatal error:  ", "Fatal error: ", "Next "}) {
        skipPrefix(line, lead);
    }
    skipPrefix(line, "Uncaught ");
    const std::size_t in = line.rfind(" in ");
    if (in != std::string_view::npos) {
        const FrameText at = readLocation(line.substr(in + 4));
        if (at.line > 0) {
            place = at;
            line = line.substr(0, in);
        }
    }
    const auto colon = line.find(": ");
    std::string_view type = line.substr(0, colon);
    if (type.empty() || type.find(' ') != std::string_view::npos) {
        return false;
    }
    link.type = type;
    if (colon != std::string_view::npos) {
        addMessageLine(link, line.substr(colon + 2));
    }
    return true;
}

/// Each line says what was called and from where; a frame is where one was in what the line above
/// it called. What throws where it is called is the language's own.
void addFrames(domain::ExceptionLink& link, std::span<const CallLine> calls, FrameText place)
{
    if (calls.size() > 1 && !place.file.empty() && calls.front().file == place.file
        && calls.front().line == place.line) {
        calls = calls.subspan(1);
    }
    for (const CallLine& call : calls) {
        domain::StackFrame frame;
        if (call.call != "{main}") {
            setFunction(frame, call.call);
        }
        frame.file = place.file;
        frame.line = place.line;
        if (link.frames.size() < kMaxStackFrames
            && !(frame.file.empty() && frame.function.empty())) {
            link.frames.push_back(std::move(frame));
        }
        place = {};
        place.file = call.file;
        place.line = call.line;
    }
}

} // namespace

std::optional<FrameText> readPhpFrame(std::string_view line)
{
    const auto call = readCall(line);
    if (!call || (call->file.empty() && call->call != "{main}")) {
        return std::nullopt;
    }
    FrameText frame;
    frame.file = call->file;
    frame.line = call->line;
    frame.function = call->call;
    return frame;
}

/// The exception that was thrown first is printed first; those thrown because of it follow as
/// "Next".
ParsedStack parsePhpStack(std::string_view text)
{
    ParsedStack stack;
    stack.language = StackLanguage::Php;
    domain::ExceptionLink link;
    FrameText place;
    std::vector<CallLine> calls;
    bool begun = false;
    const auto finish = [&] {
        if (begun || !calls.empty()) {
            addFrames(link, calls, place);
            addLink(stack.chain, std::move(link));
        }
        link = {};
        place = {};
        calls.clear();
        begun = false;
    };
    LineReader lines(text);
    for (std::string_view line; lines.next(line);) {
        if (const auto call = readCall(line)) {
            calls.push_back(*call);
            continue;
        }
        const std::string_view said = trim(line);
        if (said.empty() || said == "Stack trace:" || said.starts_with("thrown in ")
            || said == "[stacktrace]") {
            continue;
        }
        if (said.find("Uncaught ") != std::string_view::npos) {
            stack.uncaught = true;
        }
        if (!calls.empty()) {
            finish();
        }
        if (begun) {
            addMessageLine(link, said); // a message of several lines
            if (const std::size_t in = said.rfind(" in "); in != std::string_view::npos) {
                const FrameText at = readLocation(said.substr(in + 4));
                place = at.line > 0 ? at : place;
            }
        } else {
            begun = readThrow(said, link, place);
        }
    }
    finish();
    std::reverse(stack.chain.begin(), stack.chain.end());
    return stack;
}

} // namespace throughline::analysis
