#include "models/ingest/formats/sentry_stack.h"

#include "models/base/text.h"

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

    /// The caller first, as Sentry keeps them.
    [[nodiscard]] Nodes framesOf(std::uint32_t exception) const
    {
        Nodes frames;
        m_json.each(m_json.at(exception, {"stacktrace", "frames"}), [&](std::uint32_t i) {
            if (m_json.isObject(i)) {
                frames.push_back(i);
            }
        });
        return frames;
    }

    [[nodiscard]] std::string header(std::uint32_t exception) const
    {
        const std::string_view type = text(exception, "type");
        const std::string_view value = text(exception, "value");
        std::string line(type.empty() ? std::string_view("Error") : type);
        return value.empty() ? line : line + ": " + std::string(value);
    }

    /// A member as programs send it, or as Sentry's interface spells it.
    [[nodiscard]] std::string_view either(std::uint32_t frame, std::string_view sent,
                                          std::string_view answered) const
    {
        const std::string_view found = text(frame, sent);
        return found.empty() ? text(frame, answered) : found;
    }

    [[nodiscard]] std::string lineOf(std::uint32_t frame, std::string_view otherwise) const
    {
        const std::string_view number = either(frame, "lineno", "lineNo");
        return std::string(parseUnsigned(number) ? number : otherwise);
    }

    [[nodiscard]] std::string columnOf(std::uint32_t frame) const
    {
        const std::string_view number = either(frame, "colno", "colNo");
        return std::string(parseUnsigned(number) ? number : "1");
    }

    [[nodiscard]] std::string_view fileOf(std::uint32_t frame) const
    {
        const std::string_view whole = either(frame, "abs_path", "absPath");
        const std::string_view name = text(frame, "filename");
        const bool library = either(frame, "in_app", "inApp") == "false";
        return (library || name.empty()) && !whole.empty() ? whole : name;
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
        const std::string_view file = fileOf(frame);
        const std::string_view function = text(frame, "function");
        return "  File \"" + std::string(file.empty() ? "<unknown>" : file) + "\", line "
            + lineOf(frame, "0") + ", in " + std::string(function.empty() ? "<module>" : function);
    }

    [[nodiscard]] std::string javaFrame(std::uint32_t frame) const
    {
        const std::string_view module = text(frame, "module");
        const std::string_view function = text(frame, "function");
        const std::string_view file = text(frame, "filename");
        const std::string line = lineOf(frame, "");
        std::string source(file.empty() ? std::string_view("Unknown Source") : file);
        source += line.empty() || file.empty() ? "" : ":" + line;
        return "\tat " + std::string(module.empty() ? "Unknown" : module) + "."
            + std::string(function.empty() ? "unknown" : function) + "("
            + (text(frame, "native") == "true" ? "Native Method" : source) + ")";
    }

    [[nodiscard]] std::string scriptFrame(std::uint32_t frame) const
    {
        const std::string_view file = fileOf(frame);
        const std::string_view function = text(frame, "function");
        std::string place = "<anonymous>";
        if (!file.empty()) {
            const bool plain = file.find_first_of("/\\.<:") == std::string_view::npos;
            place = (plain ? "./" : "") + std::string(file) + ":" + lineOf(frame, "0") + ":"
                + columnOf(frame);
        }
        const bool named = !function.empty() && function != "?";
        return named ? "    at " + std::string(function) + " (" + place + ")" : "    at " + place;
    }

    [[nodiscard]] std::string goFrame(std::uint32_t frame) const
    {
        const std::string_view module = text(frame, "module");
        const std::string_view function = text(frame, "function");
        const std::string_view file = fileOf(frame);
        return std::string(module) + (module.empty() ? "" : ".")
            + std::string(function.empty() ? "unknown" : function) + "(...)\n\t"
            + std::string(file.empty() ? "unknown.go" : file) + ":" + lineOf(frame, "1") + " +0x0";
    }

    [[nodiscard]] std::string dotNetFrame(std::uint32_t frame) const
    {
        const std::string_view module = text(frame, "module");
        std::string_view function = text(frame, "function");
        function = function.substr(0, function.find('('));
        function = function.substr(function.rfind(' ') + 1); // npos + 1 is 0: the whole
        const std::string_view file = fileOf(frame);
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
            members.clear();
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

std::string sentryStack(const JsonFields& json, const std::vector<std::uint32_t>& exceptions,
                        std::string_view platform)
{
    StackPrinter printer(json, formOf(platform));
    return exceptions.empty() ? printer.printFrames(0) : printer.print(exceptions);
}

} // namespace throughline::ingest
