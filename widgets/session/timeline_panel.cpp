#include "widgets/session/timeline_panel.h"

#include "widgets/shared/format.h"
#include "widgets/shared/text.h"

#include <algorithm>

namespace throughline::widgets {

QString sessionHeadline(const domain::SessionSummary& session)
{
    QStringList facts {toQString(session.user), toQString(session.account)};
    for (const std::string_view key : {domain::key::kPlan, domain::key::kDevice,
                                       domain::key::kCountry, domain::key::kServiceVersion}) {
        facts.append(toQString(domain::valueOf(session.attributes, key)));
    }
    const QString text = joinFacts(facts);
    return text.isEmpty() ? toQString(session.id) : text;
}

TimeRange sessionRange(const domain::SessionSummary& session, const TimelinePlot::Items& items)
{
    TimeRange range {session.start + session.clock.offset, session.end + session.clock.offset};
    if (!items) {
        return range;
    }
    for (const domain::TimelineItem& item : *items) {
        if (item.kind != domain::TimelineKind::Ticket) {
            range.from = std::min(range.from, item.time);
            range.to = std::max(range.to, item.time + item.duration);
        }
    }
    return range;
}

TimelinePanel::TimelinePanel(QWidget* parent)
    : Panel(tr("Timeline"), parent)
    , m_plot(new TimelinePlot(this))
{
    setObjectName(QStringLiteral("timelinePanel"));
    setBody(m_plot);
    clear();
    connect(m_plot, &TimelinePlot::itemSelected, this, &TimelinePanel::itemSelected);
    connect(m_plot, &TimelinePlot::itemActivated, this, &TimelinePanel::itemActivated);
}

void TimelinePanel::setSession(const domain::SessionSummary& session, TimelinePlot::Items items,
                               const QString& outcome)
{
    setSubtitle(sessionHeadline(session));
    setAside(joinFacts({formatLength(session.end - session.start), outcome}));
    const TimeRange range = sessionRange(session, items);
    m_plot->setItems(std::move(items), range);
    setEmptyText({});
}

void TimelinePanel::clear()
{
    setSubtitle({});
    setAside({});
    m_plot->setItems(nullptr, {});
    setEmptyText(tr("Select a session to see everything that happened in it."));
}

void TimelinePanel::selectItem(std::optional<std::size_t> place)
{
    m_plot->selectItem(place);
}

void TimelinePanel::setHighlightedError(const QString& id)
{
    m_plot->setHighlightedError(id);
}

} // namespace throughline::widgets
