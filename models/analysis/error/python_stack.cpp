#include "models/analysis/error/exception_chain.h"
#include "models/analysis/error/stack_languages.h"
#include "models/base/text.h"

#include <algorithm>

namespace throughline::analysis {

namespace {

constexpr std::string_view kGroupHead = "Exception Group Traceback (most recent call last):";
constexpr std::string_view kHead = "Traceback (most recent call last):";

bool isChainRemark(std::string_view line)
{
    line = trim(line);
    return line == "During handling of the above exception, another exception occurred:"
        || line == "The above exception was the direct cause of the following exception:";
}

/// Reads tracebacks without group rulers. Python prints the root first.
class TracebackReader
{
public:
    void read(std::string_view line)
    {
        const std::string_view text = trimLeft(line);
        const std::size_t indent = line.size() - text.size();
        if (text.substr(0, kHead.size()) == kHead
            || text.substr(0, kGroupHead.size()) == kGroupHead) {
            open(indent);
        } else if (isChainRemark(text)) {
            close();
        } else if (m_state == State::Message) {
            addMessageLine(m_link, line);
        } else if (const std::optional<FrameText> frame = readPythonFrame(text)) {
            readFrame(*frame, indent);
        } else if (m_state == State::Frames && indent <= m_indent && !trim(text).empty()) {
            readException(text);
        }
    }

    /// Outermost first.
    domain::ExceptionChain finish()
    {
        close();
        std::reverse(m_blocks.begin(), m_blocks.end());
        return std::move(m_blocks);
    }

private:
    enum class State
    {
        Outside,
        Frames,
        Message
    };

    void open(std::size_t indent)
    {
        close();
        m_state = State::Frames;
        m_indent = indent;
    }

    void readFrame(const FrameText& frame, std::size_t indent)
    {
        if (m_state != State::Frames) {
            open(indent >= 2 ? indent - 2 : 0);
        }
        if (m_link.frames.size() >= kMaxStackFrames) {
            // The throw comes last: the older half gives way.
            m_link.frames.erase(m_link.frames.begin(),
                                m_link.frames.begin()
                                    + static_cast<std::ptrdiff_t>(kMaxStackFrames / 2));
        }
        addFrame(m_link, frame);
    }

    void readException(std::string_view text)
    {
        const std::optional<HeaderText> header = readHeader(text);
        domain::ExceptionLink named = makeLink(header ? *header : HeaderText {"", trim(text)});
        named.frames = std::move(m_link.frames);
        m_link = std::move(named);
        m_state = State::Message;
    }

    void close()
    {
        if (m_state != State::Outside) {
            std::reverse(m_link.frames.begin(), m_link.frames.end());
            m_link.message = trim(m_link.message);
            addLink(m_blocks, std::move(m_link));
        }
        m_link = {};
        m_state = State::Outside;
    }

    domain::ExceptionChain m_blocks;
    domain::ExceptionLink m_link;
    State m_state = State::Outside;
    std::size_t m_indent = 0;
};

domain::ExceptionChain readTracebacks(std::string_view text)
{
    TracebackReader reader;
    LineReader lines(text);
    for (std::string_view line; lines.next(line);) {
        reader.read(line);
    }
    return reader.finish();
}

/// A member of a group that was never raised has no traceback, only its line.
domain::ExceptionChain readMember(std::string_view text)
{
    domain::ExceptionChain chain = readTracebacks(text);
    if (chain.empty()) {
        LineReader lines(text);
        for (std::string_view line; chain.empty() && lines.next(line);) {
            if (const std::optional<HeaderText> header = readHeader(line)) {
                chain.push_back(makeLink(*header));
            }
        }
    }
    return chain;
}

enum class Ruler
{
    None,
    Member,
    End
};

/// "+-+---- 1 ----" starts a member, "+--------" ends the last.
Ruler readRuler(std::string_view text)
{
    if (text.substr(0, 2) != "+-"
        || text.find_first_not_of("+-. 0123456789") != std::string_view::npos) {
        return Ruler::None;
    }
    return text.find_first_of("0123456789.") == std::string_view::npos ? Ruler::End : Ruler::Member;
}

/// Sorts the lines of a tree of groups into the text outside and one text per member.
class GroupReader
{
public:
    void read(std::string_view line)
    {
        const std::string_view text = trimLeft(line);
        const std::size_t indent = line.size() - text.size();
        switch (readRuler(text)) {
        case Ruler::Member:
            m_inMember = m_members.size() < kMaxMembers;
            m_afterEnd = !m_inMember;
            if (m_inMember) {
                m_members.emplace_back();
            }
            return;
        case Ruler::End:
            m_inMember = false;
            m_afterEnd = true;
            return;
        case Ruler::None:
            break;
        }
        addLine(line, text, indent);
    }

    ParsedStack finish()
    {
        ParsedStack stack;
        stack.chain = readTracebacks(m_outside);
        const auto group =
            std::find_if(stack.chain.begin(), stack.chain.end(),
                         [](const auto& link) { return isAggregateType(link.type); });
        if (group == stack.chain.end()) {
            return stack;
        }
        stack.chain.erase(group + 1, stack.chain.end()); // its context is no member
        for (const std::string& member : m_members) {
            domain::ExceptionChain chain = readMember(member);
            if (!chain.empty() && !isAggregateType(chain.front().type)) {
                stack.members.push_back(std::move(chain)); // a nested group's own members follow
            }
        }
        return stack;
    }

private:
    void addLine(std::string_view line, std::string_view text, std::size_t indent)
    {
        const bool ruled = text.substr(0, 2) == "| " || text.substr(0, 2) == "+ " || text == "|";
        if (ruled && !m_column) {
            m_column = indent;
        }
        const std::string_view content =
            ruled ? text.substr(std::min<std::size_t>(2, text.size())) : line;
        if (m_inMember) {
            m_members.back().append(content).append("\n");
        } else if (!m_afterEnd || !ruled || indent == m_column) {
            m_outside.append(content).append("\n");
        }
    }

    std::string m_outside;
    std::vector<std::string> m_members;
    std::optional<std::size_t> m_column; ///< of the outermost group's bar
    bool m_inMember = false;
    bool m_afterEnd = false;
};

} // namespace

std::optional<FrameText> readPythonFrame(std::string_view line)
{
    line = trim(line);
    if (!skipPrefix(line, "File \"")) {
        return std::nullopt;
    }
    const std::size_t end = line.find("\", line ");
    if (end == std::string_view::npos) {
        return std::nullopt;
    }
    FrameText frame;
    frame.file = line.substr(0, end);
    std::string_view rest = line.substr(end + 8);
    if (const std::size_t in = rest.find(", in "); in != std::string_view::npos) {
        frame.function = trim(rest.substr(in + 5));
        rest = rest.substr(0, in);
    }
    const std::optional<std::uint64_t> number = parseUnsigned(trim(rest));
    if (!number) {
        return std::nullopt;
    }
    frame.line = static_cast<std::uint32_t>(std::min<std::uint64_t>(*number, 999'999'999));
    return frame;
}

ParsedStack parsePythonStack(std::string_view text)
{
    ParsedStack stack;
    if (text.find(kGroupHead) == std::string_view::npos) {
        stack.chain = readTracebacks(text);
    } else {
        GroupReader reader;
        LineReader lines(text);
        for (std::string_view line; lines.next(line);) {
            reader.read(line);
        }
        stack = reader.finish();
    }
    stack.language = StackLanguage::Python;
    return stack;
}

} // namespace throughline::analysis
