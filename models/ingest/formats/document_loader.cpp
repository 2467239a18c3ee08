#include "models/ingest/formats/document_loader.h"

#include "models/base/text.h"
#include "models/codec/byte_source.h"
#include "models/codec/json_record.h"
#include "models/ingest/formats/document_members.h"
#include "models/ingest/formats/document_parts.h"
#include "models/ingest/formats/document_rules.h"

#include <algorithm>
#include <array>

namespace throughline::ingest {

namespace {

using codec::JsonKind;
using domain::Signal;
using Member = DocumentMember;

constexpr std::int64_t kLanguage = 1;
constexpr std::size_t kMostBytes = 1 << 20;

std::optional<Writing> writingOf(std::string_view word)
{
    struct Pair
    {
        std::string_view word;
        Writing writing;
    };

    static constexpr std::array kPairs {
        Pair {"csv", Writing::Table}, Pair {"tsv", Writing::TabTable}, Pair {"json", Writing::Json},
        Pair {"logfmt", Writing::Pairs}, Pair {"text", Writing::Text}};
    const auto* found = std::ranges::find(kPairs, word, &Pair::word);
    return found == kPairs.end() ? std::nullopt : std::optional(found->writing);
}

std::optional<Duration> unitOf(std::string_view word)
{
    return word == "s" ? std::optional(Duration::seconds(1))
        : word == "ms" ? std::optional(Duration::milliseconds(1))
        : word == "us" ? std::optional(Duration::microseconds(1))
        : word == "ns" ? std::optional(Duration::nanoseconds(1))
                       : std::nullopt;
}

/// Builds a format out of its document, member by member.
class Builder
{
public:
    explicit Builder(const DocumentMembers& reader)
        : m_reader(reader)
        , m_rules(reader)
    {
    }

    Result<DocumentFormat> build()
    {
        TL_TRY(m_reader.object(m_root, {"language", "name",      "about",   "signal",    "framing",
                                        "paths",    "beside",    "pattern", "multiline", "columns",
                                        "parts",    "recognise", "missing", "time",      "end",
                                        "pairs",    "flatten",   "strip",   "fields",    "drop",
                                        "others",   "prefix"}));
        const Member language = member("language");
        if (language.node == 0 || m_reader.node(language).text != std::to_string(kLanguage)) {
            return m_reader.wrong(language, "must be " + std::to_string(kLanguage));
        }
        TL_ASSIGN(m_format.name, m_reader.text(member("name")));
        if (m_format.name.empty()) {
            return m_reader.wrong(member("name"), "must not be empty");
        }
        TL_ASSIGN(m_format.about, m_reader.text(member("about")));
        TL_TRY(readWriting());
        TL_TRY(readRecognition());
        TL_TRY(readSignals());
        TL_ASSIGN(m_format.missing, m_reader.texts(member("missing")));
        TL_TRY(readTime(member("time"), m_format.time));
        TL_TRY(readTime(member("end"), m_format.end));
        if (!m_format.time.place) {
            return m_reader.wrong(member("time"), "is missing");
        }
        TL_TRY(readFields());
        TL_TRY(readOthers());
        m_format.places = m_rules.takePlaces();
        return std::move(m_format);
    }

private:
    [[nodiscard]] Member member(std::string_view key) const { return m_reader.child(m_root, key); }

