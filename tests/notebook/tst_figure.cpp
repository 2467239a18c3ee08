#include "models/notebook/figure_svg.h"
#include "models/notebook/funnel_figure.h"
#include "models/notebook/interval_figure.h"
#include "models/notebook/series_figure.h"
#include "tests/support/test_registry.h"

#include <QXmlStreamReader>
#include <QtTest>

#include <cmath>
#include <limits>

namespace throughline {

using namespace notebook;

namespace {

const char* const kHostile = "</text><script>alert(1)</script>&\"'`\x1b[31m\xEF\xBF\xBF";

/// The names of all elements, and all text, of well-formed XML; empty names where it is not.
struct ReadXml
{
    QStringList elements;
    QString text;
    QString error;
};

ReadXml readXml(const std::string& xml)
{
    ReadXml read;
    QXmlStreamReader reader(QByteArray::fromStdString(xml));
    while (!reader.atEnd()) {
        reader.readNext();
        if (reader.isStartElement()) {
            read.elements.append(reader.name().toString());
        } else if (reader.isCharacters()) {
            read.text += reader.text();
        }
    }
    read.error = reader.errorString();
    return read;
}

analysis::FunnelResult funnel(const std::vector<std::uint64_t>& counts)
{
    analysis::FunnelResult result;
    std::uint32_t number = 0;
    for (const std::uint64_t count : counts) {
        analysis::FunnelStepResult step;
        step.step = ++number;
        step.name = number == 1 ? "view_products" : "step";
        step.count = count;
        step.rateFromStart = counts.front() == 0
            ? 0
            : static_cast<double>(count) / static_cast<double>(counts.front());
        result.steps.push_back(step);
    }
    return result;
}

template<typename T>
std::vector<T> itemsOf(const Figure& figure)
{
    std::vector<T> found;
    for (const FigureItem& item : figure.items) {
        if (const auto* one = std::get_if<T>(&item)) {
            found.push_back(*one);
        }
    }
    return found;
}

bool insideItsFrame(const Figure& figure)
{
    for (const FigureBox& box : itemsOf<FigureBox>(figure)) {
        if (!(box.x >= 0 && box.y >= 0 && box.width >= 0 && box.height >= 0
              && box.x + box.width <= figure.width + 0.01
              && box.y + box.height <= figure.height + 0.01)) {
            return false;
        }
    }
    for (const FigureText& text : itemsOf<FigureText>(figure)) {
        if (!(text.y > 0 && text.y <= figure.height && std::isfinite(text.x))) {
            return false;
        }
    }
    return std::isfinite(figure.height) && figure.height > 0;
}

} // namespace

class FigureTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void funnelBarsAreAsHighAsTheirShares();
    void affectedStandFromTheExposureStepOn();
    void funnelsOfNobodyAndOfOneStepStayInside();
    void namesReadAsPeopleSayThem();
    void intervalsStandWhereTheirNumbersAre();
    void rowsWithoutAnEstimateSayWhy();
    void seriesLeaveGapsForWhatIsNoNumber();
    void longSeriesHaveFewPoints();
    void hostileTextStaysText();
    void longTextsAreCutAtACodePoint();
    void coloursAreThoseOfPrint();
};

void FigureTest::funnelBarsAreAsHighAsTheirShares()
{
    const analysis::FunnelResult all = funnel({1000, 500, 250});
    const Figure figure = funnelFigure({.unaffected = all});
    const auto boxes = itemsOf<FigureBox>(figure);
    QCOMPARE(boxes.size(), std::size_t {6}); // a ghost and a bar each
    QCOMPARE(boxes[3].height / boxes[2].height, 0.5);
    QCOMPARE(boxes[5].height / boxes[4].height, 0.25);
    QCOMPARE(boxes[1].fill, ColourRole::Unaffected);
    QVERIFY(insideItsFrame(figure));
    QVERIFY(
        QString::fromStdString(figure.description).contains(QLatin1String("View products 1,000")));
}

void FigureTest::affectedStandFromTheExposureStepOn()
{
    const analysis::FunnelResult all = funnel({1000, 500, 250});
    const analysis::FunnelResult hit = funnel({90, 80, 20});
    const Figure figure = funnelFigure({.unaffected = all, .affected = &hit, .exposureStep = 2});
    std::vector<FigureBox> affected;
    for (const FigureBox& box : itemsOf<FigureBox>(figure)) {
        if (box.fill == ColourRole::Affected && box.width > 10) {
            affected.push_back(box);
        }
    }
    QCOMPARE(affected.size(), std::size_t {2});
    QCOMPARE(affected[1].height / affected[0].height, 0.25);
    QVERIFY(insideItsFrame(figure));
}

