#include "models/ingest/formats/document_parts.h"

#include "models/ingest/redact/json_tape.h"

#include <array>
#include <memory>

namespace throughline::ingest {

namespace {

using codec::LinePart;
using codec::LineStretch;

constexpr std::size_t kNoGroup = 0; ///< the whole match, which has no name

/// Lines that a pattern takes apart.
class TextParts
{
public:
    explicit TextParts(const DocumentFormat& format)
        : m_pattern(*format.pattern)
        , m_goesOn(format.parts->goesOn)
        , m_adds(format.parts->adds)
        , m_text(groupOf(format, format.parts->text))
        , m_of(groupOf(format, format.parts->of))
        , m_mark(groupOf(format, format.parts->mark))
    {
    }

    std::optional<LinePart> operator()(std::string_view line)
    {
        if (m_text == kNoGroup || m_mark == kNoGroup || !m_pattern.matchBegin(line, m_groups)) {
            return std::nullopt;
        }
        const std::string_view text = m_groups[m_text];
        const std::string_view mark = m_groups[m_mark];
        if (text.data() == nullptr || mark.data() == nullptr) {
            return std::nullopt;
        }
        LinePart part;
        part.stream = m_of == kNoGroup ? std::string_view() : m_groups[m_of];
        part.text = placeOf(text, line);
        part.mark = m_mark == m_text ? LineStretch {} : placeOf(mark, line);
        part.goesOn = m_goesOn.found(mark);
        part.addable = m_adds.has_value();
        part.adds = m_adds && m_adds->found(text);
        part.separator = "\n";
        return part;
    }

private:
    static std::size_t groupOf(const DocumentFormat& format, std::string_view name)
    {
        for (std::size_t i = 1; i < format.groups.size() && !name.empty(); ++i) {
            if (foldName(format.groups[i]) == name) {
                return i;
            }
        }
        return kNoGroup;
    }

    static LineStretch placeOf(std::string_view part, std::string_view line)
    {
        const auto begin = static_cast<std::size_t>(part.data() - line.data());
        return {begin, begin + part.size()};
    }

    Pattern m_pattern;
    Pattern m_goesOn;
    std::optional<Pattern> m_adds;
    std::size_t m_text;
    std::size_t m_of;
    std::size_t m_mark;
    std::array<std::string_view, Pattern::kMostGroups> m_groups;
};

/// Lines that are JSON objects, by their members at the top.
class JsonParts
{
public:
    explicit JsonParts(const PartRule& rule)
        : m_rule(rule)
    {
    }

    std::optional<LinePart> operator()(std::string_view line) const
    {
        const std::vector<JsonPlace> places = jsonPlaces(line);
        if (places.empty() || places[0].type != JsonType::Object) {
            return std::nullopt;
        }
        LinePart part;
        const JsonPlace* mark = nullptr;
        bool text = false;
        for (std::size_t i = 1; i < places.size(); i = places[i].next) {
            const JsonPlace& place = places[i];
            const std::string name =
                foldName(line.substr(place.keyBegin + 1, place.keyEnd - place.keyBegin - 2));
            if (name == m_rule.text && place.type == JsonType::String) {
                part.text = {place.begin + 1, place.end - 1};
                text = true;
            }
            if (name == m_rule.of && !name.empty()) {
                part.stream = line.substr(place.begin, place.end - place.begin);
            }
            mark = name == m_rule.mark ? &place : mark;
        }
        if (!text || mark == nullptr) {
            return std::nullopt;
        }
        part.mark =
            m_rule.mark == m_rule.text ? LineStretch {} : LineStretch {mark->begin, mark->end};
        part.goesOn = m_rule.goesOn.found(valueOf(line, *mark));
        part.addable = m_rule.adds.has_value();
        part.adds = m_rule.adds
            && m_rule.adds->found(
                unescapeJson(line.substr(part.text.begin, part.text.end - part.text.begin)));
        // A text that tells itself whether it goes on has the line end in it.
        part.separator = m_rule.mark == m_rule.text ? "" : "\\n";
        return part;
    }

private:
    static std::string valueOf(std::string_view line, const JsonPlace& place)
    {
        const std::string_view value = line.substr(place.begin, place.end - place.begin);
        return place.type == JsonType::String ? unescapeJson(value.substr(1, value.size() - 2))
                                              : std::string(value);
    }

    PartRule m_rule;
};

} // namespace

Result<PartRule> readPartRule(const DocumentMembers& reader, const DocumentMember& parts)
{
    TL_TRY(reader.object(parts, {"text", "of", "mark", "goes_on", "adds"}));
    TL_ASSIGN(const std::string text, reader.text(reader.child(parts, "text")));
    TL_ASSIGN(const std::string of, reader.textOr(reader.child(parts, "of"), ""));
    TL_ASSIGN(const std::string mark, reader.textOr(reader.child(parts, "mark"), text));
    const DocumentMember goesOn = reader.child(parts, "goes_on");
    TL_ASSIGN(const std::string pattern, reader.text(goesOn));
    auto parsed = Pattern::parse(pattern);
    if (!parsed) {
        return reader.wrong(goesOn, "is wrong: " + parsed.error().message);
    }
    PartRule rule {foldName(text), foldName(of), foldName(mark), *std::move(parsed), {}};
    const DocumentMember adds = reader.child(parts, "adds");
    if (adds.node != 0) {
        TL_ASSIGN(const std::string written, reader.text(adds));
        auto adding = Pattern::parse(written);
        if (!adding) {
            return reader.wrong(adds, "is wrong: " + adding.error().message);
        }
        rule.adds = *std::move(adding);
    }
    return rule;
}

codec::LinePartReader::PartOf partsOf(const DocumentFormat& format)
{
    if (format.pattern) {
        return TextParts(format);
    }
    return JsonParts(*format.parts);
}

} // namespace throughline::ingest