    Result<void> readWriting()
    {
        TL_ASSIGN(const std::vector<std::string> words, m_reader.texts(member("framing")));
        for (const std::string& word : words) {
            const auto writing = writingOf(word);
            if (!writing) {
                return m_reader.wrong(member("framing"),
                                      "has '" + word + "'; known are csv, tsv, json, logfmt, text");
            }
            m_format.writings.push_back(*writing);
        }
        const bool lines = m_format.reads(Writing::Pairs) || m_format.reads(Writing::Text);
        if (words.empty() || (lines && words.size() > 1)) {
            return m_reader.wrong(member("framing"),
                                  "must name csv, tsv, json, or one of logfmt and text alone");
        }
        TL_ASSIGN(m_format.paths, m_reader.texts(member("paths")));
        if (m_format.paths.empty()) {
            m_format.paths = {"$"};
        }
        TL_ASSIGN(m_format.beside, m_reader.texts(member("beside")));
        if (!m_format.beside.empty() && !m_format.reads(Writing::Json)) {
            return m_reader.wrong(member("beside"), "belongs to the framing json");
        }
        TL_TRY(readColumns());
        TL_TRY(readPattern());
        return readParts();
    }

    Result<void> readParts()
    {
        const Member parts = member("parts");
        if (parts.node == 0) {
            return {};
        }
        const bool lines =
            m_format.reads(Writing::Json) || (m_format.reads(Writing::Text) && !m_format.multiline);
        if (!lines) {
            return m_reader.wrong(parts, "belongs to the framings json and text, of single lines");
        }
        TL_ASSIGN(m_format.parts, readPartRule(m_reader, parts));
        return {};
    }

    Result<void> readColumns()
    {
        const Member columns = member("columns");
        TL_ASSIGN(m_format.columns, m_reader.texts(columns));
        const bool tabs = m_format.reads(Writing::TabTable) && m_format.writings.size() == 1;
        if (columns.node != 0 && (!tabs || m_format.columns.size() < 2)) {
            return m_reader.wrong(columns,
                                  "must be at least two names, with the framing tsv alone");
        }
        return {};
    }

    Result<void> readPattern()
    {
        const Member pattern = member("pattern");
        TL_ASSIGN(m_format.multiline, m_reader.flag(member("multiline")));
        if ((pattern.node != 0) != m_format.reads(Writing::Text)) {
            return m_reader.wrong(pattern, "belongs to the framing text and to no other");
        }
        if (pattern.node == 0) {
            return {};
        }
        // Long patterns are lists of pieces.
        TL_ASSIGN(const std::vector<std::string> pieces, m_reader.texts(pattern));
        auto parsed = Pattern::parse(join(pieces, ""));
        if (!parsed) {
            return m_reader.wrong(pattern, "is wrong: " + parsed.error().message);
        }
        m_format.groups = parsed->groupNames();
        if (m_format.groups.size() > Pattern::kMostGroups) {
            return m_reader.wrong(pattern, "has more than 31 groups");
        }
        m_format.pattern = *std::move(parsed);
        return {};
    }

    Result<void> readRecognition()
    {
        const Member rule = member("recognise");
        if (rule.node == 0) {
            if (m_format.reads(Writing::Text)) {
                return {}; // the pattern is the rule
            }
            return m_reader.wrong(rule, "is missing");
        }
        TL_TRY(m_reader.object(rule, {"all", "any", "none", "values", "confidence"}));
        RecognitionRule& recognise = m_format.recognise;
        TL_ASSIGN(recognise.all, m_reader.names(m_reader.child(rule, "all")));
        TL_ASSIGN(recognise.none, m_reader.names(m_reader.child(rule, "none")));
        if (const Member any = m_reader.child(rule, "any"); any.node != 0) {
            if (m_reader.node(any).kind != JsonKind::Array) {
                return m_reader.wrong(any, "must be a list of lists");
            }
            for (const Member& list : m_reader.children(any)) {
                TL_ASSIGN(std::vector<std::string> names, m_reader.names(list));
                recognise.any.push_back(std::move(names));
            }
        }
        TL_TRY(readValuePatterns(m_reader.child(rule, "values")));
        if (recognise.all.size() + recognise.any.size() + recognise.values.size() < 2
            && !m_format.reads(Writing::Text)) {
            return m_reader.wrong(rule, "must ask for at least two names");
        }
        return readConfidence(m_reader.child(rule, "confidence"));
    }

