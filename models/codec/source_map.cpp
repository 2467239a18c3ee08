#include "models/codec/source_map.h"

#include "models/base/text.h"
#include "models/codec/json_record.h"
#include "models/codec/json_writer.h"

#include <algorithm>
#include <array>
#include <limits>
#include <tuple>

namespace throughline::codec {

namespace {

constexpr int kMostSectionLevels = 4;

constexpr auto kBase64 = [] {
    std::array<signed char, 256> values {};
    values.fill(-1);
    signed char value = 0;
    for (const char c :
         std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")) {
        values[static_cast<unsigned char>(c)] = value++;
    }
    return values;
}();

Error broken(const std::string& what)
{
    return badInputError("A source map is broken: " + what, "Build it again");
}

/// Reads one base-64 variable-length number; nullopt: none stands there, or it does not fit.
std::optional<std::int64_t> takeNumber(std::string_view& text)
{
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 35; shift += 5) {
        const int digit = text.empty() ? -1 : kBase64[static_cast<unsigned char>(text.front())];
        if (digit < 0) {
            return std::nullopt;
        }
        text.remove_prefix(1);
        value |= static_cast<std::uint64_t>(digit & 31) << shift;
        if ((digit & 32) == 0) {
            const auto magnitude = static_cast<std::int64_t>(value >> 1U);
            return (value & 1U) != 0 ? -magnitude : magnitude;
        }
    }
    return std::nullopt;
}

bool fits(std::int64_t number)
{
    return number >= 0 && number <= std::numeric_limits<std::int32_t>::max();
}

} // namespace

/// Reads a map and its sections into one.
class SourceMapReader
{
public:
    explicit SourceMapReader(const JsonRecordReader& json)
        : m_json(json)
    {
    }

    struct Place
    {
        std::int64_t line = 0;
        std::int64_t column = 0;
    };

    Result<void> read(std::uint32_t object, Place from, int level)
    {
        const auto nodes = m_json.nodes();
        if (nodes.empty() || nodes[object].kind != JsonKind::Object || level > kMostSectionLevels) {
            return broken("it is no object");
        }
        if (const std::uint32_t sections = m_json.child(object, "sections"); sections != 0) {
            return readSections(sections, from, level);
        }
        const std::uint32_t mappings = m_json.child(object, "mappings");
        if (mappings == 0 || nodes[mappings].kind != JsonKind::String) {
            return broken("it has no mappings");
        }
        const std::size_t firstSource = m_map.m_sources.size();
        const std::size_t firstName = m_map.m_names.size();
        readSources(object);
        const std::uint32_t names = m_json.child(object, "names");
        for (std::uint32_t i = names + 1; names != 0 && i < nodes[names].next; i = nodes[i].next) {
            m_map.m_names.emplace_back(nodes[i].text);
        }
        return readMappings(nodes[mappings].text, from, firstSource, firstName);
    }

    Result<SourceMap> finish()
    {
        if (const std::uint32_t file = m_json.child(0, "file"); file != 0) {
            m_map.m_file = m_json.nodes()[file].text;
        }
        for (const std::string_view name : {"debugId", "debug_id"}) { // the standard's name first
            if (const std::uint32_t id = m_json.child(0, name);
                id != 0 && m_map.m_debugId.empty()) {
                m_map.m_debugId = debugIdOf(m_json.nodes()[id].text);
            }
        }
        std::stable_sort(m_map.m_segments.begin(), m_map.m_segments.end(),
                         [](const auto& a, const auto& b) {
                             return std::tie(a.line, a.column) < std::tie(b.line, b.column);
                         });
        return std::move(m_map);
    }

private:
    Result<void> readSections(std::uint32_t sections, Place from, int level)
    {
        const auto nodes = m_json.nodes();
        for (std::uint32_t i = sections + 1; i < nodes[sections].next; i = nodes[i].next) {
            if (nodes[i].kind != JsonKind::Object) {
                return broken("a section is no object");
            }
            const std::uint32_t offset = m_json.child(i, "offset");
            const std::uint32_t map = m_json.child(i, "map");
            if (offset == 0 || map == 0) {
                return broken("a section lacks its offset or map");
            }
            const auto number = [&](std::string_view name) {
                const std::uint32_t node = m_json.child(offset, name);
                return node == 0 ? 0 : parseInteger(nodes[node].text).value_or(-1);
            };
            const Place place {from.line + number("line"),
                               number("column") + (number("line") == 0 ? from.column : 0)};
            if (!fits(place.line) || !fits(place.column)) {
                return broken("a section begins nowhere");
            }
            TL_TRY(read(map, place, level + 1));
        }
        return {};
    }

