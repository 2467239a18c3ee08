#include "widgets/impact/error_list_row.h"

#include "models/base/text.h"
#include "widgets/delegates/two_line_delegate.h"
#include "widgets/shared/format.h"
#include "widgets/shared/text.h"

#include <QCoreApplication>

#include <utility>

namespace throughline::widgets {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(throughline::widgets::ErrorListRow)
};

using domain::ErrorGroup;
using domain::ErrorStatus;

struct Badge
{
    QString text;
    BadgeTone tone = BadgeTone::Neutral;
};

Badge badgeOf(const ErrorListRow& row)
{
    const bool unexposed = row.impact && row.impact->verdict == analysis::Verdict::NoExposure;
    if (unexposed && row.group.sessions > 0) {
        return {Words::tr("After conversion"), BadgeTone::Neutral};
    }
    switch (row.group.status) {
    case ErrorStatus::New:
        return {row.group.versions.size() == 1
                    ? Words::tr("New in %1").arg(toQString(row.group.versions.front()))
                    : Words::tr("New"),
                BadgeTone::Good};
    case ErrorStatus::Regressed:
        return {Words::tr("Regressed"), BadgeTone::Bad};
    case ErrorStatus::Resolved:
        return {Words::tr("Resolved"), BadgeTone::Neutral};
    case ErrorStatus::Ignored:
        return {Words::tr("Ignored"), BadgeTone::Neutral};
    case ErrorStatus::Ongoing:
        break;
    }
    return {};
}

QString detailOf(const ErrorGroup& group)
{
    const QString what = oneLine(toQString(group.culprit.empty() ? group.title : group.culprit));
    const QString assignee = group.assignee.empty()
        ? QString()
        : Words::tr("assigned to %1").arg(oneLine(toQString(group.assignee)));
    const QString sampled = group.estimatedCount
        ? Words::tr("~%1 times, estimated").arg(formatWhole(*group.estimatedCount))
        : QString();
    return joinFacts({sampled,
                      group.name.empty() ? what : joinFacts({oneLine(toQString(group.type)), what}),
                      toQString(listInWords(group.services)), assignee});
}

/// What people call the group, else its type, else what happened.
QString nameOf(const ErrorGroup& group)
{
    const std::string& name = !group.name.empty() ? group.name
        : !group.type.empty()                     ? group.type
                                                  : group.title;
    return oneLine(toQString(name));
}

QVariant sharedData(const ErrorListRow& row, int role)
{
    switch (role) {
    case IdRole:
        return QVariant::fromValue(row.group.id.value());
    case FieldRole:
        return QStringLiteral("error.group");
    case ValueRole:
        return toQString(domain::toText(row.group.id));
    default:
        return {};
    }
}

QVariant errorData(const ErrorListRow& row, int role)
{
    const QString type = nameOf(row.group);
    switch (role) {
    case Qt::DisplayRole:
        return type;
    case DetailRole:
        return detailOf(row.group);
    case BadgeRole:
        return badgeOf(row).text;
    case BadgeToneRole:
        return static_cast<int>(badgeOf(row).tone);
    case Qt::ToolTipRole:
        return asToolTip(type + QLatin1Char('\n') + toQString(row.group.title));
    case Qt::AccessibleTextRole:
        return QStringList {type, badgeOf(row).text, detailOf(row.group)}.join(
            QStringLiteral(", "));
    default:
        return sharedData(row, role);
    }
}

QString occurrencesOf(const ErrorGroup& group)
{
    const QString found =
        formatCountOf(group.count, Words::tr("1 occurrence"), Words::tr("%1 occurrences"));
    return group.estimatedCount
        ? Words::tr("about %1 occurrences, estimated from %2 in a sample")
              .arg(formatWhole(*group.estimatedCount), formatCount(group.count))
        : found;
}

QVariant trendData(const ErrorListRow& row, int role)
{
    switch (role) {
    case SeriesRole:
        return QVariant::fromValue(row.trend);
    case SortRole:
        return QVariant::fromValue<qulonglong>(row.group.count);
    case Qt::DisplayRole:
        return QString();
    case Qt::AccessibleTextRole:
        return occurrencesOf(row.group);
    case Qt::ToolTipRole:
        return asToolTip(occurrencesOf(row.group));
    default:
        return sharedData(row, role);
    }
}

