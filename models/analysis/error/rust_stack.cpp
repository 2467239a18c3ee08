#include "models/analysis/error/stack_languages.h"
#include "models/base/text.h"

#include <algorithm>

namespace throughline::analysis {

namespace {

/// "  5: shop::cart::charge", with an address before the name or none.
std::optional<std::string_view> readName(std::string_view line)
{
    line = trim(line);
    const std::size_t colon = line.find(": ");
    if (colon == std::string_view::npos || !parseUnsigned(line.substr(0, colon))) {
        return std::nullopt;
    }
    std::string_view name = trim(line.substr(colon + 2));
    if (name.starts_with("0x")) {
        const std::size_t dash = name.find(" - ");
        name = dash == std::string_view::npos ? std::string_view() : trim(name.substr(dash + 3));
    }
    return name.empty() || name.find(' ') == 0 ? std::nullopt : std::optional(name);
}

bool isLibrary(std::string_view name)
{
    for (const std::string_view begin :
         {"std::", "core::", "alloc::", "rust_begin_unwind", "rust_panic", "__rust",
          "<alloc::", "<core::", "<std::", "_start", "__libc_start"}) {
        if (name.starts_with(begin)) {
            return true;
        }
    }
    return false;
}

/// The name without the hash of its build, closures and type parameters.
void setName(domain::StackFrame& frame, std::string_view name)
{
    if (const std::size_t hash = name.rfind("::h");
        hash != std::string_view::npos && name.size() - hash == 19) {
        name = name.substr(0, hash);
    }
    if (name.starts_with('<')) { // "<shop::Cart as core::ops::Drop>::drop"
        const std::size_t as = name.find(" as ");
        const std::size_t close = name.rfind(">::");
        if (close != std::string_view::npos) {
            frame.module =
                replaceAll(std::string(name.substr(1, std::min(as, close) - 1)), "::", ".");
            frame.function = name.substr(close + 3);
            return;
        }
    }
    while (name.ends_with("::{{closure}}") || name.ends_with("::{closure#0}")) {
        name.remove_suffix(13);
    }
    if (const std::size_t generic = name.find("::<"); generic != std::string_view::npos) {
        name = name.substr(0, generic);
    }
    const std::size_t last = name.rfind("::");
    if (last == std::string_view::npos) {
        frame.function = name;
        return;
    }
    frame.module = replaceAll(std::string(name.substr(0, last)), "::", ".");
    frame.function = name.substr(last + 2);
}

/// "thread 'main' panicked at src/main.rs:4:5:" with the message below, or the older form with the
/// message in quotes.
void readPanic(std::string_view line, domain::ExceptionLink& link)
{
    const std::size_t at = line.find(" panicked at ");
    std::string_view rest = trim(line.substr(at + 13));
    if (skipPrefix(rest, "'")) {
        const std::size_t end = rest.rfind("', ");
        addMessageLine(link, rest.substr(0, end));
    }
}

bool isPanic(std::string_view line)
{
    return line.starts_with("thread '") && line.find(" panicked at ") != std::string_view::npos;
}

/// Above the last frame of the panic machinery stands nothing of the caller's.
void dropMachinery(std::vector<domain::StackFrame>& frames)
{
    const auto last = std::find_if(frames.rbegin(), frames.rend(), [](const auto& frame) {
        return frame.module == "core.panicking" || frame.module == "std.panicking"
            || frame.function == "rust_begin_unwind";
    });
    frames.erase(frames.begin(), last.base());
}

} // namespace

std::optional<FrameText> readRustLocation(std::string_view line)
{
    line = trim(line);
    if (!skipPrefix(line, "at ")) {
        return std::nullopt;
    }
    const FrameText frame = readLocation(line);
    return frame.line > 0 && frame.file.ends_with(".rs") ? std::optional(frame) : std::nullopt;
}

ParsedStack parseRustStack(std::string_view text)
{
    ParsedStack stack;
    stack.language = StackLanguage::Rust;
    domain::ExceptionLink link;
    bool message = false;
    LineReader lines(text);
    for (std::string_view line; lines.next(line);) {
        if (const auto place = readRustLocation(line); place && !link.frames.empty()) {
            link.frames.back().file = place->file;
            link.frames.back().line = place->line;
            link.frames.back().column = place->column;
        } else if (isPanic(trim(line)) && link.type.empty()) {
            link.type = "panic";
            stack.uncaught = true;
            readPanic(trim(line), link);
            message = link.message.empty();
        } else if (trim(line) == "stack backtrace:" || trim(line).starts_with("note: ")) {
            message = false;
        } else if (const auto name = readName(line); name && link.frames.size() < kMaxStackFrames) {
            message = false;
            domain::StackFrame& frame = link.frames.emplace_back();
            setName(frame, *name);
            if (isLibrary(*name)) {
                frame.file = "/rustc/library";
            }
        } else if (message) {
            addMessageLine(link, trim(line));
        } else if (link.type.empty() && link.frames.empty() && !trim(line).empty()) {
            addMessageLine(link, trim(line)); // an error that was printed with its backtrace
        }
    }
    dropMachinery(link.frames);
    stack.chain.push_back(std::move(link));
    return stack;
}

} // namespace throughline::analysis
