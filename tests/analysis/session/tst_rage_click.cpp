#include "models/analysis/frustration/rage_click.h"
#include "models/base/random.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <deque>

namespace throughline {

using analysis::Click;
using analysis::ClickOutcome;
using analysis::Cluster;
using analysis::RageClickRule;

namespace {

/// Clicks on one button at these milliseconds.
std::vector<Click> clicksAt(const QString& text)
{
    std::vector<Click> clicks;
    for (const QString& word : text.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        Click click;
        click.time = Timestamp::fromMilliseconds(word.toLongLong());
        click.target = "#pay";
        clicks.push_back(click);
    }
    return clicks;
}

/// "first-last" per cluster.
QString text(const std::vector<Cluster>& clusters)
{
    QStringList parts;
    for (const Cluster& cluster : clusters) {
        parts << QStringLiteral("%1-%2").arg(cluster.first).arg(cluster.last);
        if (cluster.count != cluster.last - cluster.first + 1) {
            parts << QStringLiteral("miscounted");
        }
    }
    return parts.join(QLatin1Char(' '));
}

/// The definition: every three neighbours on one target, gaps and total in bounds, joined up.
std::vector<bool> slowMembers(const std::vector<Click>& clicks)
{
    std::vector<bool> member(clicks.size(), false);
    for (std::size_t first = 0; first + 2 < clicks.size(); ++first) {
        bool rage = clicks[first + 2].time - clicks[first].time <= Duration::seconds(2);
        for (std::size_t i = first; i < first + 2; ++i) {
            rage = rage && clicks[i].target == clicks[i + 1].target
                && clicks[i + 1].time - clicks[i].time <= Duration::seconds(1);
        }
        for (std::size_t i = first; rage && i < first + 3; ++i) {
            member[i] = true;
        }
    }
    return member;
}

} // namespace

class RageClickTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void times_data();
    void times();
    void places_data();
    void places();
    void controlsMadeForQuickClicks_data();
    void controlsMadeForQuickClicks();
    void readingIsNotRage();
    void answeredClicksAreNotRage();
    void ruleCanBeChanged();
    void agreesWithTheDefinition();
};

void RageClickTest::times_data()
{
    QTest::addColumn<QString>("milliseconds");
    QTest::addColumn<QString>("expected");
    QTest::newRow("no click") << ""
                              << "";
    QTest::newRow("two clicks") << "0 100"
                                << "";
    QTest::newRow("three clicks") << "0 300 600"
                                  << "0-2";
    QTest::newRow("gaps of exactly a second") << "0 1000 2000"
                                              << "0-2";
    QTest::newRow("a gap too long") << "0 1001 1500"
                                    << "";
    QTest::newRow("windows that share a click are one burst") << "0 900 1900 2900"
                                                              << "0-3";
    QTest::newRow("slow clicks after a burst") << "0 100 200 1150 2140 3130"
                                               << "0-5";
    QTest::newRow("five in one burst") << "0 200 400 600 800"
                                       << "0-4";
    QTest::newRow("one long burst counts once") << "0 500 1000 1500 2000 2500 3000 3500"
                                                << "0-7";
    QTest::newRow("two bursts") << "0 200 400 5000 5200 5400"
                                << "0-2 3-5";
    QTest::newRow("slow clicks before a burst") << "0 900 5000 5100 5200"
                                                << "2-4";
    QTest::newRow("all in one moment") << "7 7 7"
                                       << "0-2";
}

void RageClickTest::times()
{
    QFETCH(QString, milliseconds);
    QFETCH(QString, expected);
    QCOMPARE(text(analysis::rageClicks(clicksAt(milliseconds))), expected);
}

void RageClickTest::places_data()
{
    QTest::addColumn<QString>("clicks"); // target,x,y with ? for not known
    QTest::addColumn<QString>("expected");
    QTest::newRow("same target far apart") << "a,0,0 a,500,0 a,0,900"
                                           << "0-2";
    QTest::newRow("targets differ at one point") << "a,5,5 b,5,5 a,5,5"
                                                 << "";
    QTest::newRow("no targets, near") << "?,0,0 ?,18,24 ?,0,0"
                                      << "0-2";
    QTest::newRow("no targets, too far") << "?,0,0 ?,19,24 ?,0,0"
                                         << "";
    QTest::newRow("a target missing in between") << "a,0,0 ?,5,5 a,9,9"
                                                 << "0-2";
    QTest::newRow("another target after a gap in knowledge") << "a,0,0 ?,5,5 b,9,9"
                                                             << "";
    QTest::newRow("nothing known") << "?,?,? ?,?,? ?,?,?"
                                   << "";
    QTest::newRow("a target, then nothing known") << "a,?,? ?,?,? a,?,?"
                                                  << "";
    QTest::newRow("another button in between") << "a,0,0 a,0,0 b,0,0 a,0,0 a,0,0"
                                               << "";
    QTest::newRow("a burst beside another click") << "b,0,0 a,0,0 a,0,0 a,0,0 c,0,0"
                                                  << "1-3";
}