void FigureTest::funnelsOfNobodyAndOfOneStepStayInside()
{
    for (const auto& counts : {std::vector<std::uint64_t> {0, 0}, {7}, {}, {3, 2, 1, 1, 1, 1, 1}}) {
        const analysis::FunnelResult all =
            counts.empty() ? analysis::FunnelResult() : funnel(counts);
        QVERIFY(insideItsFrame(funnelFigure({.unaffected = all, .affected = &all})));
    }
}

void FigureTest::namesReadAsPeopleSayThem()
{
    QCOMPARE(stepLabel("view_products"), std::string("View products"));
    QCOMPARE(stepLabel("event:a revenue:>100"), std::string("event:a revenue:>100"));
    QCOMPARE(stepLabel(""), std::string());
}

void FigureTest::intervalsStandWhereTheirNumbersAre()
{
    const Figure figure = intervalFigure({{"All", "231 sessions", {-47.7, -54.1, -41.3}, "", true},
                                          {"plan: pro", "84 sessions", {-50, -60, -40}, "", false}},
                                         "Who is hit", "points");
    const auto boxes = itemsOf<FigureBox>(figure);
    QCOMPARE(boxes.size(), std::size_t {2});
    QVERIFY(boxes[1].x < boxes[0].x); // 50 fewer is further from zero than 47.7
    QVERIFY(insideItsFrame(figure));
    QVERIFY(QString::fromStdString(figure.description)
                .contains(QStringLiteral("All: \u221247.7 points (\u221254.1 to \u221241.3)")));
}

void FigureTest::rowsWithoutAnEstimateSayWhy()
{
    const Figure figure = intervalFigure({{"All", "0 sessions", {}, "not enough data", true}},
                                         "Who is hit", "points");
    QVERIFY(itemsOf<FigureBox>(figure).empty());
    QVERIFY(QString::fromStdString(figure.description).contains(QLatin1String("not enough data")));
    QVERIFY(intervalFigure({}, "Who is hit", "points").height > 0);
}

void FigureTest::seriesLeaveGapsForWhatIsNoNumber()
{
    SeriesPicture picture;
    picture.title = "Errors per day";
    picture.places = {"1 Oct", "2 Oct", "3 Oct"};
    picture.series = {{"errors", {4, std::nullopt, std::numeric_limits<double>::quiet_NaN()}}};
    const Figure columns = seriesFigure(picture);
    QCOMPARE(itemsOf<FigureBox>(columns).size(), std::size_t {1});
    QVERIFY(insideItsFrame(columns));
    picture.shape = SeriesShape::Line;
    QVERIFY(insideItsFrame(seriesFigure(picture)));
    QVERIFY(insideItsFrame(seriesFigure({})));
}

void FigureTest::longSeriesHaveFewPoints()
{
    SeriesPicture picture;
    picture.series.push_back({"a", {}});
    for (int i = 0; i < 200'000; ++i) {
        picture.series[0].values.push_back(i % 1000);
    }
    std::size_t points = 0;
    for (const FigureLine& line : itemsOf<FigureLine>(seriesFigure(picture))) {
        points += line.points.size();
    }
    QVERIFY(points < 4000);
}

void FigureTest::hostileTextStaysText()
{
    Figure figure;
    figure.width = 100;
    figure.height = 20;
    figure.title = kHostile;
    figure.description = kHostile;
    figure.items.emplace_back(FigureText {0, 10, kHostile});
    for (const std::string& svg : {svgFile(figure), svgElement(figure, "figure-1")}) {
        const ReadXml read = readXml(svg);
        QCOMPARE(read.error, QString());
        QVERIFY(!read.elements.contains(QLatin1String("script")));
        QVERIFY(read.text.contains(QLatin1String("<script>alert(1)</script>")));
        QVERIFY(svg.find('\x1b') == std::string::npos);
    }
}

void FigureTest::longTextsAreCutAtACodePoint()
{
    const std::string text =
        elided("Gr\u00fc\u00dfe \u65e5\u672c\u8a9e aus dem S\u00fcden", 70, 13);
    QVERIFY(QString::fromStdString(text).endsWith(QChar(0x2026)));
    QVERIFY(QString::fromStdString(text).toStdString() == text);
    QCOMPARE(elided("short", 200, 13), std::string("short"));
    QVERIFY(textWidth("mm", 10) > textWidth("ii", 10));
}

void FigureTest::coloursAreThoseOfPrint()
{
    QCOMPARE(colourOf(ColourRole::Affected, ColourScheme::Light), 0xD55E00U);
    QCOMPARE(colourOf(ColourRole::Unaffected, ColourScheme::Dark), 0x0072B2U);
    QVERIFY(svgFile(Figure {10, 10, "t", "d", {FigureBox {}}}).find("#C6D0DA")
            != std::string::npos);
}

} // namespace throughline

using throughline::FigureTest;
THROUGHLINE_TEST(FigureTest)

#include "tst_figure.moc"
