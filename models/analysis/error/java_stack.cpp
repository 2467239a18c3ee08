#include "models/analysis/error/stack_languages.h"
#include "models/base/text.h"

#include <algorithm>

namespace throughline::analysis {

namespace {

/// What stands in the parentheses of a Java frame, unlike the parameters of a .NET one.
bool isJavaSource(std::string_view source)
{
    if (source == "Native Method" || source.substr(0, 14) == "Unknown Source") {
        return true;
    }
    return !source.empty() && source.find_first_of(" ,") == std::string_view::npos;
}

/// Cuts "loader/module@version/" off a qualified name; "$$Lambda$14/0x0000" is none.
std::string_view withoutModule(std::string_view name)
{
    for (std::size_t slash = name.find('/'); slash != std::string_view::npos;
         slash = name.find('/')) {
        if (slash + 1 < name.size() && isAsciiDigit(name[slash + 1])) {
            break;
        }
        name.remove_prefix(slash + 1);
    }
    return name;
}

/// The number in "... 12 more" and "... 12 common frames omitted".
std::optional<std::size_t> readOmitted(std::string_view line)
{
    line = trim(line);
    if (!skipPrefix(line, "... ")) {
        return std::nullopt;
    }
    const std::size_t end = line.find(' ');
    const std::string_view rest = end == std::string_view::npos ? "" : line.substr(end + 1);
    const std::optional<std::uint64_t> count = parseUnsigned(line.substr(0, end));
    if (!count || (rest != "more" && rest != "common frames omitted")) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(std::min<std::uint64_t>(*count, kMaxStackFrames));
}

/// Reads the lines in turn. Suppressed exceptions are no part of the chain and are passed over.
class JavaReader
{
public:
    void read(std::string_view line)
    {
        const std::string_view text = trimLeft(line);
        const std::size_t indent = line.size() - text.size();
        if (m_suppressedIndent && !endsSuppressed(text, indent)) {
            return;
        }
        m_suppressedIndent.reset();
        if (text.substr(0, 12) == "Suppressed: ") {
            m_suppressedIndent = indent;
        } else if (const std::optional<FrameText> frame = readJavaFrame(text)) {
            addFrame(m_current, *frame);
        } else if (const std::optional<std::size_t> omitted = readOmitted(text)) {
            if (!m_chain.empty()) {
                restoreOmitted(*omitted);
            }
        } else {
            readCaption(text);
        }
    }

    ParsedStack finish()
    {
        close();
        ParsedStack stack;
        stack.language = StackLanguage::Java;
        stack.uncaught = m_uncaught;
        if (m_rootFirst) {
            std::reverse(m_chain.begin(), m_chain.end());
        }
        stack.chain = std::move(m_chain);
        return stack;
    }

private:
    static bool isCause(std::string_view text)
    {
        return text.substr(0, 11) == "Caused by: " || text.substr(0, 12) == "Wrapped by: ";
    }

    bool endsSuppressed(std::string_view text, std::size_t indent) const
    {
        return isCause(text) && indent < std::max<std::size_t>(*m_suppressedIndent, 1);
    }

    /// The last frames of the enclosing exception are this one's, too. A text that repeats this
    /// without end gets no more than a budget of frames.
    void restoreOmitted(std::size_t count)
    {
        const std::vector<domain::StackFrame>& from = m_chain.back().frames;
        const std::size_t shared = std::min({count, from.size(), m_restorable});
        m_restorable -= shared;
        for (std::size_t i = from.size() - shared; i < from.size(); ++i) {
            if (m_current.frames.size() < kMaxStackFrames) {
                m_current.frames.push_back(from[i]);
            }
        }
    }

    void readCaption(std::string_view text)
    {
        if (skipPrefix(text, "Caused by: ")) {
            close();
        } else if (skipPrefix(text, "Wrapped by: ")) {
            close();
            m_rootFirst = true;
        } else if (!m_current.frames.empty()) {
            return; // locks and other remarks below a frame
        }
        if (skipPrefix(text, "Exception in thread \"")) {
            const std::size_t end = text.find("\" ");
            text.remove_prefix(end == std::string_view::npos ? 0 : end + 2);
            m_uncaught = true;
        }
        if (!trim(text).empty() && text.substr(0, 20) != "[CIRCULAR REFERENCE:") {
            m_header.push_back(text);
        }
    }

    void close()
    {
        if (m_header.empty() && m_current.frames.empty()) {
            return;
        }
        domain::ExceptionLink link = readHeaderLines(m_header);
        link.frames = std::move(m_current.frames);
        addLink(m_chain, std::move(link));
        m_header.clear();
        m_current = {};
    }

    domain::ExceptionChain m_chain;
    domain::ExceptionLink m_current;
    std::vector<std::string_view> m_header;
    std::optional<std::size_t> m_suppressedIndent;
    std::size_t m_restorable = kMaxStackFrames * kMaxChainLength;
    bool m_rootFirst = false;
    bool m_uncaught = false;
};

} // namespace

std::optional<FrameText> readJavaFrame(std::string_view line)
{
    line = trimLeft(line);
    if (!skipPrefix(line, "at ")) {
        return std::nullopt;
    }
    const std::size_t open = line.find('(');
    const std::size_t close = open == std::string_view::npos ? open : line.find(')', open);
    if (close == std::string_view::npos || open == 0 || line[open - 1] == ' ') {
        return std::nullopt;
    }
    const std::string_view source = line.substr(open + 1, close - open - 1);
    const std::string_view name = withoutModule(line.substr(0, open));
    const std::size_t dot = name.rfind('.');
    if (!isJavaSource(source) || dot == std::string_view::npos || dot == 0) {
        return std::nullopt;
    }
    FrameText frame = readLocation(source);
    if (source == "Native Method" || source.substr(0, 14) == "Unknown Source") {
        frame.file = {};
    }
    frame.module = name.substr(0, dot);
    frame.function = name.substr(dot + 1);
    return frame;
}

ParsedStack parseJavaStack(std::string_view text)
{
    JavaReader reader;
    LineReader lines(text);
    for (std::string_view line; lines.next(line);) {
        reader.read(line);
    }
    return reader.finish();
}

} // namespace throughline::analysis
