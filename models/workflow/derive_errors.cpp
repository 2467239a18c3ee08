#include "models/analysis/error/error_dedup.h"
#include "models/codec/json_record.h"
#include "models/domain/record.h"
#include "models/store/record_json.h"
#include "models/workflow/derived_data.h"
#include "models/workflow/told_error.h"

#include <algorithm>

namespace throughline::workflow {

namespace {

namespace key = domain::key;
using index::kNone;

/// By which way an error was reported; see analysis::ReportedError.
enum class Carrier : std::uint32_t
{
    Log = 1,
    SpanEvent = 2,
    ClientEvent = 3
};

std::string_view firstOf(const domain::Record& record,
                         std::initializer_list<std::string_view> names)
{
    for (const std::string_view name : names) {
        if (const std::string_view value = record.text(name); !value.empty()) {
            return value;
        }
    }
    return {};
}

class Finder
{
public:
    Finder(const SessionTable& sessions, const TraceJoin& traces)
        : m_sessions(sessions)
        , m_traces(traces)
    {
    }

    Result<void> block(store::BlockReader& reader, const store::BlockInfo& info)
    {
        TL_TRY(reader.index(info.id, m_columns));
        const bool any = std::any_of(m_columns.flags.begin(), m_columns.flags.end(),
                                     [](std::uint8_t f) { return (f & store::flag::kError) != 0; });
        if (!any) {
            return {};
        }
        TL_ASSIGN(const auto* lines, reader.lines(info.id));
        for (std::uint32_t row = 0; row < m_columns.flags.size(); ++row) {
            if ((m_columns.flags[row] & store::flag::kError) == 0) {
                continue;
            }
            TL_ASSIGN(const domain::Record* record, m_json.read((*lines)[row], info.signal));
            add(*record, {info.id, row}, m_columns.session[row]);
        }
        return {};
    }

    DerivedErrors finish()
    {
        DerivedErrors errors;
        errors.keys = m_grouper.groups();
        const std::vector<std::size_t> standsFor = analysis::duplicateOf(m_reported);
        for (std::size_t i = 0; i < m_occurrences.size(); ++i) {
            if (standsFor[i] == i) {
                errors.occurrences.push_back(std::move(m_occurrences[i]));
            }
        }
        std::sort(errors.occurrences.begin(), errors.occurrences.end(),
                  [](const DerivedOccurrence& a, const DerivedOccurrence& b) {
                      return std::tie(a.time, a.record) < std::tie(b.time, b.record);
                  });
        return errors;
    }

private:
    void add(const domain::Record& record, domain::RecordRef ref, std::uint32_t ordinal)
    {
        const Carrier carrier = record.signal == domain::Signal::Span ? Carrier::SpanEvent
            : record.signal == domain::Signal::Log                    ? Carrier::Log
                                                                      : Carrier::ClientEvent;
        for (const ToldError& told : errorsToldBy(record)) {
            addOne(record, ref, ordinal, told, carrier);
        }
    }

    void addOne(const domain::Record& record, domain::RecordRef ref, std::uint32_t ordinal,
                const ToldError& told, Carrier carrier)
    {
        analysis::ErrorInput input;
        input.service = record.text(key::kServiceName);
        input.signal = record.signal;
        input.type = told.type;
        input.message = told.message;
        input.stack = told.stack;
        input.statusCode = record.text("http.response.status_code");
        input.operation = firstOf(record, {"http.route", key::kSpanName});
        if (told.type.empty() && record.text(key::kExceptionMessage).empty()) {
            input.logTemplate = record.text("message.template");
        }
        const std::vector<std::string_view> given = fingerprintOf(record);
        input.fingerprint = given;
        DerivedOccurrence occurrence;
        occurrence.group = m_grouper.add(input);
        occurrence.record = ref;
        occurrence.time = told.time.value_or(record.time);
        occurrence.backend = carrier != Carrier::ClientEvent;
        occurrence.trace =
            domain::traceIdFromHex(record.text(key::kTraceId)).value_or(domain::TraceId {});
        occurrence.span =
            domain::spanIdFromHex(record.text(key::kSpanId)).value_or(domain::SpanId {});
        occurrence.service = input.service;
        occurrence.version = record.text(key::kServiceVersion);
        occurrence.environment = record.text(key::kEnvironment);
        place(occurrence, ordinal, record.time);
        if (occurrence.user.empty()) {
            occurrence.user = record.text(key::kUserId);
        }
        if (occurrence.account.empty()) {
            occurrence.account = record.text(key::kAccountId);
        }
        analysis::ReportedError reported;
        reported.trace = occurrence.trace;
        reported.span = occurrence.span;
        reported.session = occurrence.session == kNone
            ? Hash128 {}
            : Hash128 {occurrence.session + 1ULL, 0x5E55107EULL};
        reported.content = analysis::contentHash(told.type, told.message, told.stack);
        reported.time = occurrence.time;
        reported.carrier = static_cast<std::uint32_t>(carrier);
        m_reported.push_back(reported);
        m_occurrences.push_back(std::move(occurrence));
    }

