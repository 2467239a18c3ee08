#include "models/ingest/formats/syslog.h"

#include "models/base/text.h"
#include "models/base/utf8.h"
#include "models/domain/field.h"
#include "models/ingest/formats/syslog_line.h"
#include "models/ingest/json_fields.h"

#include <algorithm>
#include <array>

namespace throughline::ingest {

namespace {

namespace key = domain::key;
using domain::Field;
using domain::IssueCode;
using domain::ValueKind;

constexpr std::array<std::string_view, 8> kSeverities {"emerg",   "alert",  "crit", "err",
                                                       "warning", "notice", "info", "debug"};

constexpr std::array<std::string_view, 24> kFacilities {
    "kern",   "user",   "mail",     "daemon", "auth",   "syslog",   "lpr",     "news",
    "uucp",   "cron",   "authpriv", "ftp",    "ntp",    "security", "console", "solaris-cron",
    "local0", "local1", "local2",   "local3", "local4", "local5",   "local6",  "local7"};

/// Parameters of structured data, and members of messages in JSON, that are known by their name
/// alone: ids that join.
constexpr std::array kIds {key::kTraceId, key::kSpanId,    key::kSessionId,
                           key::kUserId,  key::kAccountId, std::string_view("correlation.id")};

constexpr Duration kSlack = Duration::days(1); ///< of zones and of clocks
constexpr Duration kFarBack = Duration::days(31);
constexpr int kYearsBack = 8; ///< there is a 29th of February among them

std::string_view idNamed(std::string_view name)
{
    const std::string_view canonical = domain::canonicalName(name);
    const auto* found = std::ranges::find(kIds, canonical);
    return found == kIds.end() ? std::string_view() : *found;
}

bool existsIn(int year, const BsdTime& time)
{
    const CivilTime civil {year, time.month, time.day, 0, 0, 0, 0};
    return toCivil(fromCivil(civil)) == civil;
}

/// Characters that rsyslog writes as a number, such as #012 for a line end.
std::string withLineEnds(std::string_view message)
{
    return replaceAll(replaceAll(std::string(message), "#012", "\n"), "#011", "\t");
}

/// Where a stack begins in a message of several lines; npos: nowhere.
std::size_t stackStart(std::string_view message)
{
    const std::size_t traceback = message.find("Traceback (most recent call last):");
    if (traceback != std::string_view::npos) {
        return traceback;
    }
    std::size_t frame = message.find("\n\tat ");
    frame = frame == std::string_view::npos ? message.find("\n    at ") : frame;
    if (frame == std::string_view::npos || frame == 0) {
        return frame;
    }
    const std::size_t line = message.rfind('\n', frame - 1); // npos + 1 is 0: the first line
    return line + 1;
}

class SyslogImporter : public Importer
{
public:
    explicit SyslogImporter(Timestamp lastChange)
        : m_latest(lastChange + kSlack)
    {
    }

    Result<void> frame(std::string_view text, const domain::Provenance& place,
                       RawSink& sink) override
    {
        if (trim(text).empty()) {
            return {};
        }
        if (!isValidUtf8(text)) {
            return sink.reject(IssueCode::InvalidUtf8, "", place, text);
        }
        const auto line = readSyslogLine(text);
        if (!line) {
            return sink.reject(IssueCode::UnknownShape, "the line has no header of syslog", place,
                               text);
        }
        m_arena.reset();
        m_record.signal = domain::Signal::Log;
        m_record.time = {};
        m_record.fields.clear();
        addTime(*line, place.length > 0, sink);
        addHeader(*line);
        for (const SyslogParameter& parameter : readSyslogData(line->data)) {
            addParameter(parameter);
        }
        addMessage(line->message);
        return sink.raw(m_record, place);
    }

private:
    void add(std::string_view name, std::string_view value)
    {
        if (!value.empty()) {
            m_record.fields.push_back(textField(name, value));
        }
    }

    /// `counts`: the line is not shown for a look alone.
    void addTime(const SyslogLine& line, bool counts, RawSink& sink)
    {
        if (line.form != SyslogLine::Form::Bsd) {
            m_record.time = textField("timestamp", line.time);
            return;
        }
        std::string_view text = line.time;
        const auto time = takeBsdTime(text);
        if (!time) {
            return;
        }
        const auto year = time->year ? time->year : yearOf(*time);
        if (!year || !existsIn(*year, *time)) {
            m_record.time = textField("timestamp", line.time); // in no calendar
            return;
        }
        const Timestamp day = fromCivil({*year, time->month, time->day, 0, 0, 0, 0});
        const std::string date = formatRfc3339(day).substr(0, 11); // "2026-10-01T", without a zone
        m_record.time = textField("timestamp", m_arena.join(date, time->clock, ""));
        if (time->year) {
            return;
        }
        sink.note(IssueCode::TimeYearInferred);
        if (counts) {
            if (m_before && *m_before - day > kFarBack) {
                sink.note(IssueCode::TimeYearDoubtful);
            }
            m_before = day;
        }
    }

    [[nodiscard]] std::optional<int> yearOf(const BsdTime& time) const
    {
        const int latest = toCivil(m_latest).year;
        for (int year = latest; year > latest - kYearsBack; --year) {
            if (existsIn(year, time)
                && fromCivil({year, time.month, time.day, 0, 0, 0, 0}) <= m_latest) {
                return year;
            }
        }
        return std::nullopt;
    }

