#include "models/base/pattern.h"
#include "models/demo/scenario.h"
#include "tests/demo/export_reader.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using namespace demo::test;
using nlohmann::json;

class ExportsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyLineIsWhatItsFormatSays();
    void countsAreTheTruth();
    void funnelIsTheTruth();
    void errorsAreTheTruth_data();
    void errorsAreTheTruth();
    void revenueIsOfBuyers();
    void paymentTimeoutsStandTwice();
    void requestsLieWithinTheClientsWait();
    void ticketsHoldTheirEvidence();
    void rageIsTheTruth();
    void personalDataIsTheTruth();
    void someSessionsTravel();
    void everythingHappensInTime();
};

namespace {

std::uint64_t number(const json& value, const char* key)
{
    return value.at(key).get<std::uint64_t>();
}

/// Bursts of at least three clicks on one target, each within a second of the one before.
std::uint64_t rageBursts(const ReadSession& session)
{
    std::vector<ReadEvent> clicks;
    for (const ReadEvent& event : session.events) {
        if (event.name == "click") {
            clicks.push_back(event);
        }
    }
    std::uint64_t bursts = 0;
    std::size_t run = 1;
    for (std::size_t i = 1; i <= clicks.size(); ++i) {
        const bool goesOn = i < clicks.size() && clicks[i].target == clicks[i - 1].target
            && clicks[i].timeMs - clicks[i - 1].timeMs <= 1000;
        if (goesOn) {
            ++run;
        } else {
            bursts += run >= 3 ? 1 : 0;
            run = 1;
        }
    }
    return bursts;
}

std::uint64_t countMatches(const Pattern& pattern, const std::string& text)
{
    std::uint64_t matches = 0;
    std::size_t at = 0;
    while (const auto found = pattern.find(text, at)) {
        at = found->offset + found->length;
        ++matches;
    }
    return matches;
}

bool quotesTraceOf(const std::string& message, const std::string& session,
                   const ReadExports& exports)
{
    for (const ReadEvent& event : exports.sessions.at(session).events) {
        char hex[17] = {};
        std::snprintf(hex, sizeof hex, "%016llx", static_cast<unsigned long long>(event.traceLow));
        const bool quoted = message.find(hex) != std::string::npos
            || message.find(std::to_string(event.traceLow)) != std::string::npos;
        if (event.traceLow != 0 && quoted) {
            return true;
        }
    }
    return false;
}

bool quotesOrderOf(const std::string& message, const std::string& session,
                   const ReadExports& exports)
{
    const std::vector<std::string>& orders = exports.sessions.at(session).orders;
    return !orders.empty() && message.find(orders.front()) != std::string::npos;
}

} // namespace

void ExportsTest::everyLineIsWhatItsFormatSays()
{
    const ReadExports& exports = standardExports();
    QCOMPARE(exports.badLines, std::uint64_t {0});
    QVERIFY(exports.truth.is_object());
    QCOMPARE(number(exports.truth, "seed"), std::uint64_t {42});
}

