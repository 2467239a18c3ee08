#include "models/qt/document_pages.h"
#include "models/qt/figure_painter.h"
#include "models/qt/page_flow.h"
#include "models/qt/report_pdf.h"
#include "models/qt/table_pages.h"
#include "tests/notebook/hostile_text.h"
#include "tests/notebook/sample_document.h"
#include "tests/support/test_registry.h"

#include <QImage>
#include <QPainter>
#include <QProcess>
#include <QRegularExpression>
#include <QtTest>

namespace throughline {

using notebook::Document;

namespace {

std::string pdfOf(const Document& document)
{
    auto pdf = qt::pdfReport(document);
    return pdf.ok() ? pdf.value() : std::string();
}

/// What a reader finds in it.
QString textOf(const std::string& pdf)
{
    QProcess reader;
    reader.start(QStringLiteral("pdftotext"),
                 {QStringLiteral("-layout"), QStringLiteral("-"), QStringLiteral("-")});
    reader.write(pdf.data(), static_cast<qint64>(pdf.size()));
    reader.closeWriteChannel();
    return reader.waitForFinished() ? QString::fromUtf8(reader.readAllStandardOutput())
                                    : QStringLiteral("pdftotext does not run");
}

/// Readers keep or drop the blanks around the stroke.
bool saysPage(const QString& text, qsizetype page, qsizetype pages)
{
    return text.contains(QRegularExpression(QStringLiteral("%1 ?/ ?%2").arg(page).arg(pages)));
}

Document longDocument()
{
    Document document = test::documentOf("affected offices flow efficiently");
    notebook::TableBlock table {"Sessions", {{"Session"}, {"Trace"}}, {}, 7};
    for (int i = 0; i < 120; ++i) {
        table.rows.push_back({notebook::plain("s_" + std::to_string(i)),
                              notebook::plain("trace " + std::to_string(i))});
    }
    document.sections.push_back({"Evidence", {table}, true});
    return document;
}

} // namespace

class ReportPdfTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textCanBeExtracted();
    void pagesAreNumberedAndHeadsRepeated();
    void figuresAreVectors();
    void hostileTextIsShown();
    void theSameTwiceIsTheSame();
    void emptyDocumentIsAPage();
    void longTextsGoOnOnTheNextPage();
    void columnsFillTheWidth_data();
    void columnsFillTheWidth();
    void pngShowsTheFigure();
    void whatHasNoRoomGoesToTheNextPage();
    void aFirstPageGivesGapsBeforeItsLastLine();
    void headsOfTablesDoNotStandAlone();
};

void ReportPdfTest::textCanBeExtracted()
{
    const QString text = textOf(pdfOf(longDocument()));
    // Ligatures would be found as letters of their own.
    QVERIFY(text.contains(QLatin1String("affected offices flow efficiently")));
    QVERIFY(text.contains(QLatin1String("and 7 more rows, left out here")));
}

void ReportPdfTest::pagesAreNumberedAndHeadsRepeated()
{
    const QStringList pages =
        textOf(pdfOf(longDocument())).split(QChar::FormFeed, Qt::SkipEmptyParts);
    QVERIFY(pages.size() > 3);
    for (qsizetype i = 0; i < pages.size(); ++i) {
        QVERIFY(saysPage(pages[i], i + 1, pages.size()));
    }
    QVERIFY(pages.last().contains(QLatin1String("Session")));
    QVERIFY(pages.last().contains(QLatin1String("s_119")));
}

void ReportPdfTest::figuresAreVectors()
{
    const std::string pdf = pdfOf(test::documentOf("x"));
    QVERIFY(pdf.starts_with("%PDF-"));
    QVERIFY(pdf.find("/Subtype /Image") == std::string::npos);
    for (const char* part :
         {"/JavaScript", "/JS", "/Launch", "/URI", "/EmbeddedFile", "/OpenAction"}) {
        QVERIFY2(pdf.find(part) == std::string::npos, part);
    }
}

void ReportPdfTest::hostileTextIsShown()
{
    const QString text = textOf(pdfOf(test::documentOf(test::allHostileTexts())));
    QVERIFY(text.contains(QLatin1String("<script>alert('hostile')</script>")));
    QVERIFY(text.contains(QLatin1String("javascript:alert(1)")));
    QVERIFY(text.contains(QLatin1String("%%bash")));
    QVERIFY(!text.contains(QChar(0x1b)));
    QVERIFY(!text.contains(QChar(0x202e)));
}

void ReportPdfTest::theSameTwiceIsTheSame()
{
    const std::string once = pdfOf(longDocument());
    QVERIFY(once == pdfOf(longDocument()));
    // No other date in it: the clock at which it was painted leaves no trace.
    QCOMPARE(QString::fromLatin1(once.data(), static_cast<qsizetype>(once.size()))
                 .count(QLatin1String("D:2026")),
             QString::fromLatin1(once.data(), static_cast<qsizetype>(once.size()))
                 .count(QLatin1String("D:20261129000000Z")));
}

void ReportPdfTest::emptyDocumentIsAPage()
{
    QVERIFY(saysPage(textOf(pdfOf({})), 1, 1));
}

