#include "models/analysis/error/stack_languages.h"
#include "models/base/text.h"

#include <algorithm>
#include <array>

namespace throughline::analysis {

namespace {

/// Cuts "3: " of a trace that is printed from its begin, and "from ".
std::string_view withoutLead(std::string_view line)
{
    line = trim(line);
    const std::size_t colon = line.find(": from ");
    if (colon != std::string_view::npos && parseUnsigned(line.substr(0, colon))) {
        line.remove_prefix(colon + 2);
    }
    skipPrefix(line, "from ");
    return line;
}

/// A frame and what stands behind it: ": message (Type)".
struct RubyLine
{
    FrameText frame;
    std::string_view rest;
};

/// "block (2 levels) in charge" is in charge; "Cart#charge" and "Pay.run" are charge and run.
std::string_view methodOf(std::string_view label)
{
    for (const std::string_view part : {"block in ", "rescue in ", "ensure in "}) {
        skipPrefix(label, part);
    }
    if (label.substr(0, 7) == "block (") {
        const std::size_t in = label.find(" in ");
        label.remove_prefix(in == std::string_view::npos ? 0 : in + 4);
    }
    const std::size_t owner = label.find_last_of("#.");
    if (owner != std::string_view::npos && owner + 1 < label.size() && label[0] != '<') {
        label.remove_prefix(owner + 1);
    }
    return label;
}

std::optional<RubyLine> readLine(std::string_view line)
{
    line = withoutLead(line);
    std::size_t in = line.find(":in `");
    if (in == std::string_view::npos) {
        in = line.find(":in '");
    }
    if (in == std::string_view::npos) {
        return std::nullopt;
    }
    RubyLine read;
    read.frame = readLocation(line.substr(0, in));
    if (read.frame.line == 0 || read.frame.column != 0 || read.frame.file.empty()) {
        return std::nullopt;
    }
    const std::string_view label = line.substr(in + 5);
    const std::size_t end = label.find('\'');
    if (end == std::string_view::npos) {
        return std::nullopt;
    }
    read.frame.function = methodOf(label.substr(0, end));
    read.rest = label.substr(end + 1);
    return read;
}

/// "message (Type)" or "message (Type)" with more lines of it to come.
void setHeader(domain::ExceptionLink& link, std::string_view text)
{
    const std::size_t open = text.rfind(" (");
    if (open != std::string_view::npos && text.ends_with(')')
        && looksLikeType(text.substr(open + 2, text.size() - open - 3))) {
        link.type = text.substr(open + 2, text.size() - open - 3);
        text = text.substr(0, open);
    }
    addMessageLine(link, trim(text));
}

} // namespace

std::optional<FrameText> readRubyFrame(std::string_view line)
{
    const auto read = readLine(line);
    return read ? std::optional(read->frame) : std::nullopt;
}

/// A line with a message begins an exception; what caused it follows behind its frames. Printed
/// from its begin, the frames of the one exception stand above it.
ParsedStack parseRubyStack(std::string_view text)
{
    ParsedStack stack;
    stack.language = StackLanguage::Ruby;
    domain::ExceptionLink link;
    bool begun = false;
    const bool reversed = trimLeft(text).starts_with("Traceback (most recent call last)");
    const auto finish = [&] {
        if (begun || !link.frames.empty()) {
            addLink(stack.chain, std::move(link));
        }
        link = {};
    };
    LineReader lines(text);
    for (std::string_view line; lines.next(line);) {
        const auto read = readLine(line);
        if (read && read->rest.starts_with(": ")) {
            if (!reversed) {
                finish();
            }
            begun = true;
            setHeader(link, read->rest.substr(2));
            addFrame(link, read->frame);
            if (reversed) {
                std::reverse(link.frames.begin(), link.frames.end());
                finish();
                begun = false;
            }
        } else if (read) {
            addFrame(link, read->frame);
        } else if (begun && link.frames.size() == 1 && !trim(line).empty()) {
            addMessageLine(link, trim(line));
        } else if (!begun && link.frames.empty() && !trim(line).empty() && !reversed) {
            if (const auto header = readHeader(line); header && looksLikeType(header->type)) {
                link = makeLink(*header);
                begun = true;
            }
        }
    }
    finish();
    return stack;
}

} // namespace throughline::analysis
