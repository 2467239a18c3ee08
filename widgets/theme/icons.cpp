#include "widgets/theme/icons.h"

#include "widgets/theme/theme.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

#include <array>

namespace throughline::widgets {

namespace {

constexpr std::array<const char*, 17> kFiles {
    "back",    "forward",     "close", "chevron-down", "chevron-right", "search",
    "import",  "open-store",  "demo",  "impact",       "session",       "data",
    "warning", "information", "done",  "store",        "notebook"};

QByteArray sourceOf(Icon name)
{
    const auto file = QLatin1String(kFiles.at(static_cast<std::size_t>(name)));
    QFile source(QStringLiteral(":/icons/%1.svg").arg(file));
    return source.open(QIODevice::ReadOnly) ? source.readAll() : QByteArray();
}

void paintIcon(QPainter& painter, const QRectF& box, Icon name, const QColor& colour)
{
    QByteArray svg = sourceOf(name);
    svg.replace("currentColor", colour.name().toLatin1());
    QSvgRenderer renderer(svg);
    renderer.render(&painter, box);
}

/// Draws at whatever size is asked, in the colours of the current theme.
class ThemedEngine final : public QIconEngine
{
public:
    explicit ThemedEngine(Icon name)
        : m_name(name)
    {
    }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        const Theme& theme = Theme::current();
        const Role role = mode == QIcon::Disabled ? Role::BarStrong
            : mode == QIcon::Selected             ? Role::AccentText
                                                  : Role::Text;
        paintIcon(*painter, rect, m_name, theme.colour(role));
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect({0, 0}, size), mode, state);
        return pixmap;
    }

    [[nodiscard]] QIconEngine* clone() const override { return new ThemedEngine(m_name); }

private:
    Icon m_name;
};

} // namespace

QIcon icon(Icon name)
{
    return QIcon(new ThemedEngine(name));
}

QPixmap iconPixmap(Icon name, const QColor& colour, int size, double scale)
{
    QPixmap pixmap(QSize(size, size) * scale);
    pixmap.setDevicePixelRatio(scale);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paintIcon(painter, QRectF(0, 0, size, size), name, colour);
    return pixmap;
}

} // namespace throughline::widgets
