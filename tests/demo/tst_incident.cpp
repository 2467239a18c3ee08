#include "models/demo/incident.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <set>

namespace throughline {

using namespace demo;

class IncidentTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyKindSaysWhatItIs_data();
    void everyKindSaysWhatItIs();
    void messagesCarryTheNumbersOfTheOccurrence();
    void releasesMoveLinesButNotFunctions_data();
    void releasesMoveLinesButNotFunctions();
};

namespace {

constexpr IncidentDetail kDetail {.order = 84'400'213, .milliseconds = 3912, .attempt = 2};

void addKindRows(bool withStackOnly)
{
    QTest::addColumn<int>("kind");
    for (std::size_t i = 0; i < kErrorKinds; ++i) {
        const ErrorInfo& info = errorInfo(static_cast<ErrorKind>(i));
        if (!withStackOnly || !info.culprit.empty()) {
            QTest::newRow(std::string(info.key).c_str()) << static_cast<int>(i);
        }
    }
}

std::string stackOf(ErrorKind kind, Release release)
{
    Random random(3);
    return describe(kind, release, kDetail, random).stack;
}

std::string withoutDigits(std::string text)
{
    // Bundle names differ by release, so their hashes go as well.
    const std::size_t hash = text.find("storefront.");
    if (hash != std::string::npos) {
        for (std::size_t at = hash; at != std::string::npos;
             at = text.find("storefront.", at + 1)) {
            text.replace(at + 11, 8, "");
        }
    }
    std::erase_if(text, [](char c) { return c >= '0' && c <= '9'; });
    return text;
}

} // namespace

void IncidentTest::everyKindSaysWhatItIs_data()
{
    addKindRows(false);
}

void IncidentTest::everyKindSaysWhatItIs()
{
    QFETCH(const int, kind);
    const ErrorInfo& info = errorInfo(static_cast<ErrorKind>(kind));
    Random random(3);
    const ExceptionText text =
        describe(static_cast<ErrorKind>(kind), Release::R231, kDetail, random);
    QCOMPARE(text.type, info.type);
    QVERIFY(!text.message.empty());
    QCOMPARE(text.stack.empty(), info.culprit.empty());
    QVERIFY(text.stack.find(info.culprit) != std::string::npos);
    const bool go = static_cast<ErrorKind>(kind) == ErrorKind::SearchIndex;
    QVERIFY(go || text.stack.empty() || text.stack.find(text.message) != std::string::npos);
}

void IncidentTest::messagesCarryTheNumbersOfTheOccurrence()
{
    Random random(3);
    QCOMPARE(describe(ErrorKind::PaymentTimeout, Release::R220, kDetail, random).message,
             std::string("gateway timed out after 3912 ms for order 84400213"));
    std::set<std::string> messages;
    for (int i = 0; i < 50; ++i) {
        messages.insert(describe(ErrorKind::SessionStore, Release::R220, kDetail, random).message);
    }
    QCOMPARE(messages.size(), std::size_t {50});
}

void IncidentTest::releasesMoveLinesButNotFunctions_data()
{
    addKindRows(true);
}

void IncidentTest::releasesMoveLinesButNotFunctions()
{
    QFETCH(const int, kind);
    const auto error = static_cast<ErrorKind>(kind);
    const std::string first = stackOf(error, Release::R220);
    const std::string last = stackOf(error, Release::R231);
    QVERIFY(first != last);
    QCOMPARE(withoutDigits(first), withoutDigits(last));
}

THROUGHLINE_TEST(IncidentTest)

} // namespace throughline

#include "tst_incident.moc"
