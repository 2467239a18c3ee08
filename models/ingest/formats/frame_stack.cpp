#include "models/ingest/formats/frame_stack.h"

#include "models/base/text.h"
#include "models/ingest/formats/frame_members.h"

#include <algorithm>
#include <array>

namespace throughline::ingest {

namespace {

using Nodes = std::vector<std::uint32_t>;

enum class Form : std::uint8_t
{
    JavaScript,
    Java,
    Python,
    Go,
    DotNet
};

struct PlatformForm
{
    std::string_view platform;
    Form form;
};

constexpr std::array kForms {
    PlatformForm {"android", Form::Java},  PlatformForm {"csharp", Form::DotNet},
    PlatformForm {"dotnet", Form::DotNet}, PlatformForm {"go", Form::Go},
    PlatformForm {"groovy", Form::Java},   PlatformForm {"java", Form::Java},
    PlatformForm {"kotlin", Form::Java},   PlatformForm {"python", Form::Python},
    PlatformForm {"scala", Form::Java}};

Form formOf(std::string_view platform)
{
    const auto* found = std::find_if(kForms.begin(), kForms.end(), [platform](const auto& entry) {
        return entry.platform == platform;
    });
    return found == kForms.end() ? Form::JavaScript : found->form;
}

class StackPrinter
{
public:
    StackPrinter(const JsonFields& json, Form form)
        : m_json(json)
        , m_members(json)
        , m_form(form)
    {
    }

    std::string print(const Nodes& exceptions)
    {
        const bool frames = std::any_of(exceptions.begin(), exceptions.end(),
                                        [this](auto i) { return !framesOf(i).empty(); });
        if (exceptions.empty() || (exceptions.size() == 1 && !frames)) {
            return {};
        }
        switch (m_form) {
        case Form::Python:
            python(exceptions);
            break;
        case Form::Go:
            go(exceptions);
            break;
        case Form::DotNet:
            dotNet(exceptions);
            break;
        case Form::Java:
        case Form::JavaScript:
            causedBy(exceptions);
            break;
        }
        return std::move(m_text);
    }

    std::string printFrames(std::uint32_t object)
    {
        const Nodes frames = framesOf(object);
        if (frames.empty()) {
            return {};
        }
        m_text += m_form == Form::Python ? "Traceback (most recent call last):\n" : "";
        m_text += m_form == Form::Go ? "goroutine 1 [running]:\n" : "";
        addFrames(frames, "");
        return std::move(m_text);
    }

private:
    [[nodiscard]] std::string_view text(std::uint32_t object, std::string_view key) const
    {
        return m_json.text(object, key);
    }

    [[nodiscard]] Nodes framesOf(std::uint32_t exception) const
    {
        return m_members.framesOf(exception);
    }

    [[nodiscard]] std::string header(std::uint32_t exception) const
    {
        return m_members.header(exception);
    }

    [[nodiscard]] std::string lineOf(std::uint32_t frame, std::string_view otherwise) const
    {
        return m_members.line(frame, otherwise);
    }

    void addFrames(const Nodes& frames, std::string_view prefix)
    {
        if (m_form == Form::Python) {
            for (const std::uint32_t frame : frames) {
                m_text.append(prefix).append(pythonFrame(frame)) += '\n';
            }
            return;
        }
        for (auto frame = frames.rbegin(); frame != frames.rend(); ++frame) {
            m_text += m_form == Form::Java ? javaFrame(*frame)
                : m_form == Form::Go       ? goFrame(*frame)
                : m_form == Form::DotNet   ? dotNetFrame(*frame)
                                           : scriptFrame(*frame);
            m_text += '\n';
        }
    }

    [[nodiscard]] std::string pythonFrame(std::uint32_t frame) const
    {
        const std::string_view file = m_members.file(frame);
        const std::string_view function = m_members.function(frame);
        return "  File \"" + std::string(file.empty() ? "<unknown>" : file) + "\", line "
            + lineOf(frame, "0") + ", in " + std::string(function.empty() ? "<module>" : function);
    }

