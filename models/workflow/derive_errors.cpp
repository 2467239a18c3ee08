#include "models/analysis/error/error_dedup.h"
#include "models/domain/record.h"
#include "models/domain/sampling.h"
#include "models/store/queries/alias_queries.h"
#include "models/store/record_json.h"
#include "models/workflow/derived_data.h"
#include "models/workflow/error_input.h"
#include "models/workflow/stored_errors.h"
#include "models/workflow/told_error.h"

#include <algorithm>
#include <unordered_map>

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

/// Reads the errors off the records.
class Finder
{
public:
    explicit Finder(const analysis::GroupingRules& rules)
        : m_grouper(rules)
    {
    }

    Result<void> block(store::BlockReader& reader, const store::BlockInfo& info)
    {
        TL_TRY(reader.index(info.id, m_columns));
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

    FoundErrors finish() &&
    {
        m_found.keys = m_grouper.groups();
        return std::move(m_found);
    }

private:
    void add(const domain::Record& record, domain::RecordRef ref, std::uint32_t ordinal)
    {
        const Carrier carrier = record.signal == domain::Signal::Span ? Carrier::SpanEvent
            : record.signal == domain::Signal::Log                    ? Carrier::Log
                                                                      : Carrier::ClientEvent;
        std::uint32_t part = 0;
        for (const ToldError& told : errorsToldBy(record)) {
            FoundError& found = m_found.all.emplace_back();
            found.ordinal = ordinal;
            found.recordTime = record.time;
            DerivedOccurrence& occurrence = found.occurrence;
            occurrence.group = m_grouper.add(m_input.read(record, told));
            occurrence.record = ref;
            occurrence.part = part++;
            occurrence.time = told.time.value_or(record.time);
            occurrence.backend = carrier != Carrier::ClientEvent;
            describe(record, found);
            found.reported.trace = occurrence.trace;
            found.reported.span = occurrence.span;
            found.reported.content = analysis::contentHash(told.type, told.message, told.stack);
            found.reported.time = occurrence.time;
            found.reported.carrier = static_cast<std::uint32_t>(carrier);
        }
    }

    static void describe(const domain::Record& record, FoundError& found)
    {
        DerivedOccurrence& occurrence = found.occurrence;
        occurrence.trace =
            domain::traceIdFromHex(record.text(key::kTraceId)).value_or(domain::TraceId {});
        occurrence.span =
            domain::spanIdFromHex(record.text(key::kSpanId)).value_or(domain::SpanId {});
        occurrence.service = record.text(key::kServiceName);
        occurrence.version = record.text(key::kServiceVersion);
        occurrence.environment = record.text(key::kEnvironment);
        occurrence.user = record.text(key::kUserId);
        occurrence.account = record.text(key::kAccountId);
        const auto rate = domain::samplingRateFromText(record.text(domain::kSamplingRate));
        occurrence.rate = rate.value_or(1);
        // Of a span that says nothing its trace may.
        found.saysRate = rate.has_value() || record.signal != domain::Signal::Span;
    }

    analysis::ErrorGrouper m_grouper;
    store::RecordJsonReader m_json;
    ErrorInputReader m_input;
    store::IndexColumns m_columns;
    FoundErrors m_found;
};

/// Knows sessions and traces.
class Placer
{
public:
    Placer(const SessionTable& sessions, const TraceJoin& traces, const domain::Aliases& aliases)
        : m_sessions(sessions)
        , m_traces(traces)
        , m_aliases(aliases)
    {
    }

