#include "models/analysis/error/exception_chain.h"
#include "models/analysis/error/stack_languages.h"
#include "models/base/text.h"

#include <algorithm>
#include <array>

namespace throughline::analysis {

namespace {

constexpr std::string_view kInner = " ---> ";
constexpr std::string_view kMember = "---> (Inner Exception #";

/// "at" as the runtime's translations write it.
bool skipAt(std::string_view& line)
{
    static constexpr std::array<std::string_view, 8> kWords {
        "at ", "bei ", "\xC3\xA0 ", "en ", "em ", "in ", "w ", "\xD0\xB2 "};
    return std::any_of(kWords.begin(), kWords.end(),
                       [&line](std::string_view word) { return skipPrefix(line, word); });
}

/// " in C:\x\y.cs:line 12", the words in any language.
void readSource(FrameText& frame, std::string_view rest)
{
    rest = trim(rest);
    rest.remove_suffix(rest.ends_with('.') ? 1 : 0); // the German one is a sentence
    const std::size_t space = rest.find(' ');
    const std::size_t colon = rest.rfind(':');
    if (space == std::string_view::npos || colon == std::string_view::npos || colon < space) {
        return;
    }
    frame.file = rest.substr(space + 1, colon - space - 1);
    std::string_view number = rest.substr(colon);
    number.remove_prefix(std::min(number.size(), number.find_first_of("0123456789")));
    frame.line = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(parseUnsigned(number).value_or(0), 999'999'999));
}

/// Cuts the type arguments of a generic method: "Get[TKey,TValue]".
std::string_view withoutTypeArguments(std::string_view name)
{
    if (!name.empty() && name.back() == ']') {
        return name.substr(0, name.find('['));
    }
    return name;
}

/// Reads a text without members. Inner exceptions are announced on the way down and end in turn.
class ToStringReader
{
public:
    void read(std::string_view line)
    {
        const std::string_view text = trimLeft(line);
        if (const std::optional<FrameText> frame = readDotNetFrame(line)) {
            openHeader();
            addFrame(m_chain[m_current], *frame);
        } else if (text.substr(0, 4) == "--- ") {
            openHeader();
            endInner(text);
        } else if (text.substr(0, 5) == "---> ") {
            openHeader();
            m_header.push_back(text.substr(5));
        } else if (m_expectsHeader || !m_header.empty()) {
            m_header.push_back(line);
        }
    }

    domain::ExceptionChain finish()
    {
        openHeader();
        return std::move(m_chain);
    }

    [[nodiscard]] bool uncaught() const { return m_uncaught; }

private:
    /// Turns the header lines read so far into links, several where one line holds " ---> ".
    void openHeader()
    {
        if (m_header.empty() && !m_chain.empty()) {
            return;
        }
        m_expectsHeader = false;
        std::vector<std::string_view> lines;
        for (std::string_view line : m_header) {
            m_uncaught = skipPrefix(line, "Unhandled exception. ") || m_uncaught;
            for (std::size_t at = line.find(kInner); at != std::string_view::npos;
                 at = line.find(kInner)) {
                lines.push_back(line.substr(0, at));
                pushLink(lines);
                line.remove_prefix(at + kInner.size());
            }
            lines.push_back(line);
        }
        pushLink(lines);
        m_header.clear();
    }

    void pushLink(std::vector<std::string_view>& lines)
    {
        addLink(m_chain, readHeaderLines(lines));
        m_current = m_chain.size() - 1;
        lines.clear();
    }

    void endInner(std::string_view text)
    {
        const bool inner = text.find("inner exception") != std::string_view::npos
            || text.find("intern") != std::string_view::npos;
        if (inner && m_current > 0) {
            --m_current;
        }
    }

    domain::ExceptionChain m_chain;
    std::vector<std::string_view> m_header;
    std::size_t m_current = 0;
    bool m_expectsHeader = true;
    bool m_uncaught = false;
};

domain::ExceptionChain readToString(std::string_view text, bool& uncaught)
{
    ToStringReader reader;
    LineReader lines(text);
    for (std::string_view line; lines.next(line);) {
        reader.read(line);
    }
    uncaught = uncaught || reader.uncaught();
    return reader.finish();
}

/// Takes the members of aggregates out of the text; "<---" ends one.
std::string takeMembers(std::string_view text, std::vector<std::string>& members)
{
    std::string outside;
    bool inMember = false;
    LineReader lines(text);
    for (std::string_view line; lines.next(line);) {
        std::string_view content = trimLeft(line);
        if (content.substr(0, kMember.size()) == kMember) {
            inMember = members.size() < kMaxMembers;
            if (inMember) {
                members.emplace_back();
            }
            content.remove_prefix(std::min(content.size(), content.find(") ") + 2));
            line = content;
        }
        const bool ends = line.ends_with("<---");
        line.remove_suffix(ends ? 4 : 0);
        (inMember ? members.back() : outside).append(line).append("\n");
        inMember = inMember && !ends;
    }
    return outside;
}

/// What the first aggregate wraps becomes its members; aggregates inside members are only shells.
void splitAggregate(ParsedStack& stack, const std::vector<std::string>& members)
{
    domain::ExceptionChain& chain = stack.chain;
    const auto aggregate = std::find_if(
        chain.begin(), chain.end(), [](const auto& link) { return isAggregateType(link.type); });
    if (aggregate == chain.end()) {
        return;
    }
    if (aggregate + 1 != chain.end()) {
        stack.members.emplace_back(std::make_move_iterator(aggregate + 1),
                                   std::make_move_iterator(chain.end()));
        chain.erase(aggregate + 1, chain.end());
    }
    for (const std::string& member : members) {
        stack.members.push_back(readToString(member, stack.uncaught));
    }
}

} // namespace

std::optional<FrameText> readDotNetFrame(std::string_view line)
{
    const std::string_view text = trimLeft(line);
    std::string_view name = text;
    if (text.size() == line.size() || !skipAt(name)) {
        return std::nullopt;
    }
    const std::size_t open = name.find('(');
    const std::size_t close = open == std::string_view::npos ? open : name.find(')', open);
    if (close == std::string_view::npos || open == 0
        || name.substr(0, open).find(' ') != std::string_view::npos) {
        return std::nullopt;
    }
    FrameText frame;
    readSource(frame, name.substr(close + 1));
    name = withoutTypeArguments(name.substr(0, open));
    std::size_t dot = name.rfind('.');
    if (dot != std::string_view::npos && dot > 0 && name[dot - 1] == '.') {
        --dot; // "Class..ctor"
    }
    frame.module = dot == std::string_view::npos ? std::string_view() : name.substr(0, dot);
    frame.function = dot == std::string_view::npos ? name : name.substr(dot + 1);
    return frame;
}

ParsedStack parseDotNetStack(std::string_view text)
{
    ParsedStack stack;
    stack.language = StackLanguage::DotNet;
    std::vector<std::string> members;
    if (text.find(kMember) == std::string_view::npos) {
        stack.chain = readToString(text, stack.uncaught);
    } else {
        const std::string outside = takeMembers(text, members);
        stack.chain = readToString(outside, stack.uncaught);
    }
    splitAggregate(stack, members);
    return stack;
}

} // namespace throughline::analysis
