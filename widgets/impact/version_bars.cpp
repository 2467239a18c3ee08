#include "widgets/impact/version_bars.h"

#include "widgets/shared/format.h"
#include "widgets/shared/text.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace throughline::widgets {

namespace {

constexpr std::size_t kMost = 6;
constexpr double kBarRoom = 56;

} // namespace

VersionBars::VersionBars(QWidget* parent)
    : PlotWidget(tr("Occurrences by version"), parent)
{
    setObjectName(QStringLiteral("versionBars"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
}

void VersionBars::setVersions(const std::vector<VersionCount>& versions)
{
    m_versions = versions;
    m_current.reset();
    setVisible(!versions.empty());
    updateGeometry();
    contentChanged();
}

TableTwin VersionBars::table() const
{
    TableTwin twin {accessibleName(), {tr("Version"), tr("Occurrences")}, {}};
    for (const VersionCount& version : m_versions) {
        twin.rows.push_back({toQString(version.version), formatCount(version.sessions)});
    }
    return twin;
}

QString VersionBars::summary() const
{
    QStringList parts;
    for (const VersionCount& version : m_versions) {
        parts.append(toQString(version.version) + QLatin1Char(' ') + formatCount(version.sessions));
    }
    return parts.join(QStringLiteral(", "));
}

QString VersionBars::hintAt(QPointF position) const
{
    const std::optional<std::size_t> place = placeAt(position);
    if (!place) {
        return {};
    }
    return tr("%1: %2 occurrences. Click to see what this release changed.")
        .arg(toQString(m_versions[*place].version), formatCount(m_versions[*place].sessions));
}

std::optional<std::size_t> VersionBars::placeAt(QPointF position) const
{
    const std::size_t place =
        firstShown() + static_cast<std::size_t>(std::max(0.0, position.y()) / rowHeight());
    return place < m_versions.size() ? std::optional(place) : std::nullopt;
}

void VersionBars::activate(std::size_t place)
{
    m_current = place;
    update();
    Q_EMIT versionActivated(toQString(m_versions[place].version));
}

void VersionBars::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton) {
        if (const auto place = placeAt(event->position())) {
            activate(*place);
        }
    }
    PlotWidget::mouseReleaseEvent(event);
}

void VersionBars::keyPressEvent(QKeyEvent* event)
{
    if (m_versions.empty()) {
        PlotWidget::keyPressEvent(event);
        return;
    }
    const std::size_t last = m_versions.size() - 1;
    switch (event->key()) {
    case Qt::Key_Up:
        m_current =
            m_current ? std::max(firstShown(), *m_current - (*m_current > 0 ? 1 : 0)) : last;
        break;
    case Qt::Key_Down:
        m_current = m_current ? std::min(last, *m_current + 1) : firstShown();
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        activate(m_current.value_or(last));
        return;
    default:
        PlotWidget::keyPressEvent(event);
        return;
    }
    update();
}

std::size_t VersionBars::firstShown() const
{
    return m_versions.size() > kMost ? m_versions.size() - kMost : 0;
}

int VersionBars::rowHeight() const
{
    return fontMetrics().height() + 7;
}

QSize VersionBars::sizeHint() const
{
    return {140, static_cast<int>(m_versions.size() - firstShown()) * rowHeight()};
}

QSize VersionBars::minimumSizeHint() const
{
    return sizeHint();
}

void VersionBars::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Theme& theme = Theme::current();
    painter.setFont(smallFont(font()));
    std::uint64_t highest = 1;
    double nameWidth = 20;
    for (std::size_t i = firstShown(); i < m_versions.size(); ++i) {
        highest = std::max(highest, m_versions[i].sessions);
        nameWidth =
            std::max(nameWidth, figuresWidth(painter.font(), toQString(m_versions[i].version)));
    }
    nameWidth = std::min(nameWidth, 52.0);
    double top = 0;
    for (std::size_t i = firstShown(); i < m_versions.size(); ++i, top += rowHeight()) {
        const QRectF row(3, top, width() - 3, rowHeight());
        if (m_current == i) {
            painter.fillRect(row, theme.colour(Role::Selection));
        }
        painter.setPen(theme.colour(Role::Muted));
        const QString name =
            QFontMetricsF(painter.font())
                .elidedText(toQString(m_versions[i].version), Qt::ElideMiddle, nameWidth + 1);
        drawFigures(painter, QRectF(row.left(), top, nameWidth, rowHeight()),
                    Qt::AlignLeft | Qt::AlignVCenter, name);
        const double share =
            static_cast<double>(m_versions[i].sessions) / static_cast<double>(highest);
        const double length = std::max(1.0, kBarRoom * share);
        const double left = row.left() + nameWidth + 6;
        painter.fillRect(QRectF(left, row.center().y() - 5, length, 10),
                         theme.colour(Role::BarStrong));
        drawFigures(painter, QRectF(left + length + 5, top, 60, rowHeight()),
                    Qt::AlignLeft | Qt::AlignVCenter, formatCount(m_versions[i].sessions));
    }
    if (hasFocus()) {
        paintFocusRing(painter, rect());
    }
}

} // namespace throughline::widgets
