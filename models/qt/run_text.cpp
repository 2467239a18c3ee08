#include "models/qt/run_text.h"

#include "models/qt/figure_painter.h"
#include "models/qt/qt_text.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QTextLayout>

#include <algorithm>

namespace throughline::qt {

namespace {

using notebook::ColourRole;
using notebook::Run;
using notebook::RunTone;

QColor colourOf(ColourRole role)
{
    return QColor::fromRgb(notebook::colourOf(role, notebook::ColourScheme::Light));
}

QFont fontOf(const RunStyle& style)
{
    QFont font = reportFont(style.pixelSize);
    font.setWeight(style.strong ? QFont::DemiBold : QFont::Normal);
    if (style.fixedPitch) {
        font.setFamilies({QStringLiteral("DejaVu Sans Mono"), QStringLiteral("monospace")});
        font.setStyleHint(QFont::Monospace);
    }
    return font;
}

QTextCharFormat formatOf(const Run& run, const RunStyle& style)
{
    QTextCharFormat format;
    switch (run.tone) {
    case RunTone::Normal:
        break;
    case RunTone::Strong:
        format.setFontWeight(QFont::DemiBold);
        break;
    case RunTone::Bad:
        format.setFontWeight(QFont::DemiBold);
        format.setForeground(colourOf(ColourRole::AffectedText));
        break;
    case RunTone::Emphasis:
        format.setFontItalic(true);
        break;
    case RunTone::Muted:
        format.setForeground(colourOf(ColourRole::Muted));
        break;
    case RunTone::Code: {
        RunStyle code = style;
        code.fixedPitch = true;
        code.pixelSize = std::max(8, style.pixelSize - 1);
        format.setFont(fontOf(code));
        break;
    }
    }
    return format;
}

/// The text of a run with its line ends as the layout knows them.
QString textOf(const Run& run)
{
    QString text = toQString(notebook::shownText(run.text));
    return text.replace(QLatin1Char('\n'), QChar::LineSeparator)
        .replace(QLatin1Char('\t'), QStringLiteral("    "));
}

} // namespace

RunText::RunText(const notebook::Runs& runs, double width, const RunStyle& style)
    : m_layout(std::make_shared<QTextLayout>())
    , m_colour(style.colour)
    , m_lineHeight(style.pixelSize * style.lineHeight)
{
    QString text;
    QList<QTextLayout::FormatRange> formats;
    for (const Run& run : runs) {
        const QString part = textOf(run);
        formats.append(
            {static_cast<int>(text.size()), static_cast<int>(part.size()), formatOf(run, style)});
        text += part;
    }
    QTextOption option(style.alignRight ? Qt::AlignRight : Qt::AlignLeft);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    option.setUseDesignMetrics(true);
    m_layout->setText(text);
    m_layout->setFont(fontOf(style));
    m_layout->setTextOption(option);
    m_layout->setFormats(formats);
    m_layout->setCacheEnabled(true);
    m_layout->beginLayout();
    for (QTextLine line = m_layout->createLine(); line.isValid(); line = m_layout->createLine()) {
        line.setLineWidth(width);
        line.setPosition({0, m_height + (m_lineHeight - line.height()) / 2});
        m_height += m_lineHeight;
    }
    m_layout->endLayout();
}

int RunText::lineCount() const
{
    return m_layout->lineCount();
}

void RunText::paint(QPainter& painter, QPointF corner) const
{
    painter.setPen(colourOf(m_colour));
    m_layout->draw(&painter, corner);
}

void RunText::paintLine(QPainter& painter, QPointF corner, int line) const
{
    painter.setPen(colourOf(m_colour));
    m_layout->lineAt(line).draw(&painter, corner - QPointF(0, line * m_lineHeight));
}

RunText::Widths RunText::widths(const notebook::Runs& runs, const RunStyle& style)
{
    Widths widths;
    for (const Run& run : runs) {
        RunStyle own = style;
        own.fixedPitch = style.fixedPitch || run.tone == RunTone::Code;
        own.strong = style.strong || run.tone == RunTone::Strong || run.tone == RunTone::Bad;
        const QFontMetricsF metrics(fontOf(own));
        for (const QString& line : textOf(run).split(QChar::LineSeparator)) {
            widths.whole += metrics.horizontalAdvance(line);
            for (const QString& word : line.split(QLatin1Char(' '))) {
                widths.word = std::max(widths.word, metrics.horizontalAdvance(word));
            }
        }
    }
    return widths;
}

} // namespace throughline::qt