    Result<void> readValuePatterns(const Member& values)
    {
        if ((values.node != 0) != !m_format.columns.empty()) {
            return m_reader.wrong(values, "belongs to 'columns', and to nothing else");
        }
        if (values.node == 0) {
            return {};
        }
        for (const Member& each : m_reader.children(values)) {
            TL_ASSIGN(const std::string text, m_reader.text(each));
            auto pattern = Pattern::parse(text);
            if (!pattern) {
                return m_reader.wrong(each, "is wrong: " + pattern.error().message);
            }
            std::string name(m_reader.node(each).key);
            if (std::ranges::find(m_format.columns, name) == m_format.columns.end()) {
                return m_reader.wrong(each, "is none of the columns");
            }
            m_format.recognise.values.emplace_back(std::move(name), *std::move(pattern));
        }
        return {};
    }

    Result<void> readConfidence(const Member& confidence)
    {
        if (confidence.node == 0) {
            return {};
        }
        const auto value = parseDouble(m_reader.node(confidence).text);
        if (!value || *value <= 0 || *value > 1) {
            return m_reader.wrong(confidence, "must be a number above 0 and up to 1");
        }
        m_format.recognise.confidence = *value;
        return {};
    }

    Result<Signal> readSignal(const Member& member) const
    {
        TL_ASSIGN(const std::string word, m_reader.text(member));
        const auto signal = domain::signalFromText(word);
        if (!signal) {
            return m_reader.wrong(member, "must be event, log, span, metric or ticket");
        }
        return *signal;
    }

    Result<void> readSignals()
    {
        const Member rules = member("signal");
        if (rules.node == 0 || m_reader.node(rules).kind != JsonKind::Array) {
            TL_ASSIGN(const Signal signal, readSignal(rules));
            m_format.signalRules.push_back({signal, {}});
            return {};
        }
        for (const Member& rule : m_reader.children(rules)) {
            TL_TRY(m_reader.object(rule, {"signal", "when"}));
            TL_ASSIGN(const Signal signal, readSignal(m_reader.child(rule, "signal")));
            TL_ASSIGN(std::vector<Condition> when, m_rules.when(m_reader.child(rule, "when")));
            m_format.signalRules.push_back({signal, std::move(when)});
        }
        if (m_format.signalRules.empty() || !m_format.signalRules.back().when.empty()) {
            return m_reader.wrong(rules, "must end with a rule without 'when'");
        }
        return {};
    }

    Result<void> readTime(const Member& time, TimeRule& rule)
    {
        if (time.node == 0) {
            return {};
        }
        TL_TRY(m_reader.object(time, {"from", "forms", "unit", "zone"}));
        TL_ASSIGN(std::vector<std::string> names, m_reader.names(m_reader.child(time, "from")));
        if (names.empty()) {
            return m_reader.wrong(m_reader.child(time, "from"), "is missing");
        }
        rule.place = m_rules.placeOf(std::move(names));
        const Member forms = m_reader.child(time, "forms");
        TL_ASSIGN(const std::vector<std::string> written, m_reader.texts(forms));
        for (const std::string& form : written) {
            auto parsed = TimeFormat::parse(form);
            if (!parsed) {
                return m_reader.wrong(forms, parsed.error().message);
            }
            rule.forms.push_back(*std::move(parsed));
        }
        const Member unit = m_reader.child(time, "unit");
        TL_ASSIGN(const std::string unitWord, m_reader.textOr(unit, ""));
        rule.unit = unitOf(unitWord);
        if (unit.node != 0 && !rule.unit) {
            return m_reader.wrong(unit, "must be s, ms, us or ns");
        }
        const Member zone = m_reader.child(time, "zone");
        TL_ASSIGN(const std::string zoneName, m_reader.textOr(zone, ""));
        if (zone.node != 0) {
            auto named = TimeZone::named(zoneName);
            if (!named) {
                return m_reader.wrong(zone, "is no zone: " + describe(named.error()));
            }
            rule.zone = *std::move(named);
        }
        return {};
    }

