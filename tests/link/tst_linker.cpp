#include "models/base/random.h"
#include "models/base/time_parse.h"
#include "models/link/content_words.h"
#include "models/link/evidence.h"
#include "models/link/linker.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <set>

namespace throughline {

using domain::LinkRule;
using domain::TicketLink;
using link::LinkCandidates;
using link::linkTicket;
using link::SessionFacts;
using link::TicketFacts;

namespace {

Timestamp noon()
{
    return parseIsoTime("2026-03-02T12:00:00Z")->time;
}

/// A ticket of user u1, account a1, written at noon.
TicketFacts ticket(const char* text = "")
{
    TicketFacts facts;
    facts.id = "t1";
    facts.created = noon();
    facts.users = {"u1"};
    facts.account = "a1";
    facts.words = link::contentWords(text);
    return facts;
}

/// A session of user u1, account a1, of ten minutes, that ended so many minutes before noon.
SessionFacts session(const char* id, int minutesBefore)
{
    SessionFacts facts;
    facts.id = id;
    facts.users = {"u1"};
    facts.account = "a1";
    facts.end = noon() - Duration::minutes(minutesBefore);
    facts.start = facts.end - Duration::minutes(10);
    return facts;
}

SessionFacts colleague(const char* id, int minutesBefore)
{
    SessionFacts facts = session(id, minutesBefore);
    facts.users = {"u2"};
    return facts;
}

SessionFacts withError(SessionFacts facts, const char* message)
{
    facts.hasError = true;
    facts.errorWords.push_back(link::contentWords(message));
    return facts;
}

std::vector<TicketLink> linked(const TicketFacts& facts, std::vector<SessionFacts> sessions,
                               std::vector<link::IdOccurrence> ids = {})
{
    return linkTicket(facts, LinkCandidates {std::move(sessions), std::move(ids)});
}

/// A random situation: sessions of the user, of colleagues, of strangers.
LinkCandidates randomCandidates(Random& random)
{
    LinkCandidates candidates;
    for (std::uint32_t i = random.below(7); i > 0; --i) {
        const std::string id = "s" + std::to_string(i);
        SessionFacts facts = session(id.c_str(), static_cast<int>(random.below(1600)) - 40);
        facts.users = {random.chance(0.5) ? "u1" : "u2"};
        facts.account = random.chance(0.8) ? "a1" : "a2";
        facts.frustrated = random.chance(0.3);
        facts.viewWords =
            random.chance(0.3) ? link::contentWords("checkout payment") : facts.viewWords;
        if (random.chance(0.4)) {
            facts = withError(std::move(facts),
                              random.chance(0.5) ? "card declined" : "gateway timeout");
        }
        candidates.sessions.push_back(std::move(facts));
    }
    return candidates;
}

} // namespace

class LinkerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingConnects();
    void namedSession_data();
    void namedSession();
    void severalNamedSessionsAreAllLinked();
    void uniqueId();
    void idInTwoSessionsProvesNothing();
    void namedOutranksAllGuesses();
    void timeDecaysWithTheDistance();
    void window_data();
    void window();
    void onlySessionOfTheUser_data();
    void onlySessionOfTheUser();
    void twoSessionsOfTheUserStayOpen();
    void wordsDecideBetweenTwo();
    void sharedAliasIsTheSameUser();
    void accountAloneNeverLinks();
    void botsAreOnlyNamed();
    void reasons_data();
    void reasons();
    void factsOfATicket();
    void invariants();
    void orderDoesNotMatter();
    void listIsShort();
};

void LinkerTest::nothingConnects()
{
    QVERIFY(linked(ticket(), {}).empty());
    SessionFacts stranger = session("s1", 5);
    stranger.users = {"u2", ""};
    stranger.account = "a2";
    QVERIFY(linked(ticket(), {stranger}).empty());
    TicketFacts anonymous = ticket();
    anonymous.users = {""};
    anonymous.account.clear();
    stranger.account.clear();
    QVERIFY(linked(anonymous, {stranger}).empty());
}

void LinkerTest::namedSession_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("quoted");
    QTest::newRow("in a field of the export") << "s_9"
                                              << "";
    QTest::newRow("in the text") << ""
                                 << "session:s_9";
    QTest::newRow("by its replay") << ""
                                   << "replay:s_9";
}

