#include "models/ingest/formats/frame_members.h"

#include "models/base/text.h"

namespace throughline::ingest {

std::string_view FrameMembers::firstOf(std::uint32_t object,
                                       std::initializer_list<std::string_view> names) const
{
    for (const std::string_view name : names) {
        const std::string_view found = m_json.text(object, name);
        if (!found.empty()) {
            return found;
        }
    }
    return {};
}

std::vector<std::uint32_t> FrameMembers::framesOf(std::uint32_t exception) const
{
    std::uint32_t list = m_json.at(exception, {"stacktrace", "frames"});
    list = list == 0 ? m_json.child(exception, "frames") : list;
    std::vector<std::uint32_t> frames;
    m_json.each(list, [&](std::uint32_t i) {
        if (m_json.isObject(i)) {
            frames.push_back(i);
        }
    });
    return frames;
}

std::string FrameMembers::header(std::uint32_t exception) const
{
    const std::string_view type = firstOf(exception, {"type", "exc_type"});
    const std::string_view value = firstOf(exception, {"value", "exc_value"});
    std::string line(type.empty() ? std::string_view("Error") : type);
    return value.empty() ? line : line + ": " + std::string(value);
}

std::string_view FrameMembers::function(std::uint32_t frame) const
{
    return firstOf(frame, {"function", "resolved_name", "name", "mangled_name"});
}

std::string_view FrameMembers::module(std::uint32_t frame) const
{
    return m_json.text(frame, "module");
}

std::string_view FrameMembers::shortFile(std::uint32_t frame) const
{
    return firstOf(frame, {"filename", "source"});
}

std::string_view FrameMembers::file(std::uint32_t frame) const
{
    const std::string_view whole = firstOf(frame, {"abs_path", "absPath"});
    const std::string_view name = shortFile(frame);
    const bool library = firstOf(frame, {"in_app", "inApp"}) == "false";
    return (library || name.empty()) && !whole.empty() ? whole : name;
}

std::string FrameMembers::line(std::uint32_t frame, std::string_view otherwise) const
{
    // In some products `line` is the text of the line.
    const std::string_view number = firstOf(frame, {"lineno", "lineNo", "line"});
    return std::string(parseUnsigned(number) ? number : otherwise);
}

std::string FrameMembers::column(std::uint32_t frame) const
{
    const std::string_view number = firstOf(frame, {"colno", "colNo", "column"});
    return std::string(parseUnsigned(number) ? number : "1");
}

bool FrameMembers::native(std::uint32_t frame) const
{
    return m_json.text(frame, "native") == "true";
}

std::string_view FrameMembers::language(const std::vector<std::uint32_t>& exceptions) const
{
    for (const std::uint32_t exception : exceptions) {
        for (const std::uint32_t frame : framesOf(exception)) {
            const std::string_view word = firstOf(frame, {"lang", "platform"});
            if (!word.empty()) {
                return word.substr(word.find(':') + 1); // "web:javascript"; npos + 1 is 0
            }
        }
    }
    return {};
}

} // namespace throughline::ingest
