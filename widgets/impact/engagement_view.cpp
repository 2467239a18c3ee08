#include "widgets/impact/engagement_view.h"

#include "widgets/shared/data_table.h"
#include "widgets/shared/format.h"
#include "widgets/shared/plain_label.h"
#include "widgets/shared/text.h"

#include <QVBoxLayout>

#include <array>
#include <cmath>
#include <string_view>

namespace throughline::widgets {

namespace {

using analysis::MetricEffect;

bool isSeconds(std::string_view name)
{
    return name.size() > 2 && name.substr(name.size() - 2) == "_s";
}

bool isShare(std::string_view name)
{
    return name == "return_7d";
}

QString figure(const MetricEffect& metric, const std::optional<double>& value)
{
    return value ? metricFigure(metric.name, *value) : EngagementView::tr("not enough data");
}

QString changeOf(const MetricEffect& metric)
{
    if (!metric.difference) {
        return EngagementView::tr("not enough data");
    }
    QString text = metricChange(metric.name, *metric.difference);
    if (metric.interval) {
        const int decimals = isSeconds(metric.name) || isShare(metric.name) ? 1 : 2;
        const double scale = isShare(metric.name) ? 100 : 1;
        text += QStringLiteral(" (%1)").arg(
            formatRange(formatSigned(metric.interval->low * scale, decimals),
                        formatSigned(metric.interval->high * scale, decimals)));
    }
    return text;
}

QString leftOut(const MetricEffect& metric)
{
    const std::uint64_t count = metric.affectedLeftOut + metric.controlLeftOut;
    if (count == 0) {
        return {};
    }
    return EngagementView::tr("Left out: %1 of the affected, %2 of the control sessions (%3).")
        .arg(formatCount(metric.affectedLeftOut), formatCount(metric.controlLeftOut),
             toQString(metric.leftOutReason));
}

ValueColumn<MetricEffect> column(const QString& title, Qt::Alignment alignment,
                                 std::function<QVariant(const MetricEffect&)> text,
                                 std::function<QVariant(const MetricEffect&)> sort = {})
{
    return {title, alignment | Qt::AlignVCenter,
            [text = std::move(text), sort = std::move(sort)](const MetricEffect& metric,
                                                             int role) -> QVariant {
                if (role == Qt::DisplayRole) {
                    return text(metric);
                }
                if (role == SortRole && sort) {
                    return sort(metric);
                }
                if (role == Qt::ToolTipRole) {
                    const QString tip = leftOut(metric);
                    return tip.isEmpty() ? QVariant() : QVariant(asToolTip(tip));
                }
                return {};
            }};
}

std::vector<ValueColumn<MetricEffect>> columns()
{
    using Metric = MetricEffect;
    return {
        column(EngagementView::tr("After the error"), Qt::AlignLeft,
               [](const Metric& m) {
                   const QString mark = leftOut(m).isEmpty() ? QString() : QStringLiteral(" *");
                   return QVariant(metricTitle(m.name) + mark);
               }),
        column(
            EngagementView::tr("Affected"), Qt::AlignRight,
            [](const Metric& m) { return QVariant(figure(m, m.affected)); },
            [](const Metric& m) { return QVariant(m.affected.value_or(-1)); }),
        column(
            EngagementView::tr("Control"), Qt::AlignRight,
            [](const Metric& m) { return QVariant(figure(m, m.control)); },
            [](const Metric& m) { return QVariant(m.control.value_or(-1)); }),
        column(
            EngagementView::tr("Difference (95% CI)"), Qt::AlignRight,
            [](const Metric& m) { return QVariant(changeOf(m)); },
            [](const Metric& m) { return QVariant(m.difference.value_or(0)); }),
        column(
            EngagementView::tr("p"), Qt::AlignRight,
            [](const Metric& m) {
                return QVariant(m.pValue ? formatChance(*m.pValue) : QString());
            },
            [](const Metric& m) { return QVariant(m.pValue.value_or(2)); }),
    };
}

} // namespace

QString metricTitle(const std::string& name)
{
    struct Title
    {
        std::string_view name;
        const char* text;
    };

    static constexpr std::array<Title, 10> kTitles {
        {{"time_to_convert_s",
          QT_TRANSLATE_NOOP("throughline::widgets::EngagementView", "Time to convert")},
         {"time_on_task_s",
          QT_TRANSLATE_NOOP("throughline::widgets::EngagementView", "Time on task")},
         {"session_depth",
          QT_TRANSLATE_NOOP("throughline::widgets::EngagementView", "Events still to come")},
         {"retries",
          QT_TRANSLATE_NOOP("throughline::widgets::EngagementView", "Tries again within 30 s")},
         {"rage_clicks", QT_TRANSLATE_NOOP("throughline::widgets::EngagementView", "Rage clicks")},
         {"dead_clicks", QT_TRANSLATE_NOOP("throughline::widgets::EngagementView", "Dead clicks")},
         {"error_clicks",
          QT_TRANSLATE_NOOP("throughline::widgets::EngagementView", "Error clicks")},
         {"reloads", QT_TRANSLATE_NOOP("throughline::widgets::EngagementView", "Reloads")},
         {"quick_backs", QT_TRANSLATE_NOOP("throughline::widgets::EngagementView", "Quick backs")},
         {"return_7d",
          QT_TRANSLATE_NOOP("throughline::widgets::EngagementView", "Return within 7 days")}}};
    for (const Title& title : kTitles) {
        if (title.name == name) {
            return EngagementView::tr(title.text);
        }
    }
    return toQString(name);
}

QString metricFigure(const std::string& name, double value)
{
    if (isSeconds(name)) {
        return formatSeconds(value);
    }
    return isShare(name) ? formatPercent(value) : formatSigned(value, 2).remove(QLatin1Char('+'));
}

QString formatChance(double chance)
{
    constexpr double kLeast = .001;
    return chance < kLeast ? EngagementView::tr("< 0.001", "a probability")
                           : QString::number(chance, 'f', 3);
}

QString metricChange(const std::string& name, double value)
{
    if (isSeconds(name)) {
        return EngagementView::tr("%1 s", "seconds").arg(formatSigned(value, 1));
    }
    return isShare(name) ? formatSigned(value * 100, 1) : formatSigned(value, 2);
}

EngagementView::EngagementView(QWidget* parent)
    : QWidget(parent)
    , m_model(new ValueTableModel<MetricEffect>(columns(), this))
    , m_table(new DataTable(tr("What sessions did after the error"), this))
    , m_note(new PlainLabel(TextTone::SmallMuted, this))
{
    setObjectName(QStringLiteral("engagementView"));
    m_table->setObjectName(QStringLiteral("engagementTable"));
    m_table->setSource(m_model);
    m_table->setFirstColumnYields();
    m_note->setObjectName(QStringLiteral("engagementNote"));
    m_note->setWordWrap(true);
    m_note->setContentsMargins(14, 0, 14, 8);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_table, 1);
    column->addWidget(m_note);
}

void EngagementView::setMetrics(const std::vector<MetricEffect>& metrics)
{
    m_model->setRows(std::make_shared<const std::vector<MetricEffect>>(metrics));
    QStringList notes {tr("Measured after the error, against comparable sessions not yet hit; time "
                          "to convert is of all sessions at risk that converted.")};
    for (const MetricEffect& metric : metrics) {
        if (const QString note = leftOut(metric); !note.isEmpty()) {
            notes.append(QStringLiteral("* ") + metricTitle(metric.name) + QStringLiteral(": ")
                         + note);
        }
    }
    m_note->setText(notes.join(QLatin1Char('\n')));
}

} // namespace throughline::widgets