    void addHeader(const SyslogLine& line)
    {
        if (line.priority) {
            const std::uint32_t facility = *line.priority / kSeverities.size();
            add(key::kSeverity, kSeverities[*line.priority % kSeverities.size()]);
            m_record.fields.push_back({"syslog.facility.code",
                                       m_arena.keep(std::to_string(facility)), ValueKind::Number});
            add("syslog.facility.name", kFacilities[facility]);
        }
        add("host.name", line.host);
        add(key::kServiceName, line.app);
        if (codec::isJsonNumber(line.process)) {
            m_record.fields.push_back({"process.pid", line.process, ValueKind::Number});
        } else {
            add("process.pid", line.process);
        }
        add("syslog.msg.id", line.messageId);
    }

    void addParameter(const SyslogParameter& parameter)
    {
        const std::string_view id = idNamed(parameter.name);
        // "shop@32473": behind the name stands the number of who made it up.
        const std::string_view element = parameter.element.substr(0, parameter.element.find('@'));
        const std::string_view name = id.empty()
            ? m_arena.join(m_arena.join("syslog.", element, "."), parameter.name, "")
            : id;
        add(name, m_arena.keep(parameter.value));
    }

    void addMessage(std::string_view message)
    {
        std::string_view json = trim(message);
        json.remove_prefix(json.starts_with("@cee:") ? 5 : 0);
        if (trim(json).starts_with('{') && m_json.openValue(trim(json)) && m_json.isObject(0)) {
            addMembers(message);
            return;
        }
        const std::string whole = withLineEnds(message);
        const std::size_t stack =
            whole.find('\n') == std::string::npos ? std::string::npos : stackStart(whole);
        const std::string_view kept = m_arena.keep(whole);
        const std::string_view before = trim(kept.substr(0, stack));
        add(key::kBody, before.empty() ? kept.substr(0, kept.find('\n')) : before);
        if (stack != std::string::npos) {
            add(key::kExceptionStack, kept.substr(stack));
        }
    }

    /// A message that is itself JSON, as containers write it.
    void addMembers(std::string_view message)
    {
        const std::size_t first = m_record.fields.size();
        m_json.flatten(m_record.fields, "", 0);
        bool body = false;
        for (std::size_t i = first; i < m_record.fields.size(); ++i) {
            Field& field = m_record.fields[i];
            const std::string_view id = idNamed(field.key);
            if (field.key == "message" || field.key == "msg") {
                field.key = key::kBody;
                body = true;
            } else if (field.key == "level" || field.key == "severity" || field.key == "lvl") {
                dropPriority(first);
                field.key = key::kSeverity;
            } else {
                const bool known = !id.empty() || field.key.starts_with("exception.");
                field.key = !id.empty() ? id
                    : known             ? field.key
                                        : m_arena.join("syslog.", field.key, "");
            }
        }
        if (!body) {
            add(key::kBody, message);
        }
    }

    /// Of the fields before this one: the message knows its level better.
    void dropPriority(std::size_t before)
    {
        for (std::size_t i = 0; i < before; ++i) {
            Field& field = m_record.fields[i];
            field.kind = field.key == key::kSeverity ? ValueKind::Null : field.kind;
        }
    }

    Timestamp m_latest; ///< no line is from after
    std::optional<Timestamp> m_before; ///< the day of the line before
    JsonFields m_json;
    TextArena m_arena;
    RawRecord m_record;
};

constexpr std::size_t kLookLines = 50;

bool isLevelWord(std::string_view word)
{
    static constexpr std::array<std::string_view, 12> kLevels {
        "trace", "debug", "info",  "notice",   "warn", "warning",
        "error", "err",   "fatal", "critical", "crit", "severe"};
    return std::ranges::find(kLevels, std::string_view(toLowerAscii(word))) != kLevels.end();
}

/// Whether a line can hardly be anything else; a time of ISO 8601 alone says little.
bool isCertain(const SyslogLine& line)
{
    if (line.form != SyslogLine::Form::Iso || line.priority) {
        return true;
    }
    return !line.host.empty() && !isLevelWord(line.host) && !line.app.empty()
        && (!line.process.empty() || line.app == "kernel");
}

/// At least half of the lines must have the header of syslog, and a quarter of them no other.
Recognition recogniseSyslog(std::string_view head, bool whole)
{
    std::size_t lines = 0;
    std::size_t fitting = 0;
    std::size_t certain = 0;
    std::size_t plain = 0;
    while (!head.empty() && lines < kLookLines) {
        const std::size_t end = head.find('\n');
        if (end == std::string_view::npos && !whole && lines > 0) {
            break;
        }
        const std::string_view line = head.substr(0, end);
        head = end == std::string_view::npos ? std::string_view() : head.substr(end + 1);
        if (trim(line).empty() || line.front() == ' ' || line.front() == '\t') {
            continue;
        }
        ++lines;
        if (const auto read = readSyslogLine(line)) {
            ++fitting;
            certain += isCertain(*read) ? 1 : 0;
            plain += read->form == SyslogLine::Form::Iso ? 1 : 0;
        }
    }
    if (fitting == 0 || fitting * 2 < lines || certain * 4 < fitting) {
        return {};
    }
    Recognition found;
    // Where times are of ISO 8601, other formats of text may know the lines better.
    found.confidence = plain * 2 > fitting ? 0.5 : 0.85;
    found.framing = Framing::Groups;
    found.format = "syslog";
    found.reason = "the headers of its lines";
    found.beginsRecord = [](std::string_view line) {
        return !line.starts_with(' ') && !line.starts_with('\t');
    };
    return found;
}

std::unique_ptr<Importer> createSyslog(const Recognition& recognition)
{
    return std::make_unique<SyslogImporter>(recognition.lastChange);
}

} // namespace

Format syslogFormat()
{
    return {"syslog",
            {"log", "error"},
            "text lines of RFC 5424 or RFC 3164, with or without their priority",
            &recogniseSyslog,
            &createSyslog};
}

} // namespace throughline::ingest
