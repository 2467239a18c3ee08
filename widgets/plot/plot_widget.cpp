#include "widgets/plot/plot_widget.h"

#include "widgets/plot/plot_manners.h"
#include "widgets/shared/text.h"
#include "widgets/theme/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace throughline::widgets {

PlotWidget::PlotWidget(const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_manners(new PlotManners(this, [this] { return table(); }))
{
    setAccessibleName(name);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
}

void PlotWidget::contentChanged()
{
    setAccessibleDescription(summary());
    update();
}

bool PlotWidget::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QString hint = hintAt(QPointF(help->pos()));
        if (hint.isEmpty()) {
            QToolTip::hideText();
        } else {
            QToolTip::showText(help->globalPos(), asToolTip(hint), this);
        }
        return true;
    }
    return QWidget::event(event);
}

void paintFocusRing(QPainter& painter, const QRect& box)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(Theme::current().colour(Role::Focus));
    painter.drawRect(box.adjusted(0, 0, -1, -1));
    painter.restore();
}

} // namespace throughline::widgets