void ReportPdfTest::longTextsGoOnOnTheNextPage()
{
    Document document;
    std::string text;
    for (int i = 0; i < 2000; ++i) {
        text += "word" + std::to_string(i) + ' ';
    }
    document.sections.push_back({"", {notebook::Paragraph {notebook::plain(text)}}, false});
    document.sections.push_back(
        {"", {notebook::CodeBlock {std::string(20'000, 'x') + "\nthe end"}}, false});
    const QString read = textOf(pdfOf(document));
    QVERIFY(read.contains(QLatin1String("word1999")));
    QVERIFY(read.contains(QLatin1String("the end")));
    QVERIFY(read.count(QChar::FormFeed) >= 3);
}

void ReportPdfTest::columnsFillTheWidth_data()
{
    QTest::addColumn<QList<double>>("whole");
    QTest::addColumn<QList<double>>("word");
    QTest::newRow("room for all") << QList<double> {100, 200} << QList<double> {50, 60};
    QTest::newRow("one long text") << QList<double> {60, 5000} << QList<double> {60, 90};
    QTest::newRow("words alone are too wide")
        << QList<double> {900, 900} << QList<double> {900, 800};
    QTest::newRow("nothing in it") << QList<double> {12, 12} << QList<double> {12, 12};
}

void ReportPdfTest::columnsFillTheWidth()
{
    QFETCH(QList<double>, whole);
    QFETCH(QList<double>, word);
    std::vector<qt::ColumnNeed> needs;
    for (qsizetype i = 0; i < whole.size(); ++i) {
        needs.push_back({whole[i], word[i]});
    }
    const std::vector<double> widths = qt::columnWidths(needs, 788);
    QVERIFY(std::abs(widths[0] + widths[1] - 788) < 0.001);
    QVERIFY(widths[0] > 0 && widths[1] > 0);
    if (word[0] + word[1] <= 788) {
        QVERIFY(widths[0] >= word[0] - 0.001 && widths[1] >= word[1] - 0.001);
    }
    QVERIFY(qt::columnWidths({}, 788).empty());
}

void ReportPdfTest::pngShowsTheFigure()
{
    notebook::Figure figure;
    figure.width = 40;
    figure.height = 20;
    figure.items.emplace_back(notebook::FigureBox {0, 0, 20, 20, notebook::ColourRole::Affected});
    const std::string png = qt::pngOfFigure(figure);
    const QImage image = QImage::fromData(QByteArray::fromStdString(png), "PNG");
    QCOMPARE(image.size(), QSize(80, 40));
    QCOMPARE(image.pixelColor(10, 10), QColor(0xD5, 0x5E, 0x00));
    QCOMPARE(image.pixelColor(70, 10), QColor(Qt::white));
}

/// So many lines, and a section on a page of its own where there is to be one.
Document linesAndMore(int lines, bool more)
{
    Document document;
    document.title = "Lines";
    document.sections.emplace_back();
    for (int i = 0; i < lines; ++i) {
        document.sections.front().blocks.emplace_back(
            notebook::Paragraph {notebook::plain("line")});
    }
    if (more) {
        document.sections.push_back({"More", {notebook::Paragraph {notebook::plain("x")}}, true});
    }
    return document;
}

std::size_t pagesOf(const Document& document)
{
    qt::PageFlow flow {qt::PageFrame {}};
    qt::flowDocument(flow, document);
    return flow.pageCount();
}

void ReportPdfTest::aFirstPageGivesGapsBeforeItsLastLine()
{
    int lines = 10;
    while (pagesOf(linesAndMore(lines, false)) == 1) {
        ++lines;
    }
    QVERIFY(lines > 30);
    QCOMPARE(pagesOf(linesAndMore(lines, false)), std::size_t {2});
    QCOMPARE(pagesOf(linesAndMore(lines, true)), std::size_t {2});
    // What is too long for that keeps its gaps and goes on on the next page.
    QCOMPARE(pagesOf(linesAndMore(lines * 3 / 2, true)), std::size_t {3});
    QCOMPARE(pagesOf(linesAndMore(0, true)), std::size_t {2});
}

void ReportPdfTest::headsOfTablesDoNotStandAlone()
{
    notebook::TableBlock table {"", {{"head"}}, {}, 0};
    std::string tall;
    for (int i = 0; i < 400; ++i) {
        tall += "word ";
    }
    table.rows.push_back({notebook::plain(tall)});
    qt::PageFlow flow {qt::PageFrame {}};
    flow.place(flow.frame().bottom - flow.frame().top - 40, [](QPainter&, QPointF) {});
    qt::flowTable(flow, table);
    QCOMPARE(flow.pageCount(), std::size_t {2});
    QImage first(900, 1273, QImage::Format_RGB32);
    first.fill(Qt::white);
    {
        QPainter painter(&first);
        flow.paintPage(painter, 0);
    }
    QImage blank(first.size(), first.format());
    blank.fill(Qt::white);
    QVERIFY(first == blank);
}

void ReportPdfTest::whatHasNoRoomGoesToTheNextPage()
{
    qt::PageFlow flow {qt::PageFrame {}};
    const double page = flow.frame().bottom - flow.frame().top;
    const auto nothing = [](QPainter&, QPointF) {};
    flow.place(page * 0.6, nothing);
    flow.place(page * 0.6, nothing);
    QCOMPARE(flow.pageCount(), std::size_t {2});
    flow.place(page * 2, nothing); // taller than a page: on one of its own
    QCOMPARE(flow.pageCount(), std::size_t {3});
    flow.newPage();
    flow.newPage();
    flow.gap(500);
    flow.place(page, nothing);
    QCOMPARE(flow.pageCount(), std::size_t {4});
}

} // namespace throughline

using throughline::ReportPdfTest;
THROUGHLINE_TEST(ReportPdfTest)

#include "tst_report_pdf.moc"
