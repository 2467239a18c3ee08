#include "models/analysis/error/stack_languages.h"
#include "models/base/text.h"

#include <algorithm>
#include <array>

namespace throughline::analysis {

namespace {

/// Places of V8 and Safari that name no file.
bool isBuiltInPlace(std::string_view place)
{
    return place == "<anonymous>" || place == "native" || place == "[native code]"
        || place == "native code" || place == "unknown location" || place == "unknown"
        || place.substr(0, 6) == "index ";
}

/// "eval at f (url:1:2), <anonymous>:1:1" was made by the code at url.
std::string_view originOfEval(std::string_view place)
{
    if (place.substr(0, 8) != "eval at ") {
        return place;
    }
    const std::size_t open = place.rfind('(');
    const std::size_t close = open == std::string_view::npos ? open : place.find(')', open);
    return close == std::string_view::npos ? place : place.substr(open + 1, close - open - 1);
}

/// A place as file, line and column; nullopt when the text is no place.
std::optional<FrameText> readPlace(std::string_view place)
{
    place = originOfEval(trim(place));
    skipPrefix(place, "address at ");
    if (isBuiltInPlace(place)) {
        FrameText frame;
        frame.file = place;
        return frame;
    }
    FrameText frame = readLocation(place);
    const bool numbered = frame.file.size() != place.size();
    if (!numbered || frame.file.find_first_of("/\\.<:") == std::string_view::npos) {
        return std::nullopt;
    }
    if (const std::size_t evalAt = frame.file.find(" line "); evalAt != std::string_view::npos) {
        frame.file = frame.file.substr(0, evalAt); // Firefox: "url line 12 > eval"
    }
    return frame;
}

std::string_view withoutAlias(std::string_view function)
{
    return trim(function.substr(0, function.find(" [as ")));
}

std::optional<FrameText> readV8Frame(std::string_view line)
{
    if (!skipPrefix(line, "at ")) {
        return std::nullopt;
    }
    line = trim(line);
    line.remove_suffix(line.ends_with(" {") ? 2 : 0); // Node: the error's own fields follow
    skipPrefix(line, "async ");
    const std::size_t open = line.find(" (");
    if (open == std::string_view::npos || !line.ends_with(')')) {
        return readPlace(line);
    }
    std::optional<FrameText> frame = readPlace(line.substr(open + 2, line.size() - open - 3));
    if (frame) {
        frame->function = withoutAlias(line.substr(0, open));
    }
    return frame;
}

bool startsLikeUrl(std::string_view text)
{
    static constexpr std::array<std::string_view, 9> kStarts {
        "http://", "https://", "file://", "blob:",       "webpack",
        "app://",  "moz-",     "safari-", "capacitor://"};
    return std::any_of(kStarts.begin(), kStarts.end(), [text](std::string_view start) {
        return text.substr(0, start.size()) == start;
    });
}

/// "setTimeout handler*schedule" was called as schedule.
std::string_view withoutAsyncCause(std::string_view function)
{
    return function.substr(function.rfind('*') + 1); // npos + 1 is 0: the whole
}

bool isSafariCode(std::string_view function)
{
    return function == "global code" || function == "eval code" || function == "module code";
}

std::optional<FrameText> readGeckoFrame(std::string_view line)
{
    line = trim(line);
    const std::size_t at = line.find('@');
    if (at == std::string_view::npos) {
        const bool place = startsLikeUrl(line) && line.find(' ') == std::string_view::npos;
        std::optional<FrameText> frame = place ? readPlace(line) : std::nullopt;
        return frame && frame->column > 0 ? frame : std::nullopt;
    }
    const std::string_view place = line.substr(at + 1);
    const std::string_view function = withoutAsyncCause(line.substr(0, at));
    if (place.empty()
        || (function.find(' ') != std::string_view::npos && !isSafariCode(function))) {
        return std::nullopt; // prose with an address in it
    }
    std::optional<FrameText> frame = readPlace(place);
    const bool certain = place == "[native code]" || startsLikeUrl(place)
        || (frame && frame->column > 0 && frame->file.find(' ') == std::string_view::npos);
    if (!frame || !certain) {
        return std::nullopt;
    }
    frame->function = function;
    return frame;
}

bool skipUncaught(std::string_view& line)
{
    bool found = skipPrefix(line, "Uncaught ");
    found = skipPrefix(line, "Unhandled Promise Rejection: ") || found;
    skipPrefix(line, "(in promise) ");
    return found;
}

/// "[cause]: Error: x" of Node, "Caused by: Error: x" of several libraries.
bool skipCause(std::string_view& line)
{
    line = trimLeft(line);
    return skipPrefix(line, "[cause]: ") || skipPrefix(line, "Caused by: ")
        || skipPrefix(line, "caused by: ");
}

/// What Node prints above the header: "/path/app.js:12", the code, a caret.
bool endsSourceExcerpt(std::string_view line)
{
    line = trim(line);
    return !line.empty() && line.find_first_not_of("^~") == std::string_view::npos;
}

} // namespace

std::optional<FrameText> readJavaScriptFrame(std::string_view line)
{
    line = trimLeft(line);
    return line.substr(0, 3) == "at " ? readV8Frame(line) : readGeckoFrame(line);
}

ParsedStack parseJavaScriptStack(std::string_view text)
{
    ParsedStack stack;
    stack.language = StackLanguage::JavaScript;
    std::vector<std::string_view> header;
    domain::ExceptionLink link;
    const auto finish = [&] {
        domain::ExceptionLink named = readHeaderLines(header);
        named.frames = std::move(link.frames);
        addLink(stack.chain, std::move(named));
        header.clear();
        link = {};
    };
    LineReader lines(text);
    for (std::string_view line; lines.next(line);) {
        if (const std::optional<FrameText> frame = readJavaScriptFrame(line)) {
            addFrame(link, *frame);
        } else if (std::string_view cause = line; skipCause(cause)) {
            finish();
            header.push_back(cause);
        } else if (link.frames.empty() && endsSourceExcerpt(line)) {
            header.clear();
        } else if (link.frames.empty()) {
            stack.uncaught = skipUncaught(line) || stack.uncaught;
            header.push_back(line);
        }
    }
    finish();
    return stack;
}

} // namespace throughline::analysis
