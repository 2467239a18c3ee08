#include "tests/cli/command_runner.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using namespace cli;
using namespace cli::test;

/// `funnel define` and `funnel show` with all they can be asked.
class FunnelCommandsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void countsByUserWhatNoSessionHolds();
    void storesAllOfADefinition();
    void overridesAStoredFunnel();
    void tellsTimesTrendAndUnits();
    void saysWhyThereIsNothing();
    void refusesWhatMeansNothing_data();
    void refusesWhatMeansNothing();

private:
    CommandRunner m_runner;
};

namespace {

std::string line(const char* time, const char* session, const char* user, const char* name)
{
    return std::string(R"({"ts":"2026-03-0)") + time + R"(Z","event":")" + name
        + R"(","session.id":")" + session + R"(","user.id":")" + user + "\"}\n";
}

/// u1 comes back to pay, u2 asks the chat in between, u3 comes too late to be judged.
std::string shop()
{
    return line("1T09:00:00", "s1", "u1", "view") + line("1T09:01:00", "s1", "u1", "cart")
        + line("2T09:00:00", "s2", "u1", "pay") + line("1T10:00:00", "s3", "u2", "view")
        + line("1T10:01:00", "s3", "u2", "chat") + line("1T10:02:00", "s3", "u2", "cart")
        + line("1T10:03:00", "s3", "u2", "pay") + line("8T09:00:00", "s4", "u3", "view")
        + line("9T09:00:00", "s5", "u4", "other");
}

} // namespace

void FunnelCommandsTest::initTestCase()
{
    const auto file = m_runner.write("shop.ndjson", shop());
    QCOMPARE(m_runner.import({file}).status, 0);
    QCOMPARE(m_runner
                 .withStore({"funnel", "define", "shop", "--step", "event:view", "--step",
                             "event:cart", "--step", "event:pay"})
                 .status,
             0);
}

void FunnelCommandsTest::countsByUserWhatNoSessionHolds()
{
    const auto sessions = m_runner.withStore({"funnel", "show", "shop", "--json"}).json();
    QCOMPARE(sessions["converted"].get<int>(), 1);
    const auto users =
        m_runner.withStore({"funnel", "show", "shop", "--unit", "user", "--window", "2d", "--json"})
            .json();
    QCOMPARE(users["unit"].get<std::string>(), std::string("user"));
    QCOMPARE(users["entered"].get<int>(), 2);
    QCOMPARE(users["converted"].get<int>(), 2);
    QCOMPARE(users["immature"].get<int>(), 1);
}

void FunnelCommandsTest::storesAllOfADefinition()
{
    QCOMPARE(m_runner
                 .withStore({"funnel",
                             "define",
                             "all",
                             "--step",
                             "event:view",
                             "--step",
                             "event:cart | event:buy_now",
                             "--step",
                             "event:pay",
                             "--unit",
                             "user",
                             "--order",
                             "strict",
                             "--window",
                             "2d",
                             "--tolerance",
                             "1s",
                             "--optional",
                             "2",
                             "--drop",
                             "1-3:event:chat",
                             "--universe",
                             "event:*",
                             "--attempt",
                             "last"})
                 .status,
             0);
    const auto listed = m_runner.withStore({"funnels", "--json"}).json();
    const auto& funnel = listed["funnels"][0];
    QCOMPARE(funnel["name"].get<std::string>(), std::string("all"));
    QCOMPARE(funnel["unit"].get<std::string>(), std::string("user"));
    QCOMPARE(funnel["order"].get<std::string>(), std::string("strict"));
    QCOMPARE(funnel["tolerance_s"].get<double>(), 1.0);
    QCOMPARE(funnel["optional_steps"][0].get<int>(), 2);
    QCOMPARE(funnel["exclusions"][0]["expression"].get<std::string>(), std::string("event:chat"));
    QCOMPARE(funnel["exclusions"][0]["mode"].get<std::string>(), std::string("drop"));
    QCOMPARE(funnel["universe"].get<std::string>(), std::string("event:*"));
    QCOMPARE(funnel["attempt"].get<std::string>(), std::string("last"));
    QCOMPARE(m_runner.withStore({"funnel", "show", "all"}).status, 0);
    QCOMPARE(m_runner.withStore({"funnel", "delete", "all"}).status, 0);
}