    [[nodiscard]] std::string javaFrame(std::uint32_t frame) const
    {
        const std::string_view module = m_members.module(frame);
        const std::string_view function = m_members.function(frame);
        const std::string_view file = m_members.shortFile(frame);
        const std::string line = lineOf(frame, "");
        std::string source(file.empty() ? std::string_view("Unknown Source") : file);
        source += line.empty() || file.empty() ? "" : ":" + line;
        return "\tat " + std::string(module.empty() ? "Unknown" : module) + "."
            + std::string(function.empty() ? "unknown" : function) + "("
            + (m_members.native(frame) ? "Native Method" : source) + ")";
    }

    [[nodiscard]] std::string scriptFrame(std::uint32_t frame) const
    {
        const std::string_view file = m_members.file(frame);
        const std::string_view function = m_members.function(frame);
        std::string place = "<anonymous>";
        if (!file.empty()) {
            const bool plain = file.find_first_of("/\\.<:") == std::string_view::npos;
            place = (plain ? "./" : "") + std::string(file) + ":" + lineOf(frame, "0") + ":"
                + m_members.column(frame);
        }
        const bool named = !function.empty() && function != "?";
        return named ? "    at " + std::string(function) + " (" + place + ")" : "    at " + place;
    }

    [[nodiscard]] std::string goFrame(std::uint32_t frame) const
    {
        const std::string_view module = m_members.module(frame);
        const std::string_view function = m_members.function(frame);
        const std::string_view file = m_members.file(frame);
        return std::string(module) + (module.empty() ? "" : ".")
            + std::string(function.empty() ? "unknown" : function) + "(...)\n\t"
            + std::string(file.empty() ? "unknown.go" : file) + ":" + lineOf(frame, "1") + " +0x0";
    }

    [[nodiscard]] std::string dotNetFrame(std::uint32_t frame) const
    {
        const std::string_view module = m_members.module(frame);
        std::string_view function = m_members.function(frame);
        function = function.substr(0, function.find('('));
        function = function.substr(function.rfind(' ') + 1); // npos + 1 is 0: the whole
        const std::string_view file = m_members.file(frame);
        return "   at " + std::string(module) + (module.empty() ? "" : ".")
            + std::string(function.empty() ? "Unknown" : function) + "()"
            + (file.empty() ? std::string()
                            : " in " + std::string(file) + ":line " + lineOf(frame, "0"));
    }

    void causedBy(const Nodes& exceptions)
    {
        for (auto link = exceptions.rbegin(); link != exceptions.rend(); ++link) {
            m_text += link == exceptions.rbegin() ? "" : "Caused by: ";
            m_text += header(*link) + '\n';
            addFrames(framesOf(*link), "");
        }
    }

    /// One goroutine has one stack: the outermost there is.
    void go(const Nodes& exceptions)
    {
        m_text = header(exceptions.back()) + "\n\ngoroutine 1 [running]:\n";
        for (auto link = exceptions.rbegin(); link != exceptions.rend(); ++link) {
            const Nodes frames = framesOf(*link);
            if (!frames.empty()) {
                addFrames(frames, "");
                return;
            }
        }
    }

    void dotNet(const Nodes& exceptions)
    {
        for (auto link = exceptions.rbegin(); link != exceptions.rend(); ++link) {
            m_text += link == exceptions.rbegin() ? "" : " ---> ";
            m_text += header(*link) + '\n';
        }
        for (auto link = exceptions.begin(); link != exceptions.end(); ++link) {
            addFrames(framesOf(*link), "");
            m_text += link + 1 == exceptions.end()
                ? ""
                : "   --- End of inner exception stack trace ---\n";
        }
    }

    void python(const Nodes& exceptions)
    {
        const std::uint32_t outermost = exceptions.back();
        Nodes members;
        Nodes chain;
        for (const std::uint32_t i : exceptions) {
            (isMember(i) ? members : chain).push_back(i);
        }
        std::reverse(members.begin(), members.end());
        std::erase_if(members, [&](std::uint32_t i) { return hasMembers(exceptions, i); });
        if (members.empty() || isMember(outermost)) {
            chain = exceptions;
            members = nestedIn(outermost);
        }
        for (const std::uint32_t link : chain) {
            const bool last = link == chain.back();
            pythonException(link, last && !members.empty() ? "  | " : "", last && !members.empty());
            m_text += last ? ""
                           : "\nThe above exception was the direct cause of the following "
                             "exception:\n\n";
        }
        pythonMembers(members);
    }