void ExportsTest::countsAreTheTruth()
{
    const ReadExports& exports = standardExports();
    std::uint64_t machines = 0;
    std::set<std::string> users;
    std::set<std::string> accounts;
    for (const auto& [id, session] : exports.sessions) {
        machines += session.machine ? 1 : 0;
        QCOMPARE(session.user.empty(), session.machine);
        if (!session.machine) {
            users.insert(session.user);
            accounts.insert(session.account);
        }
    }
    const json& truth = exports.truth;
    QCOMPARE(number(truth, "sessions"), std::uint64_t {20'000});
    QCOMPARE(number(truth, "sessions"), std::uint64_t {exports.sessions.size()});
    QCOMPARE(number(truth, "bot_sessions"), machines);
    QCOMPARE(number(truth, "human_sessions"), exports.sessions.size() - machines);
    QCOMPARE(number(truth, "events"), exports.clientRecords);
    QCOMPARE(number(truth, "client_errors"), exports.clientErrors);
    QCOMPARE(number(truth, "spans"), exports.spans);
    QCOMPARE(number(truth, "traces"), exports.traces);
    QCOMPARE(number(truth, "traces"), std::uint64_t {exports.roots.size()});
    QCOMPARE(number(truth, "logs"), exports.logs);
    QCOMPARE(number(truth, "tickets_total"), std::uint64_t {exports.tickets.size()});
    QCOMPARE(number(truth.at("identities"), "users"), std::uint64_t {users.size()});
    QCOMPARE(number(truth.at("identities"), "accounts"), std::uint64_t {accounts.size()});
}

void ExportsTest::funnelIsTheTruth()
{
    const ReadExports& exports = standardExports();
    std::vector<std::uint64_t> counts(5, 0);
    std::uint64_t withMachines = 0;
    for (const auto& [id, session] : exports.sessions) {
        withMachines += session.reached.empty() ? 0 : 1;
        for (std::size_t step = 0; !session.machine && step < session.reached.size(); ++step) {
            ++counts[step];
        }
    }
    QVERIFY(exports.truth.at("funnel").at("counts").get<std::vector<std::uint64_t>>() == counts);
    QVERIFY(std::is_sorted(counts.rbegin(), counts.rend()));
    QVERIFY(counts.back() > 3000);
    QVERIFY(withMachines > counts.front() + 1000); // leaving bots out matters
}

void ExportsTest::errorsAreTheTruth_data()
{
    QTest::addColumn<QString>("type");
    for (std::size_t i = 0; i < demo::kErrorKinds; ++i) {
        const std::string type(demo::errorInfo(static_cast<demo::ErrorKind>(i)).type);
        QTest::newRow(type.c_str()) << QString::fromStdString(type);
    }
}

void ExportsTest::errorsAreTheTruth()
{
    QFETCH(const QString, type);
    const std::string name = type.toStdString();
    const ReadExports& exports = standardExports();
    std::uint64_t occurrences = 0;
    std::uint64_t machineOccurrences = 0;
    std::set<std::string> users;
    std::set<std::string> accounts;
    std::uint64_t sessions = 0;
    for (const auto& [id, session] : exports.sessions) {
        const auto found = session.errors.find(name);
        if (found == session.errors.end()) {
            continue;
        }
        (session.machine ? machineOccurrences : occurrences) += found->second;
        if (!session.machine) {
            ++sessions;
            users.insert(session.user);
            accounts.insert(session.account);
        }
    }
    std::uint64_t records = 0;
    for (const ReadException& exception : exports.exceptions) {
        records += exception.type == name ? 1 : 0;
    }
    const json& truth = exports.error(name);
    if (sessions == 0) { // a job's errors belong to nobody
        occurrences = records;
    }
    QCOMPARE(number(truth, "records"), records);
    QCOMPARE(number(truth, "occurrences"), occurrences);
    QCOMPARE(number(truth, "bot_occurrences"), machineOccurrences);
    QCOMPARE(number(truth, "human_sessions"), sessions);
    QCOMPARE(number(truth, "users"), std::uint64_t {users.size()});
    QCOMPARE(number(truth, "accounts"), std::uint64_t {accounts.size()});
    QVERIFY(occurrences > 40);
}

void ExportsTest::revenueIsOfBuyers()
{
    const ReadExports& exports = standardExports();
    std::uint64_t buyers = 0;
    for (const auto& [id, session] : exports.sessions) {
        for (const ReadEvent& event : session.events) {
            buyers += !session.machine && event.name == "payment_success" ? 1 : 0;
        }
    }
    std::uint64_t orders = 0;
    for (const json& money : exports.truth.at("revenue")) {
        orders += number(money, "orders");
        QVERIFY(money.at("total").get<double>() > 0);
    }
    QCOMPARE(orders, buyers);
    QCOMPARE(exports.truth.at("revenue").size(), std::size_t {2});
}

void ExportsTest::paymentTimeoutsStandTwice()
{
    const ReadExports& exports = standardExports();
    std::map<std::string, std::vector<const ReadException*>> bySpan;
    for (const ReadException& exception : exports.exceptions) {
        if (exception.type == "PaymentGatewayTimeout") {
            bySpan[exception.traceId + exception.spanId].push_back(&exception);
        }
    }
    for (const auto& [span, twins] : bySpan) {
        QCOMPARE(twins.size(), std::size_t {2});
        QVERIFY(twins[0]->inSpan != twins[1]->inSpan);
        QCOMPARE(twins[0]->message, twins[1]->message);
        QCOMPARE(twins[0]->stack, twins[1]->stack);
        QVERIFY(std::abs(twins[0]->timeMs - twins[1]->timeMs) < 1000);
    }
}

/// With the planted offset the server works while the client waits; no offset is planted
/// elsewhere, and where it is, the requests of a session agree on it.
void ExportsTest::requestsLieWithinTheClientsWait()
{
    const ReadExports& exports = standardExports();
    std::map<std::string, std::int64_t> planted;
    for (const json& clock : exports.truth.at("clock_offsets")) {
        planted[clock.at("session").get<std::string>()] =
            std::llround(clock.at("offset_s").get<double>() * 1e9);
    }
    QCOMPARE(planted.size(), std::size_t {200});
    std::uint64_t off = 0;
    for (const auto& [id, session] : exports.sessions) {
        std::int64_t low = INT64_MIN;
        std::int64_t high = INT64_MAX;
        for (const ReadEvent& event : session.events) {
            if (event.traceLow == 0) {
                continue;
            }
            const auto root = exports.roots.find(event.traceLow);
            QVERIFY(root != exports.roots.end());
            high = std::min(high, root->second.startNs - event.timeMs * 1'000'000);
            if (event.durationMs >= 0) {
                low = std::max(low,
                               root->second.endNs - (event.timeMs + event.durationMs) * 1'000'000);
            }
        }
        QVERIFY(low <= high);
        const auto found = planted.find(id);
        if (found != planted.end()) {
            QVERIFY(low <= found->second && found->second <= high);
        }
        const bool sure = low > 0 || high < 0;
        off += sure && !session.machine ? 1 : 0;
    }
    QVERIFY(off > 300);
    QVERIFY(off <= number(exports.truth, "clocks_off"));
}

void ExportsTest::ticketsHoldTheirEvidence()
{
    const ReadExports& exports = standardExports();
    std::map<std::string, json> byNumber;
    for (const json& ticket : exports.tickets) {
        byNumber[ticket.at("ticket.id").get<std::string>()] = ticket;
    }
    QCOMPARE(byNumber.size(), exports.tickets.size());
    std::map<int, std::uint64_t> tiers;
    for (const json& link : exports.truth.at("tickets").at("links")) {
        const json& ticket = byNumber.at(link.at("ticket").get<std::string>());
        const std::string session = link.at("session").get<std::string>();
        const std::string message = ticket.at("message").get<std::string>();
        const int tier = link.at("tier").get<int>();
        ++tiers[tier];
        const ReadSession& about = exports.sessions.at(session);
        QVERIFY(!about.machine);
        QCOMPARE(ticket.at("account.id").get<std::string>(), about.account);
        const std::string text = message + ticket.at("link.url").get<std::string>();
        QCOMPARE(text.find(session) != std::string::npos, tier == 1);
        QCOMPARE(quotesTraceOf(message, session, exports)
                     || quotesOrderOf(message, session, exports),
                 tier == 2);
        QCOMPARE(ticket.contains("user.id"), tier == 3);
        QVERIFY(tier != 3 || ticket.at("user.id").get<std::string>() == about.user);
    }
    for (const int tier : {1, 2, 3, 4}) {
        QVERIFY(tiers[tier] > 15);
        QCOMPARE(number(exports.truth.at("tickets").at("by_tier"), std::to_string(tier).c_str()),
                 tiers[tier]);
    }
    QVERIFY(number(exports.truth.at("tickets").at("by_tier"), "none") > 30);
    QVERIFY(number(exports.error("PaymentGatewayTimeout"), "tickets") > 50);
}

void ExportsTest::rageIsTheTruth()
{
    const ReadExports& exports = standardExports();
    std::uint64_t bursts = 0;
    std::uint64_t afterTimeout = 0;
    for (const auto& [id, session] : exports.sessions) {
        if (!session.machine) {
            const std::uint64_t found = rageBursts(session);
            bursts += found;
            afterTimeout += session.errors.count("PaymentGatewayTimeout") > 0 ? found : 0;
        }
    }
    QCOMPARE(number(exports.truth.at("frustration"), "rage_bursts"), bursts);
    QVERIFY(afterTimeout * 2 > bursts);
    QVERIFY(number(exports.truth.at("frustration"), "reloads") > 50);
}

void ExportsTest::personalDataIsTheTruth()
{
    const ReadExports& exports = standardExports();
    std::string text;
    for (const std::string& body : exports.logBodies) {
        text += body + '\n';
    }
    for (const json& ticket : exports.tickets) {
        text += ticket.at("message").get<std::string>() + '\n';
    }
    const json& planted = exports.truth.at("personal_data");
    QCOMPARE(countMatches(Pattern("@example\\.com"), text), number(planted, "emails"));
    QCOMPARE(
        countMatches(
            Pattern("4111 1111 1111 1111|5555-5555-5555-4444|4242424242424242|3782 822463 10005"),
            text),
        number(planted, "cards"));
    QCOMPARE(countMatches(Pattern("Bearer [A-Za-z0-9_.-]{60,}"), text), number(planted, "tokens"));
    QVERIFY(number(planted, "tokens") > 20);
}

void ExportsTest::someSessionsTravel()
{
    std::uint64_t travelling = 0;
    for (const auto& [id, session] : standardExports().sessions) {
        travelling += session.countries.size() > 1 ? 1 : 0;
        QVERIFY(session.countries.size() <= 2);
    }
    QVERIFY(travelling > 50);
}

void ExportsTest::everythingHappensInTime()
{
    const ReadExports& exports = standardExports();
    QCOMPARE(exports.timeInversions, std::uint64_t {0});
    const std::int64_t endMs = demo::kDataEnd.ns / 1'000'000;
    const std::int64_t startMs = endMs - 14 * 86'400'000LL;
    std::int64_t lastMs = 0;
    for (const auto& [id, session] : exports.sessions) {
        for (const ReadEvent& event : session.events) {
            QVERIFY(event.timeMs >= startMs - 300'000 && event.timeMs < endMs);
            lastMs = std::max(lastMs, event.timeMs);
            // Every human outcome can be seen: half an hour passes after the last event.
            QVERIFY(session.machine || event.timeMs < endMs - 1'800'000);
        }
    }
    QVERIFY(lastMs > endMs - 180'000);
}

THROUGHLINE_TEST(ExportsTest)

} // namespace throughline

#include "tst_exports.moc"