    void readSources(std::uint32_t object)
    {
        const auto nodes = m_json.nodes();
        const std::uint32_t root = m_json.child(object, "sourceRoot");
        std::string prefix = root == 0 ? std::string() : std::string(nodes[root].text);
        if (!prefix.empty() && prefix.back() != '/') {
            prefix += '/';
        }
        const std::uint32_t sources = m_json.child(object, "sources");
        for (std::uint32_t i = sources + 1; sources != 0 && i < nodes[sources].next;
             i = nodes[i].next) {
            m_map.m_sources.push_back(prefix + std::string(nodes[i].text));
        }
    }

    Result<void> readMappings(std::string_view text, Place from, std::size_t firstSource,
                              std::size_t firstName)
    {
        std::int64_t line = from.line;
        std::int64_t column = from.column;
        std::array<std::int64_t, 4> last {}; // source, its line, its column, name
        while (!text.empty()) {
            if (text.front() == ';' || text.front() == ',') {
                if (text.front() == ';') {
                    ++line;
                    column = 0;
                }
                text.remove_prefix(1);
                continue;
            }
            std::array<std::int64_t, 5> fields {};
            std::size_t count = 0;
            while (!text.empty() && text.front() != ',' && text.front() != ';') {
                const auto number = takeNumber(text);
                if (!number || count == fields.size()) {
                    return broken("its mappings cannot be read");
                }
                fields[count++] = *number;
            }
            if (count != 1 && count != 4 && count != 5) {
                return broken("a mapping has " + std::to_string(count) + " numbers");
            }
            column += fields[0];
            for (std::size_t i = 1; i < count; ++i) {
                last[i - 1] += fields[i];
            }
            TL_TRY(add(line, column, count, last, firstSource, firstName));
        }
        return {};
    }

    Result<void> add(std::int64_t line, std::int64_t column, std::size_t count,
                     const std::array<std::int64_t, 4>& last, std::size_t firstSource,
                     std::size_t firstName)
    {
        SourceMap::Segment segment;
        const bool placed = count > 1;
        if (!fits(line) || !fits(column)
            || (placed && (!fits(last[0]) || !fits(last[1]) || !fits(last[2])))) {
            return broken("a mapping leads nowhere");
        }
        segment.line = static_cast<std::uint32_t>(line);
        segment.column = static_cast<std::uint32_t>(column);
        if (placed) {
            const std::size_t source = firstSource + static_cast<std::size_t>(last[0]);
            if (source >= m_map.m_sources.size()) {
                return broken("a mapping names a source that is not listed");
            }
            segment.source = static_cast<std::int32_t>(source);
            segment.sourceLine = static_cast<std::uint32_t>(last[1]);
            segment.sourceColumn = static_cast<std::uint32_t>(last[2]);
        }
        if (count == 5) {
            if (!fits(last[3])
                || firstName + static_cast<std::size_t>(last[3]) >= m_map.m_names.size()) {
                return broken("a mapping has a name that is not listed");
            }
            segment.name = static_cast<std::int32_t>(firstName + static_cast<std::size_t>(last[3]));
        }
        m_map.m_segments.push_back(segment);
        return {};
    }

