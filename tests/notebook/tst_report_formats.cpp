#include "models/notebook/report_files.h"
#include "models/notebook/report_ipynb.h"
#include "models/notebook/report_json.h"
#include "models/notebook/report_markdown.h"
#include "tests/notebook/hostile_text.h"
#include "tests/notebook/sample_document.h"
#include "tests/support/test_registry.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QXmlStreamReader>
#include <QtTest>

namespace throughline {

using namespace notebook;

namespace {

/// What a program prints for this input; a null array where it does not run or fails.
QByteArray printed(const QString& program, const QStringList& arguments, const std::string& input)
{
    QProcess process;
    process.start(program, arguments);
    process.write(QByteArray::fromStdString(input));
    process.closeWriteChannel();
    const bool ended = process.waitForFinished();
    return ended && process.exitCode() == 0 ? process.readAllStandardOutput() : QByteArray();
}

/// Markdown as GitHub reads it: its syntax tree as XML, HTML allowed so that any is seen.
struct ReadMarkdown
{
    QStringList elements;
    QStringList destinations;
    QString text;
    QString error;
};

ReadMarkdown readMarkdown(const std::string& markdown)
{
    ReadMarkdown read;
    QStringList arguments {QStringLiteral("-t"), QStringLiteral("xml"), QStringLiteral("--unsafe")};
    for (const char* extension : {"table", "strikethrough", "autolink", "tasklist"}) {
        arguments.append({QStringLiteral("-e"), QLatin1String(extension)});
    }
    QByteArray xml = printed(QStringLiteral("cmark-gfm"), arguments, markdown);
    xml.replace("\xEF\xBF\xBF", "?"); // XML has no place for it
    QXmlStreamReader reader(xml);
    while (!reader.atEnd()) {
        reader.readNext();
        if (reader.isStartElement()) {
            read.elements.append(reader.name().toString());
            if (reader.attributes().hasAttribute(QLatin1String("destination"))) {
                read.destinations.append(
                    reader.attributes().value(QLatin1String("destination")).toString());
            }
        } else if (reader.isCharacters()) {
            read.text += reader.text();
        }
    }
    read.error = xml.isEmpty() ? QStringLiteral("cmark-gfm gives nothing") : reader.errorString();
    return read;
}

QJsonObject readJson(const std::string& json)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
}

/// Its lines as one text.
QString sourceOf(const QJsonValue& cell)
{
    QString source;
    for (const QJsonValue line : cell[QLatin1String("source")].toArray()) {
        source += line.toString();
    }
    return source;
}

void addHostileRows()
{
    QTest::addColumn<QByteArray>("text");
    int number = 0;
    for (const std::string& text : test::hostileTexts()) {
        QTest::addRow("%d", number++) << QByteArray::fromStdString(text);
    }
    QTest::newRow("all") << QByteArray::fromStdString(test::allHostileTexts());
}

} // namespace

class ReportFormatsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void markdownKeepsHostileTextAsText_data() { addHostileRows(); }

    void markdownKeepsHostileTextAsText();
    void markdownNamesItsPictures();
    void markdownTablesKeepTheirColumns();

    void jsonKeepsEveryText_data() { addHostileRows(); }

    void jsonKeepsEveryText();
    void jsonCarriesTheDocumentsData();
    void notebookHasCellsOfTheFormat();

    void notebookCodeIsOursAlone_data() { addHostileRows(); }

    void notebookCodeIsOursAlone();
    void notebookRunsWithTheStandardLibrary();
    void formatsGoByTheirEnding();
    void filesAreWrittenWholeAndForTheirOwner();
    void theSameTwiceIsTheSame();
};