    /// What the client says the error is one with: a list, or one text. Views live until the next.
    std::vector<std::string_view> fingerprintOf(const domain::Record& record)
    {
        const domain::Field* field = record.find("error.fingerprint");
        std::vector<std::string_view> parts;
        if (field == nullptr || field->kind != domain::ValueKind::Json) {
            if (field != nullptr && !field->value.empty()) {
                parts.push_back(field->value);
            }
        } else if (m_fingerprint.parseCopy(field->value)) {
            const auto nodes = m_fingerprint.nodes();
            for (std::uint32_t i = 1; i < nodes[0].next; i = nodes[i].next) {
                parts.push_back(nodes[i].text);
            }
        }
        return parts;
    }

    /// Finds the session and the moment on its clock.
    void place(DerivedOccurrence& occurrence, std::uint32_t ordinal, Timestamp recordTime)
    {
        const std::uint32_t own = m_sessions.sessionOfRow(ordinal, recordTime);
        occurrence.session = own == kNone ? kNone : m_sessions.numberOf[own];
        if (occurrence.session == kNone && occurrence.trace.valid()) {
            occurrence.session = m_traces.sessionOf(occurrence.trace);
        }
        if (occurrence.session == kNone) {
            return;
        }
        const std::uint32_t session = occurrence.session;
        const index::SessionIndex& index = m_sessions.index;
        occurrence.bot = (index.flags[session] & index::SessionIndex::kBot) != 0;
        occurrence.user = m_sessions.userOf(session);
        occurrence.account = m_sessions.accountOf(session);
        const Duration offset = occurrence.backend ? m_traces.clocks[session].offset : Duration {};
        const Timestamp onClient = occurrence.time - offset;
        const std::int64_t ns =
            (carrierTime(occurrence, onClient).value_or(onClient) - index.start[session]).ns;
        occurrence.exposureMs = ns >= 0 ? ns / 1'000'000 : -((-ns + 999'999) / 1'000'000);
    }

    /// The time of the session's event that made the request in which the error happened: of
    /// several the latest at or before the error on the session's clock, else the first. An event
    /// that tells of an error itself is none.
    [[nodiscard]] std::optional<Timestamp> carrierTime(const DerivedOccurrence& occurrence,
                                                       Timestamp onClient) const
    {
        if (!occurrence.trace.valid()) {
            return std::nullopt;
        }
        auto request = std::lower_bound(
            m_traces.requests.begin(), m_traces.requests.end(), occurrence.trace.low,
            [](const RequestEvent& r, std::uint64_t low) { return r.traceLow < low; });
        std::optional<Timestamp> best;
        for (; request != m_traces.requests.end() && request->traceLow == occurrence.trace.low;
             ++request) {
            if (request->session == occurrence.session && !request->errorRecord
                && (!best || request->time <= onClient)) {
                best = request->time;
            }
        }
        return best;
    }

    const SessionTable& m_sessions;
    const TraceJoin& m_traces;
    analysis::ErrorGrouper m_grouper;
    store::RecordJsonReader m_json;
    codec::JsonRecordReader m_fingerprint;
    store::IndexColumns m_columns;
    std::vector<DerivedOccurrence> m_occurrences;
    std::vector<analysis::ReportedError> m_reported;
};

} // namespace

Result<DerivedErrors> findErrors(const store::Connection& connection, const SessionTable& sessions,
                                 const TraceJoin& traces, bool withLoaded,
                                 const std::stop_token& stop)
{
    Finder finder(sessions, traces);
    store::BlockChoice choice;
    choice.withLoaded = withLoaded;
    TL_ASSIGN(const auto blocks, store::chooseBlocks(connection, choice));
    TL_ASSIGN(store::BlockReader reader, store::BlockReader::create(connection));
    for (const store::BlockInfo& block : blocks) {
        if (stop.stop_requested()) {
            return cancelledError();
        }
        TL_TRY(finder.block(reader, block));
    }
    return finder.finish();
}

} // namespace throughline::workflow
