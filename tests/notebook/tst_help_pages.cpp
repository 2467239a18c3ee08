#include "models/base/text.h"
#include "models/notebook/help_pages.h"
#include "tests/support/test_registry.h"

#include <QRegularExpression>
#include <QSet>
#include <QtTest>

namespace throughline::notebook {

/// The pages of the help as they are compiled in.
class HelpPagesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void eachPageHasATitleAndASummary_data() { pages(); }

    void eachPageHasATitleAndASummary()
    {
        QFETCH(QString, name);
        const HelpPage* page = findHelpPage(name.toStdString());
        QVERIFY(page != nullptr);
        QVERIFY(page->text.substr(0, 2) == "# ");
        QVERIFY(!page->title.empty());
        QVERIFY2(!page->summary.empty() && page->summary.back() == '.', page->summary.data());
        QVERIFY(page->text.back() == '\n');
    }

    void eachPageIsPlainAscii_data() { pages(); }

    void eachPageIsPlainAscii()
    {
        QFETCH(QString, name);
        for (const char c : findHelpPage(name.toStdString())->text) {
            QVERIFY(c == '\n' || (c >= ' ' && c <= '~'));
        }
    }

    void linksLeadToPages_data() { pages(); }

    void linksLeadToPages()
    {
        QFETCH(QString, name);
        const std::string_view text = findHelpPage(name.toStdString())->text;
        static const QRegularExpression link(QStringLiteral("\\]\\(([^)]*)\\)"));
        auto found =
            link.globalMatch(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())));
        while (found.hasNext()) {
            QString target = found.next().captured(1);
            QVERIFY2(target.endsWith(QLatin1String(".md")), qPrintable(target));
            target.chop(3);
            QVERIFY2(findHelpPage(target.toStdString()) != nullptr, qPrintable(target));
        }
    }

    void namesDiffer()
    {
        QSet<QString> names;
        for (const HelpPage& page : helpPages()) {
            names.insert(QString::fromStdString(std::string(page.name)));
        }
        QCOMPARE(names.size(), static_cast<qsizetype>(helpPages().size()));
        QVERIFY(findHelpPage("") == nullptr);
        QVERIFY(findHelpPage("start.md") == nullptr);
    }

    void findsPagesByAllWords_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("first");
        QTest::newRow("a word of a title") << "funnels"
                                           << "funnels";
        QTest::newRow("in any case") << "FUNNELS"
                                     << "funnels";
        QTest::newRow("two words") << "naive  landmark"
                                   << "comparison";
        QTest::newRow("no page holds it") << "zzyzx"
                                          << "";
        QTest::newRow("one word is in no page") << "funnel zzyzx"
                                                << "";
        QTest::newRow("no words") << "  "
                                  << "";
    }

    void findsPagesByAllWords()
    {
        QFETCH(QString, words);
        QFETCH(QString, first);
        const std::vector<HelpHit> hits = searchHelp(words.toStdString());
        QCOMPARE(hits.empty(), first.isEmpty());
        if (!hits.empty()) {
            QCOMPARE(std::string(hits.front().page), first.toStdString());
            QVERIFY(!hits.front().excerpt.empty());
            QVERIFY(hits.front().occurrences > 0);
        }
    }

private:
    static void pages()
    {
        QTest::addColumn<QString>("name");
        for (const HelpPage& page : helpPages()) {
            const QString name = QString::fromStdString(std::string(page.name));
            QTest::newRow(qPrintable(name)) << name;
        }
    }
};

THROUGHLINE_TEST(HelpPagesTest)

} // namespace throughline::notebook

#include "tst_help_pages.moc"
