#include "models/analysis/error/stack_text.h"

#include "models/base/text.h"
#include "models/base/utf8.h"

#include <algorithm>

namespace throughline::analysis {

namespace {

constexpr std::size_t kMaxHeaderLines = 64;

/// Below the first line "Reason: x" is part of a message.
bool isCertainlyType(std::string_view name)
{
    return looksLikeType(name)
        && (name.find('.') != std::string_view::npos || name.ends_with("Error")
            || name.ends_with("Exception"));
}

bool isTypeCharacter(char c)
{
    return isAsciiLetter(c) || isAsciiDigit(c)
        || std::string_view("_.$`+<>").find(c) != std::string_view::npos;
}

/// "TypeError [ERR_X]: message", "SocketException (111): message": the code is no part of the type.
std::string_view withoutBracketedCode(std::string_view rest)
{
    const bool square = rest.substr(0, 2) == " [";
    if (!square && rest.substr(0, 2) != " (") {
        return rest;
    }
    const std::size_t close = rest.find(square ? "]:" : "):");
    return close == std::string_view::npos
            || rest.substr(2, close - 2).find(' ') != std::string_view::npos
        ? rest
        : rest.substr(close + 1);
}

} // namespace

bool LineReader::next(std::string_view& line)
{
    if (m_done) {
        return false;
    }
    const std::size_t end = m_rest.find('\n');
    line = m_rest.substr(0, end);
    if (end == std::string_view::npos) {
        m_done = true;
    } else {
        m_rest.remove_prefix(end + 1);
    }
    if (!line.empty() && line.back() == '\r') {
        line.remove_suffix(1);
    }
    return true;
}

std::string_view trimLeft(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
        text.remove_prefix(1);
    }
    return text;
}

bool isAscii(std::string_view text)
{
    unsigned char bits = 0;
    for (const char c : text) {
        bits |= static_cast<unsigned char>(c);
    }
    return bits < 0x80;
}

bool skipPrefix(std::string_view& text, std::string_view prefix)
{
    if (text.substr(0, prefix.size()) != prefix) {
        return false;
    }
    text.remove_prefix(prefix.size());
    return true;
}

std::uint32_t takeTrailingNumber(std::string_view& text, char separator)
{
    std::size_t start = text.size();
    while (start > 0 && isAsciiDigit(text[start - 1])) {
        --start;
    }
    const std::size_t digits = text.size() - start;
    if (digits == 0 || digits > 9 || start == 0 || text[start - 1] != separator) {
        return 0;
    }
    const std::uint64_t value = parseUnsigned(text.substr(start)).value_or(0);
    text = text.substr(0, start - 1);
    return static_cast<std::uint32_t>(value);
}

FrameText readLocation(std::string_view text)
{
    FrameText frame;
    const std::size_t before = text.size();
    const std::uint32_t last = takeTrailingNumber(text, ':');
    const bool one = text.size() != before;
    const std::size_t between = text.size();
    const std::uint32_t first = takeTrailingNumber(text, ':');
    const bool two = text.size() != between;
    frame.file = text;
    frame.line = two ? first : last;
    frame.column = one && two ? last : 0;
    return frame;
}

std::optional<HeaderText> readHeader(std::string_view line)
{
    line = trim(line);
    if (line.empty() || !(isAsciiLetter(line[0]) || line[0] == '_' || line[0] == '$')) {
        return std::nullopt;
    }
    std::size_t end = 0;
    while (end < line.size() && end <= kMaxStackNameBytes && isTypeCharacter(line[end])) {
        ++end;
    }
    if (end > kMaxStackNameBytes || line[end - 1] == '.') {
        return std::nullopt;
    }
    std::string_view rest = withoutBracketedCode(line.substr(end));
    const bool whole = rest.empty();
    if (!whole && !(rest[0] == ':' && (rest.size() == 1 || rest[1] == ' '))) {
        return std::nullopt;
    }
    return HeaderText {line.substr(0, end), whole ? rest : trim(rest.substr(1))};
}

bool looksLikeType(std::string_view name)
{
    const std::size_t dot = name.find_last_of(".$+");
    const std::string_view last = dot == std::string_view::npos ? name : name.substr(dot + 1);
    if (!last.empty() && last[0] >= 'A' && last[0] <= 'Z') {
        return true;
    }
    return last.ends_with("Error") || last.ends_with("Exception");
}

domain::ExceptionLink makeLink(const HeaderText& header)
{
    domain::ExceptionLink link;
    link.type = cutUtf8(header.type, kMaxStackNameBytes);
    link.message = cutUtf8(header.message, kMaxStackMessageBytes);
    return link;
}

void addFrame(domain::ExceptionLink& link, const FrameText& frame)
{
    if (link.frames.size() >= kMaxStackFrames) {
        return;
    }
    domain::StackFrame& added = link.frames.emplace_back();
    added.module = cutUtf8(frame.module, kMaxStackNameBytes);
    added.function = cutUtf8(frame.function, kMaxStackNameBytes);
    added.file = cutUtf8(frame.file, kMaxStackNameBytes);
    added.line = frame.line;
    added.column = frame.column;
}

void addMessageLine(domain::ExceptionLink& link, std::string_view line)
{
    if (link.message.size() + 1 >= kMaxStackMessageBytes) {
        return;
    }
    if (!link.message.empty()) {
        link.message += '\n';
    }
    link.message += cutUtf8(line, kMaxStackMessageBytes - link.message.size());
}

void addLink(domain::ExceptionChain& chain, domain::ExceptionLink link)
{
    if (chain.size() >= kMaxChainLength) {
        chain.pop_back();
    }
    chain.push_back(std::move(link));
}

domain::ExceptionLink readHeaderLines(const std::vector<std::string_view>& lines)
{
    const std::size_t count = std::min(lines.size(), kMaxHeaderLines);
    for (std::size_t i = 0; i < count; ++i) {
        const std::optional<HeaderText> header = readHeader(lines[i]);
        if (header && (i == 0 ? looksLikeType(header->type) : isCertainlyType(header->type))) {
            domain::ExceptionLink link = makeLink(*header);
            for (std::size_t j = i + 1; j < count; ++j) {
                addMessageLine(link, lines[j]);
            }
            link.message = trim(link.message);
            return link;
        }
    }
    domain::ExceptionLink link;
    for (std::size_t i = 0; i < count; ++i) {
        addMessageLine(link, lines[i]);
    }
    link.message = trim(link.message);
    return link;
}

} // namespace throughline::analysis
