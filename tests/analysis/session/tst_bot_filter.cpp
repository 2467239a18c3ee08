#include "models/analysis/session/bot_filter.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

namespace throughline {

using analysis::BotRule;
using analysis::SessionMarks;

namespace {

std::vector<std::string> texts(const QJsonValue& list)
{
    std::vector<std::string> result;
    for (const QJsonValue& value : list.toArray()) {
        result.push_back(value.toString().toStdString());
    }
    return result;
}

BotRule shippedRule()
{
    QFile file(QStringLiteral(THROUGHLINE_BOTS "/bots-1.json"));
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    const QJsonObject root = QJsonDocument::fromJson(file.readAll()).object();
    return {root[QLatin1String("version")].toString().toStdString(),
            texts(root[QLatin1String("patterns")]), texts(root[QLatin1String("exceptions")])};
}

} // namespace

class BotFilterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shippedRuleIsNamed();
    void userAgents_data();
    void userAgents();
    void marks_data();
    void marks();
    void emptyRuleKnowsNoUserAgent();
    void exceptionsHoldOnlyWhereTheyStand();
};

void BotFilterTest::shippedRuleIsNamed()
{
    const BotRule rule = shippedRule();
    QCOMPARE(rule.version, std::string("bots-1"));
    QVERIFY(rule.patterns.size() > 50);
    for (const std::string& pattern : rule.patterns) {
        QVERIFY2(pattern.size() >= 4, pattern.c_str());
    }
}

void BotFilterTest::userAgents_data()
{
    QTest::addColumn<QString>("userAgent");
    QTest::addColumn<bool>("bot");
    const QString phone =
        QStringLiteral("Mozilla/5.0 (Linux; Android 11; %1) AppleWebKit/537.36 "
                       "(KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36");
    QTest::newRow("desktop browser")
        << "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
           "Chrome/124.0.0.0 Safari/537.36"
        << false;
    QTest::newRow("tablet") << "Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X) AppleWebKit/605.1.15 "
                               "(KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1"
                            << false;
    QTest::newRow("app on Android") << "Shop/5.2 (Android 14) okhttp/4.12.0" << false;
    QTest::newRow("app on iOS") << "Shop/5.2 CFNetwork/1494.0.7 Darwin/23.4.0" << false;
    QTest::newRow("telephone called Cubot")
        << phone.arg(QStringLiteral("CUBOT NOTE 20 PRO")) << false;
    QTest::newRow("Cubot before a slash") << phone.arg(QStringLiteral("Cubot/X18")) << false;
    QTest::newRow("telephone called Power Bot")
        << phone.arg(QStringLiteral("POWER BOT Build/MRA58K")) << false;
    QTest::newRow("telephone called IDbot")
        << phone.arg(QStringLiteral("IDbot553 Build/MRA58K")) << false;
    QTest::newRow("in-app browser of a messenger")
        << phone.arg(QStringLiteral("Pixel 8; wv")) + QStringLiteral(" [FB_IAB/FB4A;FBAV/450.0]")
        << false;
    QTest::newRow("empty") << "" << false;
    QTest::newRow("search engine")
        << "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)" << true;
    QTest::newRow("search engine as a telephone, on a Cubot") << phone.arg(QStringLiteral("CUBOT"))
            + QStringLiteral(" (compatible; bingbot/2.0)") << true;
    QTest::newRow("unknown bot with a version") << "ExampleBot/1.0" << true;
    QTest::newRow("headless browser")
        << "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
           "HeadlessChrome/120.0.0.0 Safari/537.36"
        << true;
    QTest::newRow("synthetic check")
        << "Mozilla/5.0 (X11) Chrome/120.0 Safari/537.36 DatadogSynthetics" << true;
    QTest::newRow("uptime check, upper case") << "PINGDOM.COM_BOT_VERSION_1.4" << true;
    QTest::newRow("load test") << "k6/0.49.0 (https://k6.io/)" << true;
    QTest::newRow("script") << "python-requests/2.31.0" << true;
}

void BotFilterTest::userAgents()
{
    QFETCH(QString, userAgent);
    QFETCH(bool, bot);
    const std::string text = userAgent.toStdString();
    SessionMarks marks;
    marks.userAgent = text;
    QCOMPARE(analysis::isBot(shippedRule(), marks), bot);
}

void BotFilterTest::marks_data()
{
    QTest::addColumn<QString>("synthetic");
    QTest::addColumn<QString>("device");
    QTest::addColumn<QString>("session");
    QTest::addColumn<bool>("bot");
    QTest::newRow("nothing said") << ""
                                  << ""
                                  << "" << false;
    QTest::newRow("a person") << ""
                              << "mobile"
                              << "user" << false;
    QTest::newRow("synthetic type bot") << "bot"
                                        << ""
                                        << "" << true;
    QTest::newRow("synthetic type test, other case") << " Test"
                                                     << ""
                                                     << "" << true;
    QTest::newRow("synthetic type nobody defined") << "none"
                                                   << ""
                                                   << "" << false;
    QTest::newRow("device bot") << ""
                                << "Bot"
                                << "" << true;
    QTest::newRow("session of synthetics") << ""
                                           << "desktop"
                                           << "synthetics" << true;
    QTest::newRow("session of a test run") << ""
                                           << "desktop"
                                           << "ci_test" << true;
}

void BotFilterTest::marks()
{
    QFETCH(QString, synthetic);
    QFETCH(QString, device);
    QFETCH(QString, session);
    QFETCH(bool, bot);
    const std::string syntheticText = synthetic.toStdString();
    const std::string deviceText = device.toStdString();
    const std::string sessionText = session.toStdString();
    QCOMPARE(analysis::isBot(shippedRule(), {"", syntheticText, deviceText, sessionText}), bot);
}

void BotFilterTest::emptyRuleKnowsNoUserAgent()
{
    QVERIFY(!analysis::isBot({}, {"Googlebot/2.1", "", "", ""}));
    QVERIFY(!analysis::isBot({"x", {""}, {}}, {"Mozilla/5.0", "", "", ""}));
    QVERIFY(analysis::isBot({}, {"", "bot", "", ""}));
}

void BotFilterTest::exceptionsHoldOnlyWhereTheyStand()
{
    const BotRule rule {"x", {"bot"}, {"cubot"}};
    QVERIFY(!analysis::isBot(rule, {"CUBOT X", "", "", ""}));
    QVERIFY(analysis::isBot(rule, {"CUBOT X robot", "", "", ""}));
    QVERIFY(analysis::isBot(rule, {"bot", "", "", ""}));
}

THROUGHLINE_TEST(BotFilterTest)

} // namespace throughline

#include "tst_bot_filter.moc"