void LinkerTest::namedSession()
{
    QFETCH(QString, field);
    QFETCH(QString, quoted);
    TicketFacts facts = ticket();
    facts.sessionId = field.toStdString();
    facts.quotedIds = {quoted.toStdString()};
    SessionFacts old = session("s_9", 60 * 24 * 9);
    old.users = {"somebody else"};
    const auto links = linked(facts, {old, session("s_8", 5)});
    QCOMPARE(links.size(), std::size_t {2});
    QCOMPARE(links[0],
             (TicketLink {"t1", "s_9", LinkRule::ExplicitReference, 1.0,
                          "session named in the ticket, 9 days before the ticket", true}));
    QVERIFY(!links[1].linked);
}

void LinkerTest::severalNamedSessionsAreAllLinked()
{
    TicketFacts facts = ticket();
    facts.quotedIds = {"session:s1", "session:s2", "trace:abc"};
    const auto links = linked(facts, {session("s1", 5), session("s2", 9), session("s3", 1)},
                              {{"trace:abc", {"s3"}}});
    QCOMPARE(links.size(), std::size_t {3});
    QVERIFY(links[0].linked && links[1].linked && links[2].linked);
    QCOMPARE(links[2].rule, LinkRule::UniqueId);
}

void LinkerTest::uniqueId()
{
    TicketFacts facts = ticket();
    facts.quotedIds = {"order:A-17"};
    const auto links = linked(facts, {colleague("s1", 30), session("s2", 2)},
                              {{"order:A-17", {"s1", "s1"}}, {"order:B-18", {"s2"}}});
    QCOMPARE(links[0].sessionId, std::string("s1"));
    QCOMPARE(links[0].rule, LinkRule::UniqueId);
    QCOMPARE(links[0].confidence, 0.95);
    QVERIFY(links[0].linked);
    QCOMPARE(links[0].reason,
             std::string("order id found in this session only, 30 min before the ticket"));
    QCOMPARE(links[1].rule, LinkRule::SameUser);
    QVERIFY(!links[1].linked);
}

void LinkerTest::idInTwoSessionsProvesNothing()
{
    TicketFacts facts = ticket();
    facts.quotedIds = {"order:A-17"};
    facts.users.clear();
    facts.account.clear();
    const std::vector<SessionFacts> sessions {session("s1", 5), session("s2", 9)};
    QVERIFY(linked(facts, sessions, {{"order:A-17", {"s1", "s2"}}}).empty());
    QVERIFY(linked(facts, sessions, {{"order:A-17", {"s1"}}, {"order:A-17", {"s2"}}}).empty());
}

void LinkerTest::namedOutranksAllGuesses()
{
    TicketFacts facts = ticket("card declined on checkout");
    facts.quotedIds = {"trace:1"};
    SessionFacts likely = withError(session("s1", 0), "card declined");
    likely.viewWords = link::contentWords("checkout card");
    likely.frustrated = true;
    const auto links = linked(facts, {likely, colleague("s2", 600)}, {{"trace:1", {"s2"}}});
    QCOMPARE(links[0].sessionId, std::string("s2"));
    QVERIFY(links[0].linked && !links[1].linked);
    QVERIFY(links[1].confidence <= 0.94);
}

void LinkerTest::timeDecaysWithTheDistance()
{
    // .60 + .25 exp(-distance / 6 h)
    QCOMPARE(linked(ticket(), {session("s1", 0)})[0].confidence, 0.85);
    QCOMPARE(linked(ticket(), {session("s1", 360)})[0].confidence, 0.60 + 0.25 * std::exp(-1.0));
    QCOMPARE(linked(ticket(), {session("s1", 38)})[0].confidence,
             0.60 + 0.25 * std::exp(-38.0 / 360));
    SessionFacts around = session("s1", -5); // ends five minutes after the ticket
    QCOMPARE(linked(ticket(), {around})[0].confidence, 0.85);
}

void LinkerTest::window_data()
{
    QTest::addColumn<int>("endMinutesBefore");
    QTest::addColumn<bool>("considered");
    QTest::newRow("a day before") << 24 * 60 << true;
    QTest::newRow("longer ago") << 24 * 60 + 1 << false;
    QTest::newRow("starts a quarter of an hour after") << -25 << true;
    QTest::newRow("starts later") << -26 << false;
}

void LinkerTest::window()
{
    QFETCH(int, endMinutesBefore);
    QFETCH(bool, considered);
    const SessionFacts facts = session("s1", endMinutesBefore);
    QCOMPARE(linked(ticket(), {facts}).size(), considered ? std::size_t {1} : std::size_t {0});
    const TimeRange window = link::candidateWindow(noon());
    QCOMPARE(facts.end >= window.from && facts.start < window.to, considered);
}

