#include "models/qt/report_pdf.h"

#include "models/notebook/number_text.h"
#include "models/qt/document_pages.h"
#include "models/qt/figure_painter.h"
#include "models/qt/page_flow.h"
#include "models/qt/qt_text.h"
#include "models/qt/run_text.h"

#include <QBuffer>
#include <QPageLayout>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>

namespace throughline::qt {

namespace {

constexpr int kDotsPerInch = 1200;

/// Where the figures come from, and which page it is.
void paintFoot(QPainter& painter, const notebook::Document& document, const PageFrame& frame,
               std::size_t page, std::size_t pages)
{
    const QColor rule = QColor::fromRgb(
        notebook::colourOf(notebook::ColourRole::Grid, notebook::ColourScheme::Light));
    painter.setPen(QPen(rule, 1));
    const double top = frame.bottom + 14;
    painter.drawLine(QPointF(frame.left, top), QPointF(frame.right, top));
    RunStyle style {.pixelSize = 10, .lineHeight = 1.4, .colour = notebook::ColourRole::Muted};
    const std::string number = std::to_string(page + 1) + " / " + std::to_string(pages);
    const double room = frame.contentWidth() - 60;
    const RunText facts(
        notebook::plain(notebook::joinFacts(notebook::provenanceFacts(document.provenance))), room,
        style);
    for (int line = 0; line < std::min(3, facts.lineCount()); ++line) {
        facts.paintLine(painter, {frame.left, top + 8 + line * facts.lineHeight()}, line);
    }
    style.alignRight = true;
    const RunText place(notebook::plain(number), 56, style);
    place.paint(painter, {frame.right - 56, top + 8});
}

/// Qt writes the clock's date; a report bears its own, so that it can be made again.
void setDate(QByteArray& pdf, Timestamp made)
{
    const CivilTime civil = toCivil(made);
    const QByteArray date = QStringLiteral("D:%1%2%3%4%5%6")
                                .arg(civil.year, 4, 10, QLatin1Char('0'))
                                .arg(civil.month, 2, 10, QLatin1Char('0'))
                                .arg(civil.day, 2, 10, QLatin1Char('0'))
                                .arg(civil.hour, 2, 10, QLatin1Char('0'))
                                .arg(civil.minute, 2, 10, QLatin1Char('0'))
                                .arg(civil.second, 2, 10, QLatin1Char('0'))
                                .toLatin1();
    const QByteArray key("/CreationDate (");
    const qsizetype place = pdf.indexOf(key);
    const qsizetype end = place < 0 ? -1 : pdf.indexOf(')', place);
    const qsizetype begin = place + key.size();
    if (end < 0 || end - begin < date.size()) {
        return;
    }
    // The rest names the zone; this date is UTC.
    QByteArray whole = date;
    whole += QByteArray("Z00'00'").left(end - begin - date.size());
    whole += QByteArray(end - begin - whole.size(), ' ');
    pdf.replace(begin, end - begin, whole);
}

} // namespace

Result<std::string> pdfReport(const notebook::Document& document)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setPageLayout(QPageLayout(QPageSize(QPageSize::A4), QPageLayout::Portrait, {}));
    writer.setResolution(kDotsPerInch);
    writer.setTitle(toQString(notebook::shownText(document.title)));
    writer.setCreator(QStringLiteral("Throughline"));
    PageFlow flow {PageFrame {}};
    flowDocument(flow, document);
    QPainter painter;
    if (!painter.begin(&writer)) {
        return environmentError("The PDF cannot be painted", "Choose --format html and print it");
    }
    const double scale = writer.width() / flow.frame().width;
    painter.scale(scale, scale);
    for (std::size_t page = 0; page < flow.pageCount(); ++page) {
        if (page > 0) {
            writer.newPage();
        }
        flow.paintPage(painter, page);
        paintFoot(painter, document, flow.frame(), page, flow.pageCount());
    }
    painter.end();
    buffer.close();
    setDate(bytes, document.made);
    return std::string(bytes.constData(), static_cast<std::size_t>(bytes.size()));
}

} // namespace throughline::qt