void ReportFormatsTest::markdownKeepsHostileTextAsText()
{
    QFETCH(QByteArray, text);
    const ReadMarkdown read =
        readMarkdown(markdownReport(test::documentOf(text.toStdString()), "report").text);
    QCOMPARE(read.error, QString());
    for (const char* element : {"html_block", "html_inline", "footnote_reference"}) {
        QVERIFY2(!read.elements.contains(QLatin1String(element)), element);
    }
    for (const QString& destination : read.destinations) {
        QVERIFY2(destination == QLatin1String("https://good.example/a?b=c&d=e")
                     || destination == QLatin1String("report-1.svg")
                     // GitHub links mail addresses whatever stands around their sign.
                     || destination == QLatin1String("mailto:hostile@hostile.example"),
                 qPrintable(destination));
    }
    // Two headings of the page, one in the text; three blocks of code and one picture: none of
    // data.
    QCOMPARE(read.elements.count(QLatin1String("heading")), 3);
    QCOMPARE(read.elements.count(QLatin1String("code_block")), 1);
    QCOMPARE(read.elements.count(QLatin1String("image")), 1);
    QCOMPARE(read.elements.count(QLatin1String("table")), 2);
    QCOMPARE(read.elements.count(QLatin1String("thematic_break")), 1);
    QVERIFY(!read.text.contains(QChar(0x1b)));
    QVERIFY(read.text.contains(QLatin1String("hostile")));
}

void ReportFormatsTest::markdownNamesItsPictures()
{
    Document document = test::documentOf("x");
    document.sections.push_back(document.sections.back());
    const MarkdownReport report = markdownReport(document, "my report");
    QCOMPARE(report.pictures.size(), std::size_t {2});
    QCOMPARE(report.pictures[1].name, std::string("my report-2.svg"));
    QVERIFY(readMarkdown(report.text).destinations.contains(QLatin1String("my%20report-2.svg")));
}

void ReportFormatsTest::markdownTablesKeepTheirColumns()
{
    Document document;
    TableBlock table {"", {{"a|b"}, {"c"}}, {}, 0};
    table.rows = {{plain("1 | 2"), {Run {"x|`|y", RunTone::Code}}}, {plain("only one")}};
    document.sections.push_back({"", {table}, false});
    const ReadMarkdown read = readMarkdown(markdownReport(document, "r").text);
    QCOMPARE(read.elements.count(QLatin1String("table_cell")), 6);
    QVERIFY(read.text.contains(QLatin1String("x|`|y")));
}

void ReportFormatsTest::jsonKeepsEveryText()
{
    QFETCH(QByteArray, text);
    const QJsonObject json = readJson(jsonReport(test::documentOf(text.toStdString())));
    QVERIFY(!json.isEmpty());
    QCOMPARE(json[QLatin1String("title")].toString(), QString::fromUtf8(text));
    QCOMPARE(json[QLatin1String("sections")].toArray().size(), 2);
    const QByteArray python =
        printed(QStringLiteral("python3"),
                {QStringLiteral("-c"),
                 QStringLiteral("import json, sys; print(len(json.load(sys.stdin)['sections']))")},
                jsonReport(test::documentOf(text.toStdString())));
    QCOMPARE(python.trimmed(), QByteArray("2"));
}

void ReportFormatsTest::jsonCarriesTheDocumentsData()
{
    Document document = test::documentOf("x");
    document.data = {{"comparison", "{\"difference\": -0.477}"}};
    const QJsonObject json = readJson(jsonReport(document));
    QCOMPARE(json[QLatin1String("comparison")][QLatin1String("difference")].toDouble(), -0.477);
    QCOMPARE(json[QLatin1String("made")].toString(), QStringLiteral("2026-11-29T00:00:00Z"));
}

void ReportFormatsTest::notebookHasCellsOfTheFormat()
{
    const QJsonObject json = readJson(
        ipynbReport(test::documentOf("x"), [](const Figure&) { return std::string("png"); }));
    QCOMPARE(json[QLatin1String("nbformat")].toInt(), 4);
    QCOMPARE(json[QLatin1String("nbformat_minor")].toInt(), 5);
    QSet<QString> ids;
    const QJsonArray cells = json[QLatin1String("cells")].toArray();
    for (const QJsonValue cell : cells) {
        ids.insert(cell[QLatin1String("id")].toString());
        QVERIFY(!cell[QLatin1String("source")].toArray().isEmpty());
        for (const QJsonValue output : cell[QLatin1String("outputs")].toArray()) {
            QVERIFY(!output[QLatin1String("data")].toObject().contains(QLatin1String("text/html")));
        }
    }
    QCOMPARE(ids.size(), cells.size());
    QVERIFY(!json[QLatin1String("metadata")].toObject().contains(QLatin1String("signature")));
}

