#include "models/codec/base64.h"
#include "models/crypto/digest.h"
#include "models/notebook/report_html.h"
#include "tests/notebook/hostile_text.h"
#include "tests/notebook/sample_document.h"
#include "tests/support/test_registry.h"

#include <QProcess>
#include <QXmlStreamReader>
#include <QtTest>

namespace throughline {

using namespace notebook;

namespace {

/// What a reader of the page gets: HTML of ours is well-formed XML but for its first line.
struct ReadPage
{
    QStringList elements;
    QStringList attributes; ///< "name=value"
    QString text;
    QString error;
};

ReadPage readPage(const std::string& html)
{
    ReadPage page;
    QXmlStreamReader reader(QByteArray::fromStdString(html.substr(html.find('\n') + 1)));
    while (!reader.atEnd()) {
        reader.readNext();
        if (reader.isStartElement()) {
            page.elements.append(reader.name().toString());
            for (const QXmlStreamAttribute& attribute : reader.attributes()) {
                page.attributes.append(attribute.name().toString() + QLatin1Char('=')
                                       + attribute.value().toString());
            }
        } else if (reader.isCharacters()) {
            page.text += reader.text();
        }
    }
    page.error = reader.errorString();
    return page;
}

/// What tidy says; empty where it has nothing to say.
QString tidied(const std::string& html)
{
    QProcess tidy;
    tidy.start(QStringLiteral("tidy"),
               {QStringLiteral("-e"), QStringLiteral("-q"), QStringLiteral("-utf8")});
    tidy.write(QByteArray::fromStdString(html));
    tidy.closeWriteChannel();
    if (!tidy.waitForFinished()) {
        return QStringLiteral("tidy does not run");
    }
    QStringList said;
    for (const QString& line :
         QString::fromUtf8(tidy.readAllStandardError()).split(QLatin1Char('\n'))) {
        // It does not know every attribute of today's HTML.
        if (line.contains(QLatin1String("Error:")) || line.contains(QLatin1String("Warning:"))) {
            said.append(line);
        }
    }
    return said.join(QLatin1Char('\n'));
}

} // namespace

class ReportHtmlTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isValid();
    void hostileTextStaysText_data();
    void hostileTextStaysText();
    void loadsAndRunsNothing();
    void policyAllowsItsStyleSheetAlone();
    void contentsLeadToTheirSections();
    void withoutTitlesThereAreNoContents();
    void figuresAreReadAloud();
    void theSameTwiceIsTheSame();
    void emptyDocumentIsAPage();
    void nothingIsSaidOrLeftOut();
};

void ReportHtmlTest::isValid()
{
    const std::string html = htmlReport(test::documentOf("Payments fail & cost"));
    QCOMPARE(tidied(html), QString());
    QVERIFY(!tidied(html + "<p><table></p>").isEmpty());
}

void ReportHtmlTest::hostileTextStaysText_data()
{
    QTest::addColumn<QByteArray>("text");
    int number = 0;
    for (const std::string& text : test::hostileTexts()) {
        QTest::addRow("%d", number++) << QByteArray::fromStdString(text);
    }
    QTest::newRow("all") << QByteArray::fromStdString(test::allHostileTexts());
    QTest::newRow("empty") << QByteArray();
}

void ReportHtmlTest::hostileTextStaysText()
{
    QFETCH(QByteArray, text);
    const QStringList expected = readPage(htmlReport(test::documentOf("harmless"))).elements;
    const std::string html = htmlReport(test::documentOf(text.toStdString()));
    const ReadPage page = readPage(html);
    QCOMPARE(page.error, QString());
    if (!text.isEmpty()) {
        // The same elements whatever the text: none came from it, but for links to where it may
        // lead.
        QStringList found = page.elements;
        QStringList wanted = expected;
        found.removeAll(QStringLiteral("a"));
        wanted.removeAll(QStringLiteral("a"));
        QCOMPARE(found, wanted);
    }
    for (const QString& attribute : page.attributes) {
        QVERIFY2(!attribute.startsWith(QLatin1String("on")), qPrintable(attribute));
        QVERIFY2(!attribute.startsWith(QLatin1String("src=")), qPrintable(attribute));
        QVERIFY2(!attribute.startsWith(QLatin1String("href="))
                     || attribute == QLatin1String("href=https://good.example/a?b=c&d=e")
                     || attribute.startsWith(QLatin1String("href=#")),
                 qPrintable(attribute));
    }
    QVERIFY(html.find('\x1b') == std::string::npos);
    QVERIFY(html.find("\xe2\x80\xae") == std::string::npos);
    // Of elements without text tidy says that it trims them.
    QVERIFY(text.isEmpty() || tidied(html).isEmpty());
}

