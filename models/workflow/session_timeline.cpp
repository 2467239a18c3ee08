#include "models/workflow/session_timeline.h"

#include "models/base/text.h"
#include "models/domain/record.h"
#include "models/store/block_scan.h"
#include "models/store/dictionary.h"
#include "models/store/queries/source_queries.h"
#include "models/store/queries/ticket_queries.h"
#include "models/store/record_facts.h"
#include "models/workflow/record_id.h"

#include <algorithm>
#include <map>
#include <unordered_set>

namespace throughline::workflow {

namespace {

namespace key = domain::key;
using domain::TimelineItem;
using domain::TimelineKind;

/// Backend clocks differ from each other, too; records this far outside still belong.
constexpr Duration kSlack = Duration::minutes(2);

std::string firstOf(const domain::Record& record, std::initializer_list<std::string_view> names)
{
    for (const std::string_view name : names) {
        if (const std::string_view value = record.text(name); !value.empty()) {
            return std::string(value);
        }
    }
    return {};
}

/// Gathers one session's items.
class Timeline
{
public:
    Timeline(const store::Connection& connection, const SessionView& view)
        : m_connection(connection)
        , m_view(view)
    {
        for (const TraceSummary& trace : view.traces) {
            m_traces.insert(trace.id.low);
        }
        for (const ErrorMark& error : view.errors) {
            m_errors[error.record] = &error;
        }
    }

    Result<std::vector<TimelineItem>> gather()
    {
        TL_ASSIGN(
            m_ordinal,
            store::findOrdinal(m_connection, store::DictionaryKind::Session, m_view.session.id));
        TL_ASSIGN(m_sources, store::sourceNames(m_connection));
        TL_ASSIGN(store::BlockReader reader, store::BlockReader::create(m_connection));
        store::BlockChoice choice;
        choice.range = wantedRange();
        TL_ASSIGN(const auto blocks, store::chooseBlocks(m_connection, choice));
        for (const store::BlockInfo& block : blocks) {
            TL_TRY(add(reader, block));
        }
        TL_TRY(addTickets());
        std::stable_sort(
            m_items.begin(), m_items.end(),
            [](const TimelineItem& a, const TimelineItem& b) { return a.time < b.time; });
        return std::move(m_items);
    }

private:
    [[nodiscard]] TimeRange wantedRange() const
    {
        const domain::SessionSummary& session = m_view.session;
        Timestamp from = session.start;
        Timestamp to = session.end;
        for (const TraceSummary& trace : m_view.traces) {
            from = std::min(from, trace.start);
            to = std::max(to, trace.start + trace.duration);
        }
        return {from - kSlack, to + kSlack + Duration::nanoseconds(1)};
    }

    Result<void> add(store::BlockReader& reader, const store::BlockInfo& block)
    {
        TL_TRY(reader.index(block.id, m_index));
        TL_TRY(reader.link(block.id, m_link));
        m_rows.clear();
        for (std::uint32_t row = 0; row < m_index.time.size(); ++row) {
            if (belongs(block, row)) {
                m_rows.push_back(row);
            }
        }
        if (m_rows.empty()) {
            return {};
        }
        TL_TRY(reader.places(block.id, m_places));
        TL_ASSIGN(const auto* lines, reader.lines(block.id));
        for (const std::uint32_t row : m_rows) {
            TL_ASSIGN(const domain::Record* record, m_json.read((*lines)[row], block.signal));
            addRecord(*record, block, row);
        }
        return {};
    }

    [[nodiscard]] bool belongs(const store::BlockInfo& block, std::uint32_t row) const
    {
        const domain::SessionSummary& session = m_view.session;
        if (session.derived && block.signal == domain::Signal::Event) {
            // Records of an actor: those between the borders of this cut.
            const Timestamp time {m_index.time[row]};
            return m_index.session[row] != store::kNoOrdinal
                && m_index.session[row] == actorOrdinal() && session.start <= time
                && time <= session.end;
        }
        if (m_ordinal != store::kNoOrdinal && m_index.session[row] == m_ordinal) {
            return true;
        }
        return block.signal != domain::Signal::Event && !m_link.traceLow.empty()
            && m_link.traceLow[row] != 0 && m_traces.contains(m_link.traceLow[row]);
    }

    [[nodiscard]] std::uint32_t actorOrdinal() const
    {
        if (!m_actorKnown) {
            m_actorKnown = true;
            const std::string actor = "\x01u:" + m_view.session.user;
            auto found = store::findOrdinal(m_connection, store::DictionaryKind::Session, actor);
            m_actor = found ? *found : store::kNoOrdinal;
            if (m_actor == store::kNoOrdinal) {
                const std::string device = "\x01"
                                           "d:"
                    + m_view.session.user;
                found = store::findOrdinal(m_connection, store::DictionaryKind::Session, device);
                m_actor = found ? *found : store::kNoOrdinal;
            }
        }
        return m_actor;
    }

