#include "widgets/theme/fonts.h"

#include <QFontDatabase>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace throughline::widgets {

namespace {

QFont scaled(QFont font, double factor)
{
    if (font.pointSizeF() > 0) {
        font.setPointSizeF(font.pointSizeF() * factor);
    } else {
        font.setPixelSize(qRound(font.pixelSize() * factor));
    }
    return font;
}

double widestDigit(const QFontMetricsF& metrics)
{
    double widest = 0;
    for (char digit = '0'; digit <= '9'; ++digit) {
        widest = std::max(widest, metrics.horizontalAdvance(QLatin1Char(digit)));
    }
    return widest;
}

} // namespace

QFont strongFont(const QFont& base)
{
    QFont font(base);
    font.setWeight(QFont::DemiBold);
    return font;
}

QFont smallFont(const QFont& base)
{
    return scaled(base, 0.9);
}

QFont largeFont(const QFont& base)
{
    return scaled(base, 1.12);
}

QFont codeFont(const QFont& base)
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (base.pointSizeF() > 0) {
        font.setPointSizeF(base.pointSizeF() * 0.95);
    } else {
        font.setPixelSize(qRound(base.pixelSize() * 0.95));
    }
    return font;
}

bool hasTabularFigures(const QFont& font)
{
    const QFontMetricsF metrics(font);
    const double first = metrics.horizontalAdvance(QLatin1Char('0'));
    for (char digit = '1'; digit <= '9'; ++digit) {
        if (std::abs(metrics.horizontalAdvance(QLatin1Char(digit)) - first) > 0.05) {
            return false;
        }
    }
    return true;
}

double figuresWidth(const QFont& font, const QString& text)
{
    const QFontMetricsF metrics(font);
    if (hasTabularFigures(font)) {
        return metrics.horizontalAdvance(text);
    }
    const double digit = widestDigit(metrics);
    double width = 0;
    for (const QChar letter : text) {
        width += letter.isDigit() ? digit : metrics.horizontalAdvance(letter);
    }
    return width;
}

void drawFigures(QPainter& painter, const QRectF& box, Qt::Alignment alignment, const QString& text)
{
    if (hasTabularFigures(painter.font())) {
        painter.drawText(box, static_cast<int>(alignment) | Qt::TextSingleLine, text);
        return;
    }
    const QFontMetricsF metrics(painter.font());
    const double digit = widestDigit(metrics);
    const double width = figuresWidth(painter.font(), text);
    double x = box.left();
    if (alignment & Qt::AlignRight) {
        x = box.right() - width;
    } else if (alignment & Qt::AlignHCenter) {
        x = box.center().x() - width / 2;
    }
    for (const QChar letter : text) {
        const double own = metrics.horizontalAdvance(letter);
        const double room = letter.isDigit() ? digit : own;
        painter.drawText(QRectF(x + (room - own) / 2, box.top(), own + 1, box.height()),
                         Qt::AlignVCenter | Qt::TextSingleLine, QString(letter));
        x += room;
    }
}

} // namespace throughline::widgets