    void pythonException(std::uint32_t link, const std::string& bar, bool group)
    {
        m_text += group ? "  + Exception Group Traceback (most recent call last):\n"
                        : bar + "Traceback (most recent call last):\n";
        addFrames(framesOf(link), bar);
        addLines(header(link), bar);
    }

    void pythonMembers(const Nodes& members)
    {
        for (std::size_t i = 0; i < members.size(); ++i) {
            m_text += i == 0 ? "  +-+" : "    +";
            m_text += "---------------- " + std::to_string(i + 1) + " ----------------\n";
            if (framesOf(members[i]).empty()) {
                addLines(header(members[i]), "    | ");
            } else {
                pythonException(members[i], "    | ", false);
            }
        }
        m_text += members.empty() ? "" : "    +------------------------------------\n";
    }

    void addLines(std::string_view lines, std::string_view prefix)
    {
        for (const std::string_view line : split(lines, '\n')) {
            m_text.append(prefix).append(line) += '\n';
        }
    }

    /// The exceptions that stand inside the group itself, each the first of its own list.
    [[nodiscard]] Nodes nestedIn(std::uint32_t group) const
    {
        Nodes members;
        m_json.each(m_json.child(group, "exceptions"), [&](std::uint32_t i) {
            const std::uint32_t first = m_json.isObject(i) ? i : i + 1;
            if (first < m_json.node(i).next && m_json.isObject(first)) {
                members.push_back(first);
            }
        });
        return members;
    }

    /// One of those that a group gathered; a cause or context is none.
    [[nodiscard]] bool isMember(std::uint32_t exception) const
    {
        const std::uint32_t mechanism = m_json.child(exception, "mechanism");
        return mechanism != 0 && text(mechanism, "source").starts_with("exceptions[");
    }

    [[nodiscard]] bool hasMembers(const Nodes& exceptions, std::uint32_t group) const
    {
        const std::uint32_t own = m_json.child(group, "mechanism");
        const std::string_view id = own == 0 ? std::string_view() : text(own, "exception_id");
        return !id.empty() && std::any_of(exceptions.begin(), exceptions.end(), [&](auto i) {
            return isMember(i) && text(m_json.child(i, "mechanism"), "parent_id") == id;
        });
    }

    const JsonFields& m_json;
    FrameMembers m_members;
    Form m_form;
    std::string m_text;
};

} // namespace

std::vector<std::uint32_t> sentryExceptions(const JsonFields& json, std::uint32_t list)
{
    if (list != 0 && json.isObject(list)) {
        const std::uint32_t values = json.child(list, "values");
        if (values == 0 && json.child(list, "type") != 0) {
            return {list}; // one exception without a list around it
        }
        list = values;
    }
    Nodes exceptions;
    json.each(list, [&](std::uint32_t i) {
        if (json.isObject(i)) {
            exceptions.push_back(i);
        }
    });
    return exceptions;
}

std::string frameStack(const JsonFields& json, const std::vector<std::uint32_t>& exceptions,
                       std::string_view platform)
{
    StackPrinter printer(json, formOf(platform));
    return exceptions.empty() ? printer.printFrames(0) : printer.print(exceptions);
}

bool isStackLanguage(std::string_view platform)
{
    return platform == "javascript"
        || std::ranges::find(kForms, platform, &PlatformForm::platform) != kForms.end();
}

std::string listedStack(const JsonFields& json, std::string_view platform)
{
    Nodes exceptions;
    json.eachOf(0, [&](std::uint32_t i) {
        if (json.isObject(i)) {
            exceptions.insert(exceptions.begin(), i);
        }
    });
    if (exceptions.empty()) {
        return {};
    }
    const std::string_view told = FrameMembers(json).language(exceptions);
    return frameStack(json, exceptions, platform.empty() ? told : platform);
}

} // namespace throughline::ingest