    const JsonRecordReader& m_json;
    SourceMap m_map;
};

namespace {

bool parseMap(JsonRecordReader& json, std::string_view text)
{
    // Some servers are told to guard the document against inclusion by this line.
    if (text.substr(0, 4) == ")]}'") {
        text.remove_prefix(std::min(text.size(), text.find('\n')));
    }
    return json.parseCopy(text);
}

/// Copies a value; of the whole document and of maps in sections, only what finding places needs.
void copyValue(JsonWriter& writer, const JsonRecordReader& json, std::uint32_t node)
{
    const auto nodes = json.nodes();
    switch (nodes[node].kind) {
    case JsonKind::Object:
        writer.beginObject();
        for (std::uint32_t i = node + 1; i < nodes[node].next; i = nodes[i].next) {
            if (nodes[i].key != "sourcesContent" && nodes[i].key.substr(0, 2) != "x_") {
                writer.key(nodes[i].key);
                copyValue(writer, json, i);
            }
        }
        writer.endObject();
        break;
    case JsonKind::Array:
        writer.beginArray();
        for (std::uint32_t i = node + 1; i < nodes[node].next; i = nodes[i].next) {
            copyValue(writer, json, i);
        }
        writer.endArray();
        break;
    case JsonKind::String:
        writer.value(nodes[node].text);
        break;
    case JsonKind::Null:
        writer.null();
        break;
    default:
        writer.raw(nodes[node].text);
        break;
    }
}

} // namespace

Result<SourceMap> SourceMap::parse(std::string_view json)
{
    JsonRecordReader reader;
    if (!parseMap(reader, json)) {
        return broken("it is no JSON");
    }
    SourceMapReader map(reader);
    TL_TRY(map.read(0, {}, 0));
    return map.finish();
}

std::optional<OriginalPlace> SourceMap::find(std::uint32_t line, std::uint32_t column) const
{
    if (line == 0 || column == 0) {
        return std::nullopt;
    }
    const auto place = std::make_tuple(line - 1, column - 1);
    const auto behind =
        std::upper_bound(m_segments.begin(), m_segments.end(), place,
                         [](const auto& wanted, const Segment& segment) {
                             return wanted < std::make_tuple(segment.line, segment.column);
                         });
    if (behind == m_segments.begin()) {
        return std::nullopt;
    }
    const Segment& segment = *std::prev(behind);
    if (segment.line != line - 1 || segment.source < 0) {
        return std::nullopt;
    }
    OriginalPlace original;
    original.source = m_sources[static_cast<std::size_t>(segment.source)];
    original.line = segment.sourceLine + 1;
    original.column = segment.sourceColumn + 1;
    if (segment.name >= 0) {
        original.name = m_names[static_cast<std::size_t>(segment.name)];
    }
    return original;
}

Result<std::string> withoutSourceText(std::string_view json)
{
    JsonRecordReader reader;
    if (!parseMap(reader, json) || reader.nodes()[0].kind != JsonKind::Object) {
        return broken("it is no JSON");
    }
    JsonWriter writer;
    copyValue(writer, reader, 0);
    return writer.text();
}

std::string debugIdOf(std::string_view text)
{
    constexpr std::size_t kDigits = 32;
    std::string digits;
    for (const char c : trim(text)) {
        if (c == '-') {
            continue;
        }
        if (hexDigitValue(c) < 0 || digits.size() == kDigits) {
            return {};
        }
        digits += c;
    }
    return digits.size() == kDigits ? toLowerAscii(digits) : std::string();
}

std::string debugIdOfScript(std::string_view script)
{
    constexpr std::string_view kComment = "//# debugId=";
    const std::size_t at = script.rfind(kComment);
    if (at == std::string_view::npos) {
        return {};
    }
    script.remove_prefix(at + kComment.size());
    return debugIdOf(script.substr(0, script.find_first_of("\r\n")));
}

} // namespace throughline::codec
