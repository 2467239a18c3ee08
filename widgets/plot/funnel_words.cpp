#include "widgets/plot/funnel_words.h"

#include "widgets/shared/format.h"
#include "widgets/shared/text.h"

#include <QCoreApplication>
#include <QFontMetricsF>

namespace throughline::widgets {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(throughline::widgets::FunnelWords)
};

QString unitTitle(domain::Unit unit)
{
    switch (unit) {
    case domain::Unit::User:
        return Words::tr("Users");
    case domain::Unit::Account:
        return Words::tr("Accounts");
    case domain::Unit::Session:
        break;
    }
    return Words::tr("Sessions");
}

QString medianText(const analysis::FunnelStepResult& step)
{
    return step.medianSecondsFromPrevious ? formatSeconds(*step.medianSecondsFromPrevious)
                                          : QString();
}

} // namespace

QStringList funnelStepLines(const analysis::FunnelResult& funnel, std::size_t place)
{
    const analysis::FunnelStepResult& step = funnel.steps[place];
    QStringList lines {
        Words::tr("%1 %2", "step number, name").arg(place + 1).arg(oneLine(toQString(step.name))),
        joinFacts(
            {formatEstimated(step.count, step.estimated), formatPercent(step.rateFromStart)})};
    if (place > 0) {
        const QString lost = formatWhole(-static_cast<double>(funnel.steps[place - 1].dropped));
        lines.append(joinFacts({lost, medianText(step)}));
    }
    return lines;
}

QStringList brokenName(const QString& name, const QFontMetricsF& metrics)
{
    QStringList best {name};
    double least = metrics.horizontalAdvance(name);
    for (qsizetype i = 2; i + 1 < name.size(); ++i) {
        if (!QStringLiteral("_-./ ").contains(name.at(i))) {
            continue;
        }
        const QStringList parts {name.left(i + 1), name.mid(i + 1)};
        const double widest = std::max(metrics.horizontalAdvance(parts.front()),
                                       metrics.horizontalAdvance(parts.back()));
        if (widest < least) {
            least = widest;
            best = parts;
        }
    }
    return best;
}

TableTwin funnelTable(const FunnelView& view, const QString& title)
{
    TableTwin twin {title, {}, {}};
    if (!view.unaffected) {
        return twin;
    }
    const analysis::FunnelResult& funnel = *view.unaffected;
    twin.headers = {Words::tr("Step"),          unitTitle(funnel.definition.unit),
                    Words::tr("Of the first"),  Words::tr("Of the one before"),
                    Words::tr("Lost after it"), Words::tr("Median time to it")};
    layout::FunnelShares shares;
    if (view.affected) {
        shares = affectedShares(*view.affected, view.exposureStep);
        twin.headers.append({view.affectedName, Words::tr("Of those exposed")});
    }
    for (std::size_t i = 0; i < funnel.steps.size(); ++i) {
        const analysis::FunnelStepResult& step = funnel.steps[i];
        QStringList row {
            funnelStepLines(funnel, i).front(), formatEstimated(step.count, step.estimated),
            formatPercent(step.rateFromStart),  formatPercent(step.rateFromPrevious),
            formatCount(step.dropped),          medianText(step)};
        if (i < shares.size()) {
            row.append(
                formatEstimated(view.affected->steps[i].count, view.affected->steps[i].estimated));
            row.append(shares[i] ? formatPercent(*shares[i]) : QString());
        }
        twin.rows.push_back(row);
    }
    return twin;
}

QString funnelSummary(const FunnelView& view)
{
    QStringList parts;
    if (view.unaffected) {
        for (const analysis::FunnelStepResult& step : view.unaffected->steps) {
            parts.append(oneLine(toQString(step.name)) + QLatin1Char(' ')
                         + formatEstimated(step.count, step.estimated));
        }
    }
    return parts.join(QStringLiteral(", "));
}

QString funnelHint(const FunnelView& view, const layout::FunnelHit& hit)
{
    const bool affected = hit.arm == 1;
    const analysis::FunnelResult& funnel = affected ? *view.affected : *view.unaffected;
    const bool counted = hit.step > 0 && (!affected || hit.step >= view.exposureStep);
    QStringList lines {funnelStepLines(*view.unaffected, hit.step).front(),
                       affected ? view.affectedName : view.unaffectedName,
                       Words::tr("%1 reached it").arg(formatCount(funnel.steps[hit.step].count))};
    if (counted) {
        lines.append(
            Words::tr("%1 lost before it").arg(formatCount(funnel.steps[hit.step - 1].dropped)));
    }
    if (const auto& estimated = funnel.steps[hit.step].estimated) {
        lines.append(
            Words::tr("about %1 without sampling (estimated)").arg(formatWhole(*estimated)));
    }
    lines.removeAll(QString());
    return lines.join(QLatin1Char('\n'));
}

} // namespace throughline::widgets