void LinkerTest::onlySessionOfTheUser_data()
{
    QTest::addColumn<int>("minutesBefore");
    QTest::addColumn<bool>("error");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("sure");
    QTest::newRow("just before") << 10 << false << QByteArray("") << true;
    QTest::newRow("80 minutes before") << 80 << false << QByteArray("") << true;
    QTest::newRow("81 minutes before") << 81 << false << QByteArray("") << false;
    QTest::newRow("81 minutes before, with an error") << 81 << true << QByteArray("") << true;
    QTest::newRow("nine hours before, error quoted")
        << 540 << true << QByteArray("card declined") << true;
    QTest::newRow("twenty hours before, error quoted")
        << 1200 << true << QByteArray("card declined") << true;
    QTest::newRow("twenty hours before, error only") << 1200 << true << QByteArray("") << false;
}

void LinkerTest::onlySessionOfTheUser()
{
    QFETCH(int, minutesBefore);
    QFETCH(bool, error);
    QFETCH(QByteArray, text);
    QFETCH(bool, sure);
    SessionFacts facts = session("s1", minutesBefore);
    if (error) {
        facts = withError(facts, "card declined");
    }
    const auto links = linked(ticket(text.constData()), {facts});
    QCOMPARE(links[0].linked, sure);
    QVERIFY(links[0].confidence >= 0.60 && links[0].confidence <= 0.94);
}

void LinkerTest::twoSessionsOfTheUserStayOpen()
{
    const auto links = linked(ticket(), {session("s1", 10), session("s2", 120)});
    QCOMPARE(links.size(), std::size_t {2});
    QCOMPARE(links[0].sessionId, std::string("s1"));
    QVERIFY(!links[0].linked && !links[1].linked);
}

void LinkerTest::wordsDecideBetweenTwo()
{
    SessionFacts quoted = withError(session("s1", 10), "card declined by gateway <number>");
    quoted.viewWords = link::contentWords("checkout payment");
    const auto links =
        linked(ticket("At checkout: card declined by gateway 77"), {session("s2", 60), quoted});
    QCOMPARE(links[0].sessionId, std::string("s1"));
    QVERIFY(links[0].linked);
    QVERIFY(links[0].confidence <= 0.94);
    QVERIFY(links[0].confidence - links[1].confidence >= 0.20);
}

void LinkerTest::sharedAliasIsTheSameUser()
{
    TicketFacts facts = ticket();
    facts.users = {"ext-7", "email_0badc0de"};
    SessionFacts other = session("s1", 5);
    other.users = {"u9", "email_0badc0de"};
    other.account.clear();
    QCOMPARE(linked(facts, {other})[0].rule, LinkRule::SameUser);
}

void LinkerTest::accountAloneNeverLinks()
{
    SessionFacts facts = withError(colleague("s1", 0), "card declined");
    facts.viewWords = link::contentWords("checkout card");
    facts.frustrated = true;
    const auto links = linked(ticket("card declined on checkout"), {facts});
    QCOMPARE(links[0].rule, LinkRule::SameAccount);
    QVERIFY(links[0].confidence < 0.60);
    QVERIFY(!links[0].linked);
    const auto both = linked(ticket("card declined on checkout"), {facts, session("s2", 24 * 60)});
    QCOMPARE(both[0].sessionId, std::string("s2"));
}

void LinkerTest::botsAreOnlyNamed()
{
    SessionFacts bot = session("s1", 5);
    bot.bot = true;
    QVERIFY(linked(ticket(), {bot}).empty());
    TicketFacts facts = ticket();
    facts.sessionId = "s1";
    QCOMPARE(linked(facts, {bot}).size(), std::size_t {1});
}

void LinkerTest::reasons_data()
{
    QTest::addColumn<int>("minutesBefore");
    QTest::addColumn<bool>("error");
    QTest::addColumn<bool>("frustrated");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("reason");
    QTest::newRow("minutes") << 38 << false << false << QByteArray("")
                             << QByteArray("same user, 38 min before the ticket");
    QTest::newRow("hours") << 180 << false << false << QByteArray("")
                           << QByteArray("same user, 3 h before the ticket");
    QTest::newRow("hours and minutes")
        << 185 << true << false << QByteArray("")
        << QByteArray("same user, 3 h 5 min before the ticket, the session has an error");
    QTest::newRow("during")
        << -4 << false << true << QByteArray("")
        << QByteArray("same user, written during the session, the session shows frustration");
    QTest::newRow("after") << -15 << false << false << QByteArray("")
                           << QByteArray("same user, began 5 min after the ticket");
    QTest::newRow("at its end") << 0 << false << false << QByteArray("")
                                << QByteArray("same user, written during the session");
    QTest::newRow("quoted") << 2 << true << false << QByteArray("card declined")
                            << QByteArray("same user, 2 min before the ticket, quotes the error");
    QTest::newRow("page named")
        << 2 << false << false << QByteArray("stuck in checkout")
        << QByteArray("same user, 2 min before the ticket, names a page of the session");
}

