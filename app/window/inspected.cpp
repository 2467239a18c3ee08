#include "app/window/inspected.h"

#include "models/qt/qt_text.h"
#include "widgets/shared/format.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>

namespace throughline::app {

namespace {

using domain::Signal;
using qt::toQString;
using widgets::InspectorRow;
using widgets::InspectorSubject;

class Words
{
    Q_DECLARE_TR_FUNCTIONS(throughline::app::Inspected)
};

QString kindOf(Signal signal)
{
    switch (signal) {
    case Signal::Event:
        return Words::tr("Selected event");
    case Signal::Log:
        return Words::tr("Selected log record");
    case Signal::Span:
        return Words::tr("Selected span");
    case Signal::Metric:
        return Words::tr("Selected metric");
    case Signal::Ticket:
        return Words::tr("Selected ticket");
    }
    return {};
}

QString nameOf(const workflow::RecordView& record)
{
    for (const std::string_view key : {domain::key::kSpanName, domain::key::kEventName,
                                       domain::key::kExceptionType, domain::key::kBody}) {
        if (const auto value = domain::valueOf(record.attributes, key); !value.empty()) {
            return toQString(value);
        }
    }
    return {};
}

/// A span's whole time and the part its children do not cover.
QString durationText(const analysis::TraceRow& row)
{
    const QString whole = widgets::formatLatency(row.span.duration);
    return row.children == 0
        ? whole
        : Words::tr("%1 (self %2)").arg(whole, widgets::formatLatency(row.self));
}

void add(InspectorSubject& subject, const QString& key, const std::string& value)
{
    if (!value.empty()) {
        subject.rows.push_back({key, toQString(value), false});
    }
}

} // namespace

InspectorSubject inspectedRecord(const workflow::RecordView& record, const analysis::TraceRow* span,
                                 const StoreFacts& facts)
{
    InspectorSubject subject {kindOf(record.signal), nameOf(record), {}, record.place, {}};
    subject.rows.push_back({Words::tr("time"), toQString(formatRfc3339(record.time)), false});
    if (span != nullptr) {
        subject.rows.push_back({Words::tr("duration"), durationText(*span), false});
    }
    for (const domain::Attribute& attribute : record.attributes) {
        if (span != nullptr && attribute.key == domain::key::kDuration) {
            continue;
        }
        subject.rows.push_back({toQString(attribute.key), toQString(attribute.value),
                                facts.canFilterBy(attribute.key)});
    }
    subject.rows.push_back({Words::tr("record"), toQString(record.id), false});
    return subject;
}

InspectorSubject inspectedTicket(const widgets::TicketRow& row)
{
    const domain::Ticket& ticket = row.ticket;
    InspectorSubject subject {Words::tr("Selected ticket"),
                              QLatin1Char('#') + toQString(ticket.id),
                              {},
                              std::nullopt,
                              {}};
    add(subject, Words::tr("created"), formatRfc3339(ticket.created));
    add(subject, Words::tr("topic"), ticket.topic);
    add(subject, Words::tr("severity"), ticket.severity);
    add(subject, Words::tr("message"), ticket.message);
    add(subject, Words::tr("user"), ticket.userId);
    add(subject, Words::tr("account"), ticket.accountId);
    add(subject, Words::tr("evidence"), row.link.reason);
    subject.rows.push_back({Words::tr("link"), widgets::confidenceText(row.link), false});
    add(subject, Words::tr("source"), ticket.source);
    for (const domain::Attribute& attribute : ticket.attributes) {
        add(subject, toQString(attribute.key), attribute.value);
    }
    return subject;
}

QString sourcePlaceText(const domain::SourcePlace& place)
{
    const QString file = QFileInfo(toQString(place.file)).fileName();
    const QString whole =
        place.member.empty() ? file : file + QStringLiteral(" \u203A ") + toQString(place.member);
    return Words::tr("%1 line %2").arg(whole, widgets::formatCount(place.line));
}

} // namespace throughline::app
