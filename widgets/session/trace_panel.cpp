#include "widgets/session/trace_panel.h"

#include "widgets/shared/buttons.h"
#include "widgets/shared/format.h"
#include "widgets/shared/plain_label.h"
#include "widgets/shared/text.h"

#include <QSplitter>

#include <algorithm>

namespace throughline::widgets {

QString traceHeadline(const analysis::TraceView& trace)
{
    QStringList facts;
    if (!trace.rows.empty()) {
        facts.append(oneLine(toQString(trace.rows.front().span.name)));
    }
    facts.append(formatLatency(trace.range.length()));
    facts.append(
        formatCountOf(trace.rows.size(), TracePanel::tr("1 span"), TracePanel::tr("%1 spans")));
    facts.append(
        formatCountOf(trace.services, TracePanel::tr("1 service"), TracePanel::tr("%1 services")));
    if (trace.criticalPath.ns > 0) {
        facts.append(TracePanel::tr("critical path %1").arg(formatLatency(trace.criticalPath)));
    }
    if (trace.orphans > 0) {
        facts.append(formatCountOf(trace.orphans, TracePanel::tr("1 span without its parent"),
                                   TracePanel::tr("%1 spans without their parent")));
    }
    return joinFacts(facts);
}

TracePanel::TracePanel(QWidget* parent)
    : Panel(tr("Trace"), parent)
    , m_plot(new WaterfallPlot(this))
    , m_logs(new LogView(this))
    , m_failed(new PlainLabel(tr("\u25CF error"), TextTone::Normal, this))
{
    setObjectName(QStringLiteral("tracePanel"));
    m_failed->setColourRole(Role::WarningText);
    m_failed->setNeverShortened();
    m_failed->hide();
    addToHeader(m_failed);
    auto* halves = new QSplitter(Qt::Vertical, this);
    halves->setChildrenCollapsible(true);
    halves->setHandleWidth(1);
    halves->addWidget(m_plot);
    halves->addWidget(m_logs);
    halves->setStretchFactor(0, 1);
    halves->setStretchFactor(1, 0);
    halves->setSizes({300, 72});
    m_logs->setMinimumHeight(44);
    setBody(halves);
    setTrace(nullptr, nullptr);
    connect(m_plot, &WaterfallPlot::spanSelected, this, &TracePanel::spanSelected);
    connect(m_plot, &WaterfallPlot::spanActivated, this, &TracePanel::spanActivated);
    connect(m_logs, &LogView::lineSelected, this, &TracePanel::logSelected);
    connect(m_logs, &LogView::lineActivated, this, &TracePanel::logActivated);
}

void TracePanel::setTrace(WaterfallPlot::Trace trace, LogView::Lines logs, const QString& emptyText)
{
    const bool present = trace && !trace->rows.empty();
    setSubtitle(present ? traceHeadline(*trace) : QString());
    const bool failed = present
        && std::any_of(trace->rows.begin(), trace->rows.end(),
                       [](const analysis::TraceRow& row) { return row.span.status == "error"; });
    m_failed->setVisible(failed);
    m_logs->setVisible(logs && !logs->empty());
    m_logs->setLines(std::move(logs));
    m_plot->setTrace(std::move(trace));
    const QString reason =
        emptyText.isEmpty() ? tr("Select a request or an error to see its trace.") : emptyText;
    setEmptyText(present ? QString() : reason);
}

void TracePanel::selectSpan(domain::SpanId span)
{
    m_plot->selectSpan(span);
}

} // namespace throughline::widgets