ValueColumn<ErrorListRow> countColumn(const QString& title, std::uint64_t ErrorGroup::*member)
{
    return {title, Qt::AlignRight | Qt::AlignVCenter,
            [member](const ErrorListRow& row, int role) -> QVariant {
                if (role == Qt::DisplayRole) {
                    return formatCount(row.group.*member);
                }
                return role == SortRole ? QVariant::fromValue<qulonglong>(row.group.*member)
                                        : sharedData(row, role);
            }};
}

QVariant riskData(const ErrorListRow& row, int role)
{
    const std::optional<double> revenue = row.impact ? row.impact->revenue : std::nullopt;
    if (role == Qt::DisplayRole) {
        return revenue ? formatMoney(*revenue, row.impact->currency) : QStringLiteral("\u2014");
    }
    return role == SortRole ? QVariant(revenue.value_or(-1)) : sharedData(row, role);
}

QString impactWords(const IntervalMark& mark)
{
    if (!mark.low || !mark.high) {
        return mark.text;
    }
    return Words::tr("%1, 95% interval %2")
        .arg(mark.text, formatRange(formatWhole(*mark.low), formatWhole(*mark.high)));
}

QVariant impactData(const ErrorListRow& row, bool comparing, int role)
{
    const IntervalMark mark = impactMark(row, comparing);
    switch (role) {
    case Qt::DisplayRole:
        return mark.text;
    case IntervalRole:
        return QVariant::fromValue(mark);
    case SortRole:
        return mark.estimate ? QVariant(*mark.estimate) : QVariant(-1e300);
    case Qt::AccessibleTextRole:
        return QString(Words::tr("Lost conversions") + QStringLiteral(": ") + impactWords(mark));
    case Qt::ToolTipRole:
        return asToolTip(impactWords(mark));
    default:
        return sharedData(row, role);
    }
}

} // namespace

ImpactHeadline headlineOf(const analysis::Comparison& comparison)
{
    ImpactHeadline headline;
    headline.verdict = comparison.verdict;
    if (comparison.lost) {
        headline.lost = comparison.lost->estimate;
        headline.interval = comparison.lost->interval;
    }
    if (comparison.revenue) {
        headline.revenue = comparison.revenue->estimate;
        headline.currency = comparison.revenue->currency;
    }
    return headline;
}

IntervalMark impactMark(const ErrorListRow& row, bool comparing)
{
    IntervalMark mark;
    if (!row.impact) {
        mark.text = comparing ? QStringLiteral("\u2026") : QStringLiteral("\u2014");
        return mark;
    }
    if (row.impact->verdict == analysis::Verdict::NoExposure) {
        mark.text = Words::tr("no exposure");
        return mark;
    }
    if (!row.impact->lost) {
        mark.text = Words::tr("not enough data");
        return mark;
    }
    mark.estimate = row.impact->lost;
    if (row.impact->interval) {
        mark.low = row.impact->interval->low;
        mark.high = row.impact->interval->high;
    }
    mark.harmful = row.impact->verdict == analysis::Verdict::Harmful;
    mark.text = formatWhole(*row.impact->lost);
    return mark;
}

std::vector<ValueColumn<ErrorListRow>> errorColumns(std::function<bool()> isComparing)
{
    const Qt::Alignment right = Qt::AlignRight | Qt::AlignVCenter;
    return {{Words::tr("Error"), Qt::AlignLeft | Qt::AlignVCenter, errorData},
            {Words::tr("Trend"), right, trendData},
            countColumn(Words::tr("Sessions"), &ErrorGroup::sessions),
            countColumn(Words::tr("Users"), &ErrorGroup::users),
            {Words::tr("Lost conversions"), right,
             [isComparing = std::move(isComparing)](const ErrorListRow& row, int role) {
                 return impactData(row, isComparing(), role);
             }},
            {Words::tr("At risk"), right, riskData},
            countColumn(Words::tr("Tickets"), &ErrorGroup::tickets)};
}

} // namespace throughline::widgets