    void addRecord(const domain::Record& record, const store::BlockInfo& block, std::uint32_t row)
    {
        TimelineItem item;
        item.record = {block.id, row};
        item.rawTime = record.time;
        item.time = record.time;
        item.trace =
            domain::traceIdFromHex(record.text(key::kTraceId)).value_or(domain::TraceId {});
        item.duration.ns =
            std::max<std::int64_t>(0, parseInteger(record.text(key::kDuration)).value_or(0));
        const auto& [file, member] = m_sources[block.source];
        item.place = {file, member, m_places.offset[row], m_places.length[row], m_places.line[row]};
        const auto error = m_errors.find(item.record);
        if (block.signal == domain::Signal::Event) {
            item.time = record.time + m_view.session.clock.offset;
            fillEvent(record, item);
        } else if (block.signal == domain::Signal::Span) {
            item.kind = TimelineKind::Span;
            item.title =
                firstOf(record, {key::kServiceName}) + ' ' + firstOf(record, {key::kSpanName});
            item.id = record.text(key::kSpanId);
            item.severity = record.text(key::kSpanStatus) == "error" ? 17 : 0;
        } else {
            item.kind = TimelineKind::Log;
            item.title = firstOf(record, {key::kBody, key::kExceptionMessage, key::kEventName});
            item.severity = static_cast<std::uint8_t>(std::clamp<std::int64_t>(
                parseInteger(record.text(key::kSeverity)).value_or(0), 0, 24));
        }
        const bool clientError = error != m_errors.end() && block.signal == domain::Signal::Event;
        if (error != m_errors.end()) {
            addError(*error->second, item);
        }
        if (!clientError) {
            item.id = item.id.empty() ? toText(item.record) : item.id;
            m_items.push_back(std::move(item));
        }
    }

    void fillEvent(const domain::Record& record, TimelineItem& item)
    {
        const std::string_view name = record.text(key::kEventName);
        if (store::isViewName(name)) {
            item.kind = TimelineKind::View;
            item.title = firstOf(record, {key::kUrlPath, "view.name", key::kEventName});
        } else if (item.trace.valid()) {
            item.kind = TimelineKind::Request;
            item.title = firstOf(record, {"http.route", key::kUrlPath, key::kEventName});
            const std::string method = firstOf(record, {"http.request.method"});
            item.title = name == "request" && !method.empty() ? method + ' ' + item.title
                                                              : std::string(name);
        } else {
            item.kind = TimelineKind::Action;
            const std::string target = firstOf(record, {"target", "click.target"});
            item.title = target.empty() ? std::string(name) : std::string(name) + ' ' + target;
        }
    }

    /// The error a record carries stands beside it, in its own lane.
    void addError(const ErrorMark& error, const TimelineItem& carrier)
    {
        TimelineItem item = carrier;
        item.kind = TimelineKind::Error;
        item.title = error.type.empty() ? error.title : error.type;
        item.id = domain::toText(error.group);
        item.severity = 17;
        item.duration = {};
        if (carrier.kind == TimelineKind::Span) {
            item.time = error.time;
            item.rawTime = error.time;
        }
        m_items.push_back(std::move(item));
    }

    Result<void> addTickets()
    {
        for (const domain::TicketLink& link : m_view.tickets) {
            TL_ASSIGN(const auto found, store::findTicket(m_connection, link.ticketId));
            if (!found) {
                continue;
            }
            TimelineItem item;
            item.kind = TimelineKind::Ticket;
            item.time = found->ticket.created;
            item.rawTime = found->ticket.created;
            item.title = found->ticket.topic.empty() ? '#' + found->ticket.id : found->ticket.topic;
            item.id = found->ticket.id;
            item.place = found->place;
            m_items.push_back(std::move(item));
        }
        return {};
    }

    const store::Connection& m_connection;
    const SessionView& m_view;
    std::uint32_t m_ordinal = store::kNoOrdinal;
    mutable std::uint32_t m_actor = store::kNoOrdinal;
    mutable bool m_actorKnown = false;
    std::unordered_set<std::uint64_t> m_traces;
    std::map<domain::RecordRef, const ErrorMark*> m_errors;
    store::SourceNames m_sources;
    store::IndexColumns m_index;
    store::LinkColumns m_link;
    store::PlaceColumns m_places;
    store::RecordJsonReader m_json;
    std::vector<std::uint32_t> m_rows;
    std::vector<TimelineItem> m_items;
};

} // namespace

Result<std::vector<TimelineItem>> sessionTimeline(const store::Connection& connection,
                                                  const SessionView& view)
{
    return Timeline(connection, view).gather();
}

} // namespace throughline::workflow