    void place(FoundError& found)
    {
        DerivedOccurrence& occurrence = found.occurrence;
        if (!found.saysRate && occurrence.trace.valid()) {
            occurrence.rate = rateOfTrace(occurrence.trace);
        }
        if (!m_aliases.empty()) {
            occurrence.user = m_aliases.ownerOf(domain::AliasKind::User, occurrence.user);
            occurrence.account = m_aliases.ownerOf(domain::AliasKind::Account, occurrence.account);
        }
        findSession(occurrence, found.ordinal, found.recordTime);
        if (occurrence.session != kNone) {
            found.reported.session = {occurrence.session + 1ULL, 0x5E55107EULL};
        }
    }

private:
    /// Its rate stands on its first span: a trace is kept or left out whole.
    double rateOfTrace(const domain::TraceId& trace)
    {
        const DerivedTrace* const found = m_traces.traces.find(trace.low);
        const bool known = found != nullptr && found->hasRoot && found->rootContext != kNone;
        if (!known) {
            return 1;
        }
        const auto [rate, added] = m_rates.try_emplace(found->rootContext, 1);
        if (added) {
            rate->second = domain::samplingRateFromText(
                               contextValue(m_sessions, found->rootContext, domain::kSamplingRate))
                               .value_or(1);
        }
        return rate->second;
    }

    /// Finds the session and the moment on its clock.
    void findSession(DerivedOccurrence& occurrence, std::uint32_t ordinal,
                     Timestamp recordTime) const
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
        if (const std::string_view user = m_sessions.userOf(session); !user.empty()) {
            occurrence.user = user;
        }
        if (const std::string_view account = m_sessions.accountOf(session); !account.empty()) {
            occurrence.account = account;
        }
        const Duration offset = occurrence.backend ? m_traces.clockOf(session).offset : Duration {};
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
    const domain::Aliases& m_aliases;
    std::unordered_map<std::uint32_t, double> m_rates; ///< by context of a trace's first span
};

} // namespace

Result<FoundErrors> findErrors(const store::Connection& connection,
                               std::span<const store::BlockInfo> blocks,
                               const analysis::GroupingRules& rules, const std::stop_token& stop)
{
    Finder finder(rules);
    TL_ASSIGN(store::BlockReader reader, store::BlockReader::create(connection));
    for (const store::BlockInfo& block : blocks) {
        if (stop.stop_requested()) {
            return cancelledError();
        }
        TL_TRY(finder.block(reader, block));
    }
    return std::move(finder).finish();
}

/// The keys say what the first of the errors that stay says, as they would if the others had never
/// been reported.
Result<DerivedErrors> placeErrors(const store::Connection& connection, const SessionTable& sessions,
                                  const TraceJoin& traces, const analysis::GroupingRules& rules,
                                  FoundErrors found)
{
    TL_ASSIGN(const domain::Aliases aliases, store::readAliases(connection));
    Placer placer(sessions, traces, aliases);
    std::vector<analysis::ReportedError> reported;
    reported.reserve(found.all.size());
    for (FoundError& error : found.all) {
        placer.place(error);
        reported.push_back(error.reported);
    }
    const std::vector<std::size_t> standsFor = analysis::duplicateOf(reported);
    DerivedErrors errors;
    errors.keys = std::move(found.keys);
    errors.occurrences.reserve(reported.size());
    std::vector<bool> seen(errors.keys.size());
    std::vector<bool> lostFirst(errors.keys.size());
    for (std::size_t i = 0; i < standsFor.size(); ++i) {
        DerivedOccurrence occurrence = std::move(found.all.front().occurrence);
        found.all.pop_front();
        const std::uint32_t group = occurrence.group;
        if (standsFor[i] != i) {
            lostFirst[group] = lostFirst[group] || !seen[group];
            continue;
        }
        if (!seen[group] && lostFirst[group]) {
            TL_ASSIGN(errors.keys[group], keyOfOccurrence(connection, rules, occurrence));
        }
        seen[group] = true;
        errors.occurrences.push_back(std::move(occurrence));
    }
    std::sort(errors.occurrences.begin(), errors.occurrences.end(),
              [](const DerivedOccurrence& a, const DerivedOccurrence& b) {
                  return std::tie(a.time, a.record, a.part) < std::tie(b.time, b.record, b.part);
              });
    return errors;
}

} // namespace throughline::workflow