void FunnelCommandsTest::overridesAStoredFunnel()
{
    const auto cut =
        m_runner.withStore({"funnel", "show", "shop", "--cut", "1-3:event:chat", "--json"}).json();
    QCOMPARE(cut["entered"].get<int>(), 3);
    QCOMPARE(cut["converted"].get<int>(), 0);
    QCOMPARE(cut["touched_by_exclusions"].get<int>(), 1);
    const auto drop =
        m_runner.withStore({"funnel", "show", "shop", "--drop", "1-3:event:chat", "--json"}).json();
    QCOMPARE(drop["entered"].get<int>(), 2);
    QCOMPARE(drop["excluded"].get<int>(), 1);
    const auto any =
        m_runner.withStore({"funnel", "show", "shop", "--order", "any", "--json"}).json();
    QCOMPARE(any["steps"][0]["name"].get<std::string>(), std::string("at least 1 of 3"));
    QCOMPARE(any["entered"].get<int>(), 4);
    const auto strict =
        m_runner.withStore({"funnel", "show", "shop", "--order", "strict", "--json"}).json();
    QCOMPARE(strict["steps"][1]["count"].get<int>(), 1);
}

void FunnelCommandsTest::tellsTimesTrendAndUnits()
{
    const auto plain = m_runner.withStore(
        {"funnel", "show", "shop", "--times", "--trend", "1d", "--list", "reached:3", "--json"});
    QCOMPARE(plain.status, 0);
    const auto json = plain.json();
    QCOMPARE(json["time_to_convert"]["total"]["median_s"].get<double>(), 180.0);
    QCOMPARE(json["time_to_convert"]["steps"].size(), std::size_t {2});
    QVERIFY(!json["time_to_convert"]["curve"].empty());
    QCOMPARE(json["trend"][0]["entered"].get<int>(), 2);
    QCOMPARE(json["trend"][0]["converted"].get<int>(), 1);
    QCOMPARE(json["units_total"].get<int>(), 1);
    QCOMPARE(json["units"][0]["id"].get<std::string>(), std::string("s3"));
    QCOMPARE(json["units"][0]["events"].size(), std::size_t {3});
    const auto table = m_runner.withStore(
        {"funnel", "show", "shop", "--times", "--trend", "1d", "--list", "dropped:2"});
    QCOMPARE(table.status, 0);
    QVERIFY(table.out.find("s1") != std::string::npos);
    QVERIFY(table.out.find("nan") == std::string::npos);
}

void FunnelCommandsTest::saysWhyThereIsNothing()
{
    const auto none = m_runner.withStore({"funnel", "show", "--step", "event:nothing", "--times",
                                          "--trend", "1d", "--list", "reached:1", "--json"});
    QCOMPARE(none.status, 0);
    QVERIFY(!none.json()["message"].is_null());
    QVERIFY(none.out.find("nan") == std::string::npos);
    const auto words = m_runner.withStore({"funnel", "show", "--step", "event:nothing"});
    QVERIFY(words.out.find("there is no rate to tell") != std::string::npos);
    const auto lost =
        m_runner.withStore({"funnel", "show", "--step", "event:view", "--step", "event:nothing"});
    QVERIFY(lost.out.find("reached the last step") != std::string::npos);
    const auto all = m_runner.withStore({"funnel", "show", "--step", "event:view", "--json"});
    QVERIFY(all.json()["message"].is_null());
}

void FunnelCommandsTest::refusesWhatMeansNothing_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::newRow("exclusion without steps")
        << QStringList {QStringLiteral("--cut"), QStringLiteral("event:chat")};
    QTest::newRow("exclusion backwards")
        << QStringList {QStringLiteral("--cut"), QStringLiteral("3-1:event:chat")};
    QTest::newRow("first step optional")
        << QStringList {QStringLiteral("--optional"), QStringLiteral("1")};
    QTest::newRow("universe without strict order")
        << QStringList {QStringLiteral("--universe"), QStringLiteral("event:*")};
    QTest::newRow("no such number")
        << QStringList {QStringLiteral("--list"), QStringLiteral("reached:9")};
    QTest::newRow("no such attribution")
        << QStringList {QStringLiteral("--by"), QStringLiteral("device.type"),
                        QStringLiteral("--attribution"), QStringLiteral("some")};
    QTest::newRow("trend without length")
        << QStringList {QStringLiteral("--trend"), QStringLiteral("often")};
}

void FunnelCommandsTest::refusesWhatMeansNothing()
{
    QFETCH(const QStringList, options);
    std::vector<std::string> arguments {"funnel", "show", "shop"};
    for (const QString& option : options) {
        arguments.push_back(option.toStdString());
    }
    const Outcome outcome = m_runner.withStore(arguments);
    QCOMPARE(outcome.status, 2);
    QVERIFY(outcome.out.empty() && !outcome.err.empty());
}

THROUGHLINE_TEST(FunnelCommandsTest)

} // namespace throughline

#include "tst_funnel_commands.moc"
