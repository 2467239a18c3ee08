#include "app/window_options.h"
#include "models/base/text.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using app::readWindowOptions;
using app::ThemeOption;
using app::WindowOptions;

namespace {

std::vector<std::string> words(const QString& line)
{
    std::vector<std::string> list;
    for (const QString& word : line.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        list.push_back(word.toStdString());
    }
    return list;
}

} // namespace

class WindowOptionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void readsAllOptionsInAnyOrder()
    {
        const auto options = readWindowOptions(
            words(QStringLiteral("a.throughline --theme dark --shot=b.png --perspective session")));
        QVERIFY(options.ok());
        WindowOptions expected;
        expected.store = "a.throughline";
        expected.theme = ThemeOption::Dark;
        expected.shot = "b.png";
        expected.perspective = "session";
        QVERIFY(options.value() == expected);
    }

    void noArgumentsOpenAnEmptyWindow()
    {
        QVERIFY(readWindowOptions({}).value() == WindowOptions {});
    }

    void refusesWhatItDoesNotKnow_data()
    {
        QTest::addColumn<QString>("line");
        QTest::newRow("unknown option") << "--fast";
        QTest::newRow("option without its value") << "--shot";
        QTest::newRow("unknown theme") << "--theme pink";
        QTest::newRow("unknown perspective") << "--perspective health";
        QTest::newRow("two stores") << "a.throughline b.throughline";
        QTest::newRow("demo and a store") << "--demo a.throughline";
    }

    void refusesWhatItDoesNotKnow()
    {
        QFETCH(QString, line);
        const auto options = readWindowOptions(words(line));
        QVERIFY(!options.ok());
        QCOMPARE(options.error().code, ErrorCode::Usage);
    }
};

THROUGHLINE_TEST(WindowOptionsTest)

} // namespace throughline

#include "tst_window_options.moc"
