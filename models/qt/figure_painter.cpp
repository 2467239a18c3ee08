#include "models/qt/figure_painter.h"

#include "models/notebook/report_document.h"
#include "models/qt/qt_text.h"

#include <QBuffer>
#include <QFontMetricsF>
#include <QImage>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace throughline::qt {

namespace {

constexpr int kScale = 2;
constexpr double kLargest = 8000; ///< pixels of a picture's side

/// Paints one item after the other.
class Items
{
public:
    Items(QPainter& painter, QPointF corner, notebook::ColourScheme scheme, const QFont& font)
        : m_painter(painter)
        , m_corner(corner)
        , m_scheme(scheme)
        , m_font(font)
    {
    }

    void operator()(const notebook::FigureBox& box)
    {
        m_painter.fillRect(QRectF(m_corner + QPointF(box.x, box.y), QSizeF(box.width, box.height)),
                           colour(box.fill));
    }

    void operator()(const notebook::FigureLine& line)
    {
        QPolygonF points;
        for (const notebook::FigurePoint& point : line.points) {
            points.append(m_corner + QPointF(point.x, point.y));
        }
        m_painter.setPen(QPen(colour(line.stroke), line.width));
        m_painter.drawPolyline(points);
    }

    void operator()(const notebook::FigureText& text)
    {
        QFont font(m_font);
        font.setPixelSize(static_cast<int>(std::lround(text.size)));
        font.setWeight(text.strong ? QFont::DemiBold : QFont::Normal);
        const QString words = toQString(notebook::shownText(text.text)).simplified();
        const double width = QFontMetricsF(font).horizontalAdvance(words);
        const double back = text.anchor == notebook::FigureAnchor::Start ? 0
            : text.anchor == notebook::FigureAnchor::Middle              ? width / 2
                                                                         : width;
        m_painter.setFont(font);
        m_painter.setPen(colour(text.fill));
        m_painter.drawText(m_corner + QPointF(text.x - back, text.y), words);
    }

private:
    [[nodiscard]] QColor colour(notebook::ColourRole role) const
    {
        return QColor::fromRgb(notebook::colourOf(role, m_scheme));
    }

    QPainter& m_painter;
    QPointF m_corner;
    notebook::ColourScheme m_scheme;
    const QFont& m_font;
};

} // namespace

void paintFigure(QPainter& painter, const notebook::Figure& figure, QPointF corner,
                 notebook::ColourScheme scheme, const QFont& font)
{
    Items items(painter, corner, scheme, font);
    for (const notebook::FigureItem& item : figure.items) {
        std::visit(items, item);
    }
}

std::string pngOfFigure(const notebook::Figure& figure)
{
    const auto pixels = [](double length) {
        return static_cast<int>(std::ceil(std::clamp(length, 1.0, kLargest) * kScale));
    };
    QImage image(pixels(figure.width), pixels(figure.height), QImage::Format_RGB32);
    if (image.isNull()) {
        return {};
    }
    image.fill(QColor::fromRgb(
        notebook::colourOf(notebook::ColourRole::Surface, notebook::ColourScheme::Light)));
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(kScale, kScale);
    paintFigure(painter, figure, {0, 0}, notebook::ColourScheme::Light, reportFont(13));
    painter.end();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    return buffer.open(QIODevice::WriteOnly) && image.save(&buffer, "PNG")
        ? std::string(bytes.constData(), static_cast<std::size_t>(bytes.size()))
        : std::string();
}

QFont reportFont(int pixelSize)
{
    QFont font;
    font.setFamilies({QStringLiteral("Inter"), QStringLiteral("Noto Sans"),
                      QStringLiteral("Open Sans"), QStringLiteral("DejaVu Sans")});
    font.setPixelSize(pixelSize);
    font.setHintingPreference(QFont::PreferNoHinting);
    // Letters that are not spaced apart are joined to ligatures, which a search does not find.
    font.setLetterSpacing(QFont::AbsoluteSpacing, 0.02);
    return font;
}

} // namespace throughline::qt