void RageClickTest::places()
{
    QFETCH(QString, clicks);
    QFETCH(QString, expected);
    std::deque<std::string> targets;
    std::vector<Click> input;
    for (const QString& word : clicks.split(QLatin1Char(' '))) {
        const QStringList parts = word.split(QLatin1Char(','));
        Click click;
        click.time = Timestamp::fromMilliseconds(static_cast<std::int64_t>(input.size()) * 100);
        if (parts[0] != QLatin1String("?")) {
            click.target = targets.emplace_back(parts[0].toStdString());
        }
        if (parts[1] != QLatin1String("?")) {
            click.point = {parts[1].toDouble(), parts[2].toDouble()};
        }
        input.push_back(click);
    }
    QCOMPARE(text(analysis::rageClicks(input)), expected);
}

void RageClickTest::controlsMadeForQuickClicks_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("role");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("rage");
    QTest::newRow("button") << QByteArray("#pay") << QByteArray("button") << QByteArray("Pay now")
                            << true;
    QTest::newRow("next of a form")
        << QByteArray("#next") << QByteArray("button") << QByteArray("Next") << true;
    QTest::newRow("plus") << QByteArray("#q") << QByteArray("button") << QByteArray(" + ") << false;
    QTest::newRow("minus sign") << QByteArray("#q") << QByteArray("button")
                                << QByteArray("\xE2\x88\x92") << false;
    QTest::newRow("stepper by role")
        << QByteArray("#q") << QByteArray("SpinButton") << QByteArray("") << false;
    QTest::newRow("carousel by class") << QByteArray("button.hero-carousel__next")
                                       << QByteArray("button") << QByteArray("") << false;
    QTest::newRow("keypad") << QByteArray("div.keypad > button:nth-child(3)")
                            << QByteArray("button") << QByteArray("3") << false;
    QTest::newRow("film") << QByteArray("#intro") << QByteArray("video") << QByteArray("") << false;
    QTest::newRow("only part of a word")
        << QByteArray("#videoconference") << QByteArray("button") << QByteArray("Join") << true;
}

void RageClickTest::controlsMadeForQuickClicks()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, role);
    QFETCH(QByteArray, name);
    QFETCH(bool, rage);
    std::vector<Click> clicks = clicksAt(QStringLiteral("0 100 200"));
    for (Click& click : clicks) {
        click.target = {target.constData(), static_cast<std::size_t>(target.size())};
        click.role = {role.constData(), static_cast<std::size_t>(role.size())};
        click.name = {name.constData(), static_cast<std::size_t>(name.size())};
    }
    QCOMPARE(analysis::rageClicks(clicks).size(), rage ? std::size_t {1} : std::size_t {0});
}

void RageClickTest::readingIsNotRage()
{
    std::vector<Click> clicks = clicksAt(QStringLiteral("0 100 200"));
    clicks[1].outcome = ClickOutcome::SelectedOrScrolled;
    QVERIFY(analysis::rageClicks(clicks).empty());
}

void RageClickTest::answeredClicksAreNotRage()
{
    std::vector<Click> clicks = clicksAt(QStringLiteral("0 100 200"));
    for (Click& click : clicks) {
        click.outcome = ClickOutcome::Responded;
    }
    QVERIFY(analysis::rageClicks(clicks).empty());
    clicks[2].outcome = ClickOutcome::Unknown;
    QCOMPARE(analysis::rageClicks(clicks).size(), std::size_t {1});
}

void RageClickTest::ruleCanBeChanged()
{
    const std::vector<Click> clicks = clicksAt(QStringLiteral("0 1500 3000 4500 6000"));
    RageClickRule rule;
    rule.minimum = 5;
    rule.longestGap = Duration::milliseconds(1500);
    rule.longestTotal = Duration::seconds(6);
    QCOMPARE(text(analysis::rageClicks(clicks, rule)), QStringLiteral("0-4"));
    rule.minimum = 6;
    QCOMPARE(text(analysis::rageClicks(clicks, rule)), QString());
}

void RageClickTest::agreesWithTheDefinition()
{
    Random random(31);
    for (int round = 0; round < 1000; ++round) {
        std::vector<Click> clicks;
        std::int64_t time = 0;
        for (std::uint32_t i = random.below(25); i > 0; --i) {
            Click click;
            time += random.below(1300);
            click.time = Timestamp::fromMilliseconds(time);
            click.target = random.chance(0.85) ? "#a" : "#b";
            clicks.push_back(click);
        }
        std::vector<bool> member(clicks.size(), false);
        for (const Cluster& cluster : analysis::rageClicks(clicks)) {
            std::fill(member.begin() + static_cast<std::ptrdiff_t>(cluster.first),
                      member.begin() + static_cast<std::ptrdiff_t>(cluster.last) + 1, true);
        }
        QCOMPARE(member, slowMembers(clicks));
    }
}

THROUGHLINE_TEST(RageClickTest)

} // namespace throughline

#include "tst_rage_click.moc"