    Result<void> readFields()
    {
        const Member fields = member("fields");
        if (fields.node == 0 || m_reader.node(fields).kind != JsonKind::Array) {
            return m_reader.wrong(fields, "must be a list");
        }
        for (const Member& field : m_reader.children(fields)) {
            TL_ASSIGN(FieldRule rule, m_rules.field(field));
            m_format.fields.push_back(std::move(rule));
        }
        return {};
    }

    Result<void> readOthers()
    {
        TL_ASSIGN(m_format.pairs, m_reader.names(member("pairs")));
        TL_ASSIGN(m_format.flatten, m_reader.names(member("flatten")));
        TL_ASSIGN(m_format.strip, m_reader.texts(member("strip")));
        TL_ASSIGN(m_format.drop, m_reader.names(member("drop")));
        TL_ASSIGN(m_format.prefix, m_reader.textOr(member("prefix"), m_format.name + '.'));
        TL_ASSIGN(const std::string others, m_reader.textOr(member("others"), "keep"));
        if (others != "keep" && others != "prefix" && others != "drop") {
            return m_reader.wrong(member("others"), "must be keep, prefix or drop");
        }
        m_format.others = others == "keep" ? Others::Keep
            : others == "prefix"           ? Others::Prefix
                                           : Others::Drop;
        return {};
    }

    const DocumentMembers& m_reader;
    DocumentRules m_rules;
    Member m_root;
    DocumentFormat m_format;
};

} // namespace

bool DocumentFormat::reads(Writing writing) const
{
    return std::ranges::find(writings, writing) != writings.end();
}

std::string foldName(std::string_view name)
{
    std::string folded;
    for (const char c : trim(name)) {
        if (c != ' ' && c != '.' && c != '-' && c != '_') {
            folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return folded;
}

Result<DocumentFormat> readDocumentFormat(std::string_view json, const std::string& origin)
{
    codec::JsonRecordReader parsed;
    if (!parsed.parseCopy(json) || parsed.nodes()[0].kind != JsonKind::Object) {
        return usageError("Format document " + origin + " is not a JSON object",
                          "Correct the document or take it out of the folder");
    }
    const DocumentMembers reader(parsed, origin);
    if (parsed.repeatsKey()) {
        return reader.wrong({}, "has a member twice");
    }
    TL_ASSIGN(DocumentFormat format, Builder(reader).build());
    format.origin = origin;
    return format;
}

Result<DocumentFormat> loadDocumentFormat(const std::filesystem::path& path)
{
    TL_ASSIGN(const std::unique_ptr<codec::ByteSource> source, codec::openFile(path));
    std::string text;
    std::vector<char> buffer(codec::kReadChunkBytes);
    while (true) {
        TL_ASSIGN(const std::size_t got, source->read(buffer));
        if (got == 0) {
            return readDocumentFormat(text, path.string());
        }
        text.append(buffer.data(), got);
        if (text.size() > kMostBytes) {
            return usageError("Format document " + path.string() + " is larger than 1 MiB");
        }
    }
}

Result<std::vector<DocumentFormat>> loadDocumentFolder(const std::filesystem::path& folder)
{
    std::vector<std::filesystem::path> files;
    std::error_code none;
    for (auto entry = std::filesystem::directory_iterator(folder, none);
         !none && entry != std::filesystem::directory_iterator(); entry.increment(none)) {
        if (entry->path().extension() == ".json") {
            files.push_back(entry->path());
        }
    }
    std::ranges::sort(files);
    std::vector<DocumentFormat> formats;
    for (const std::filesystem::path& file : files) {
        TL_ASSIGN(DocumentFormat format, loadDocumentFormat(file));
        formats.push_back(std::move(format));
    }
    return formats;
}

} // namespace throughline::ingest