void ReportFormatsTest::notebookCodeIsOursAlone()
{
    QFETCH(QByteArray, text);
    const auto codeOf = [](const std::string& data) {
        QStringList code;
        const QJsonObject json = readJson(ipynbReport(test::documentOf(data)));
        for (const QJsonValue cell : json[QLatin1String("cells")].toArray()) {
            if (cell[QLatin1String("cell_type")].toString() == QLatin1String("code")) {
                // The report's digest is the one thing that differs.
                code.append(sourceOf(cell).replace(
                    QRegularExpression(QStringLiteral("[0-9a-f]{32}")), QString()));
            }
        }
        return code;
    };
    QCOMPARE(codeOf(text.toStdString()), codeOf("harmless"));
    QCOMPARE(codeOf("harmless").size(), 2);
}

void ReportFormatsTest::notebookRunsWithTheStandardLibrary()
{
    const QTemporaryDir folder;
    const std::string notebook = ipynbReport(test::documentOf(test::allHostileTexts()));
    QFile file(folder.filePath(QStringLiteral("a report.ipynb")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(notebook));
    file.close();
    QString script;
    const QJsonObject json = readJson(notebook);
    for (const QJsonValue cell : json[QLatin1String("cells")].toArray()) {
        if (cell[QLatin1String("cell_type")].toString() == QLatin1String("code")) {
            script += sourceOf(cell) + QLatin1Char('\n');
        }
    }
    script += QStringLiteral(
        "assert figure(1)._repr_mimebundle_()['image/svg+xml'].startswith('<svg')\n");
    QProcess python;
    python.setWorkingDirectory(folder.path());
    python.start(QStringLiteral("python3"), {QStringLiteral("-I"), QStringLiteral("-")});
    python.write(script.toUtf8());
    python.closeWriteChannel();
    QVERIFY(python.waitForFinished());
    QVERIFY2(python.exitCode() == 0, python.readAllStandardError().constData());
    QCOMPARE(python.readAllStandardOutput().trimmed(), QByteArray("1 figures"));
}

void ReportFormatsTest::formatsGoByTheirEnding()
{
    QCOMPARE(formatOfFile("a/b.HTML"), std::optional(ReportFormat::Html));
    QCOMPARE(formatOfFile("b.md"), std::optional(ReportFormat::Markdown));
    QVERIFY(!formatOfFile("b.txt"));
    QVERIFY(!formatOfFile("html"));
    QVERIFY(!reportFormatFromText(""));
    QVERIFY(!reportFiles({}, ReportFormat::Pdf, "a.pdf", {}).ok());
}

void ReportFormatsTest::filesAreWrittenWholeAndForTheirOwner()
{
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath(QStringLiteral("r.md")).toStdString();
    const auto files = reportFiles(test::documentOf("x"), ReportFormat::Markdown, path, {});
    QVERIFY(files.ok());
    const auto paths = writeReport(path, files.value());
    QVERIFY(paths.ok());
    QCOMPARE(paths.value().size(), std::size_t {2});
    for (const auto& one : paths.value()) {
        QCOMPARE(std::filesystem::status(one).permissions(),
                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    }
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 2);
    const auto refused = writeReport(path.parent_path() / "no folder" / "r.md", files.value());
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, ErrorCode::Environment);
}

void ReportFormatsTest::theSameTwiceIsTheSame()
{
    for (const ReportFormat format :
         {ReportFormat::Html, ReportFormat::Markdown, ReportFormat::Ipynb, ReportFormat::Json}) {
        const auto once = reportFiles(test::documentOf("x"), format, "r", {});
        const auto again = reportFiles(test::documentOf("x"), format, "r", {});
        QVERIFY(once.ok() && again.ok());
        QVERIFY(once.value() == again.value());
    }
}

} // namespace throughline

using throughline::ReportFormatsTest;
THROUGHLINE_TEST(ReportFormatsTest)

#include "tst_report_formats.moc"
