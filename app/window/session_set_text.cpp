#include "app/window/session_set_text.h"

#include "models/qt/qt_text.h"

#include <QCoreApplication>

namespace throughline::app {

namespace {

using workflow::ComparisonArm;
using workflow::FunnelArm;
using workflow::FunnelPart;
using workflow::SessionSet;
using workflow::SessionSetKind;

class Words
{
    Q_DECLARE_TR_FUNCTIONS(throughline::app::SessionSet)
};

QString partWords(FunnelPart part)
{
    switch (part) {
    case FunnelPart::Reached:
        return Words::tr("reached", "sessions that reached a step");
    case FunnelPart::Dropped:
        return Words::tr("lost after", "sessions lost after a step");
    case FunnelPart::Immature:
        return Words::tr("still open at", "sessions that may still go on");
    case FunnelPart::Touched:
        return Words::tr("ended by an exclusion in", "sessions whose attempt was cut");
    case FunnelPart::Excluded:
        return Words::tr("taken out of", "sessions an exclusion removed");
    }
    return {};
}

QString armWords(const SessionSet& set, const StoreFacts& facts)
{
    switch (set.arm) {
    case FunnelArm::All:
        return {};
    case FunnelArm::With:
        return Words::tr(", with %1", "error").arg(facts.errorName(set.group));
    case FunnelArm::Without:
        return Words::tr(", without %1", "error").arg(facts.errorName(set.group));
    }
    return {};
}

QString segmentWords(const SessionSet& set)
{
    QString words;
    for (const workflow::SegmentValue& segment : {set.segment, set.secondSegment}) {
        if (!segment.field.empty()) {
            const QString value = segment.value.empty() ? Words::tr("(none)", "missing value")
                                                        : qt::toQString(segment.value);
            words += QStringLiteral(", %1: %2").arg(qt::toQString(segment.field), value);
        }
    }
    return words;
}

} // namespace

QString stepName(const domain::FunnelDefinition& funnel, std::uint32_t step)
{
    if (step == 0 || step > funnel.steps.size()) {
        return QString::number(step);
    }
    const QString text = qt::toQString(funnel.steps[step - 1]);
    return text.startsWith(QLatin1String("event:")) ? text.mid(6) : text;
}

widgets::FilterChip sessionSetChip(const SessionSet& set, const domain::FunnelDefinition& funnel,
                                   const StoreFacts& facts)
{
    switch (set.kind) {
    case SessionSetKind::Scope:
        return {};
    case SessionSetKind::Error:
        return {QStringLiteral("error.group"), Words::tr("is"), facts.errorName(set.group), true};
    case SessionSetKind::Funnel:
        return {qt::toQString(funnel.name), partWords(set.part),
                stepName(funnel, set.step) + armWords(set, facts) + segmentWords(set), true};
    case SessionSetKind::Comparison: {
        const bool affected = set.comparisonArm == ComparisonArm::Affected;
        return {qt::toQString(funnel.name),
                affected ? Words::tr("affected by") : Words::tr("control of"),
                facts.errorName(set.group) + segmentWords(set), true};
    }
    }
    return {};
}

QString sessionSetCrumb(const SessionSet& set, const domain::FunnelDefinition& funnel,
                        const StoreFacts& facts)
{
    if (set.kind == SessionSetKind::Scope || set.kind == SessionSetKind::Error) {
        return {};
    }
    const widgets::FilterChip chip = sessionSetChip(set, funnel, facts);
    return chip.relation + QLatin1Char(' ') + chip.value;
}

} // namespace throughline::app