void ReportHtmlTest::loadsAndRunsNothing()
{
    const ReadPage page = readPage(htmlReport(test::documentOf("x")));
    for (const char* element :
         {"script", "link", "iframe", "img", "object", "embed", "base", "form"}) {
        QVERIFY2(!page.elements.contains(QLatin1String(element)), element);
    }
    QVERIFY(reportStyleSheet().find("url(") == std::string_view::npos);
    QVERIFY(reportStyleSheet().find("@import") == std::string_view::npos);
}

void ReportHtmlTest::policyAllowsItsStyleSheetAlone()
{
    crypto::Sha256 digest;
    digest.update(reportStyleSheet());
    QCOMPARE(std::string(reportStyleDigest()), "sha256-" + codec::base64(digest.digest()));
    const ReadPage page = readPage(htmlReport(test::documentOf("x")));
    QVERIFY(page.attributes.contains(
        QStringLiteral(
            "content=default-src 'none'; style-src '%1'; img-src data:; base-uri 'none'; "
            "form-action 'none'")
            .arg(QString::fromUtf8(reportStyleDigest().data(),
                                   static_cast<qsizetype>(reportStyleDigest().size())))));
}

void ReportHtmlTest::withoutTitlesThereAreNoContents()
{
    Document document;
    document.kind = "Notebook";
    document.title = "Findings";
    document.sections.push_back({"", {Paragraph {plain("one")}}, false});
    const std::string html = htmlReport(document);
    QVERIFY(!readPage(html).elements.contains(QStringLiteral("nav")));
    QCOMPARE(tidied(html), QString());
}

void ReportHtmlTest::contentsLeadToTheirSections()
{
    Document document = test::documentOf("Who is hit most?");
    document.sections.push_back(document.sections.back());
    const ReadPage page = readPage(htmlReport(document));
    for (std::size_t i = 1; i < document.sections.size(); ++i) {
        const QString id = QString::fromStdString(anchorOf(document, i));
        QVERIFY(page.attributes.contains(QStringLiteral("href=#") + id));
        QCOMPARE(page.attributes.count(QStringLiteral("id=") + id), 1);
    }
}

void ReportHtmlTest::figuresAreReadAloud()
{
    const ReadPage page = readPage(htmlReport(test::documentOf("x")));
    QVERIFY(page.attributes.contains(QStringLiteral("aria-label=x: x")));
    QVERIFY(page.attributes.contains(QStringLiteral("lang=en")));
    QVERIFY(page.attributes.contains(QStringLiteral("scope=col")));
}

void ReportHtmlTest::theSameTwiceIsTheSame()
{
    QVERIFY(htmlReport(test::documentOf("x")) == htmlReport(test::documentOf("x")));
}

void ReportHtmlTest::emptyDocumentIsAPage()
{
    Document document;
    document.title = "Nothing";
    QCOMPARE(readPage(htmlReport(document)).error, QString());
}

/// A table without rows says so; an empty run leaves no element around nothing.
void ReportHtmlTest::nothingIsSaidOrLeftOut()
{
    Document document;
    document.title = "Nothing";
    Section& section = document.sections.emplace_back();
    section.title = "Facts";
    section.blocks.emplace_back(TableBlock {"Who", {{"Segment"}, {"Sessions"}}, {}, 0});
    section.blocks.emplace_back(TableBlock {
        "What", {{"Time"}, {"User"}}, {{{Run {"12:00"}}, {Run {"", RunTone::Code}}}}, 0});
    const std::string html = htmlReport(document);
    QCOMPARE(tidied(html), QString());
    QVERIFY(readPage(html).text.contains(QLatin1String("none")));
}

} // namespace throughline

using throughline::ReportHtmlTest;
THROUGHLINE_TEST(ReportHtmlTest)

#include "tst_report_html.moc"