void LinkerTest::reasons()
{
    QFETCH(int, minutesBefore);
    QFETCH(bool, error);
    QFETCH(bool, frustrated);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, reason);
    SessionFacts facts = session("s1", minutesBefore);
    facts.frustrated = frustrated;
    facts.viewWords = link::contentWords("checkout");
    if (error) {
        facts = withError(facts, "card declined");
    }
    QCOMPARE(QByteArray::fromStdString(linked(ticket(text.constData()), {facts})[0].reason),
             reason);
}

void LinkerTest::factsOfATicket()
{
    domain::Ticket stored;
    stored.id = "77";
    stored.topic = "Payment";
    stored.message = "card declined";
    stored.userId = "u1";
    stored.accountId = "a1";
    stored.sessionId = "s1";
    stored.created = noon();
    stored.quotedIds = {"trace:1"};
    const TicketFacts facts = link::ticketFacts(stored);
    QCOMPARE(facts,
             (TicketFacts {
                 "77", noon(), "s1", {"trace:1"}, {"u1"}, "a1", {"card", "declined", "payment"}}));
    QVERIFY(link::ticketFacts({}).users.empty());
}

void LinkerTest::invariants()
{
    Random random(41);
    for (int round = 0; round < 2000; ++round) {
        TicketFacts facts =
            ticket(random.chance(0.5) ? "card declined at checkout payment" : "help");
        if (random.chance(0.2)) {
            facts.quotedIds = {"session:s1", "order:7"};
        }
        LinkCandidates candidates = randomCandidates(random);
        candidates.ids = {{"order:7", {"s2"}}};
        const auto links = linkTicket(facts, candidates);
        std::set<std::string> seen;
        for (std::size_t i = 0; i < links.size(); ++i) {
            QVERIFY(seen.insert(links[i].sessionId).second);
            QVERIFY(links[i].confidence > 0 && links[i].confidence <= 1);
            QVERIFY(i == 0 || links[i].confidence <= links[i - 1].confidence);
            QVERIFY(i == 0 || links[i].rule >= links[i - 1].rule);
            const bool named = links[i].rule <= LinkRule::UniqueId;
            QVERIFY(!links[i].linked || named || i == 0);
            QVERIFY(!named || links[i].linked);
            QVERIFY(!links[i].linked || links[i].confidence >= 0.80 - 1e-9);
            QVERIFY(!links[i].linked || named || i + 1 == links.size()
                    || links[i].confidence - links[i + 1].confidence >= 0.20 - 1e-9);
            QVERIFY(links[i].rule != LinkRule::SameUser || links[i].confidence < 0.95);
            QVERIFY(links[i].rule != LinkRule::SameAccount || links[i].confidence < 0.60);
            QVERIFY(!links[i].reason.empty());
        }
    }
}

void LinkerTest::orderDoesNotMatter()
{
    Random random(42);
    for (int round = 0; round < 200; ++round) {
        const TicketFacts facts = ticket("card declined at checkout payment");
        LinkCandidates candidates = randomCandidates(random);
        const auto first = linkTicket(facts, candidates);
        std::reverse(candidates.sessions.begin(), candidates.sessions.end());
        QCOMPARE(linkTicket(facts, candidates), first);
        const std::vector<SessionFacts> again = candidates.sessions;
        candidates.sessions.insert(candidates.sessions.end(), again.begin(), again.end());
        QCOMPARE(linkTicket(facts, candidates), first);
    }
}

void LinkerTest::listIsShort()
{
    std::vector<SessionFacts> sessions;
    for (int i = 0; i < 500; ++i) {
        sessions.push_back(colleague(std::to_string(i).c_str(), i));
    }
    const auto links = linked(ticket(), sessions);
    QCOMPARE(links.size(), std::size_t {20});
    QCOMPARE(links[0].sessionId, std::string("0"));
}

THROUGHLINE_TEST(LinkerTest)

} // namespace throughline

#include "tst_linker.moc"
