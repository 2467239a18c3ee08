#include "models/analysis/error/error_dedup.h"
#include "models/base/random.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QtTest>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

namespace throughline {

using namespace analysis;

namespace {

constexpr std::uint32_t kSpanEvent = 0;
constexpr std::uint32_t kLog = 1;

ReportedError report(std::uint32_t carrier, std::int64_t milliseconds)
{
    ReportedError error;
    error.trace = {1, 2};
    error.span = {3};
    error.content = {7, 7};
    error.time = Timestamp::fromMilliseconds(milliseconds);
    error.carrier = carrier;
    return error;
}

ReportedError untraced(std::uint32_t carrier, std::int64_t milliseconds)
{
    ReportedError error = report(carrier, milliseconds);
    error.trace = {};
    error.span = {};
    error.session = {9, 9};
    return error;
}

std::size_t kept(const std::vector<ReportedError>& records)
{
    const std::vector<std::size_t> of = duplicateOf(records);
    std::size_t count = 0;
    for (std::size_t i = 0; i < of.size(); ++i) {
        count += of[i] == i ? 1 : 0;
    }
    return count;
}

/// The plain rule, for records that all have a span: in order of time, a report joins the first
/// error of its span and content within the window that its carrier has not reported yet.
std::size_t plainCount(std::vector<ReportedError> records)
{
    struct Error
    {
        ReportedError first;
        std::set<std::uint32_t> carriers;
    };

    std::stable_sort(records.begin(), records.end(),
                     [](const ReportedError& a, const ReportedError& b) {
                         return std::tie(a.time, a.carrier) < std::tie(b.time, b.carrier);
                     });
    std::vector<Error> errors;
    for (const ReportedError& record : records) {
        const auto found = std::find_if(errors.begin(), errors.end(), [&](const Error& error) {
            return error.first.trace == record.trace && error.first.span == record.span
                && error.first.content == record.content
                && record.time - error.first.time <= Duration::seconds(1)
                && !error.carriers.contains(record.carrier);
        });
        if (found == errors.end()) {
            errors.push_back({record, {record.carrier}});
        } else {
            found->carriers.insert(record.carrier);
        }
    }
    return errors.size();
}

} // namespace

class ErrorDedupTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void spanEventAndLogAreOneError();
    void theEarlierIsKept();
    void moreThanASecondApartAreTwo();
    void otherContentOrSpanAreTwo();
    void oneCarrierNeverRepeatsItself();
    void withoutTraceTheSessionDecides();
    void withoutTraceAndSessionNothingIsADouble();
    void tracedAndUntracedJoinThroughTheSession();
    void twoSpansOfOneSessionStayTwo();
    void agreesWithThePlainRule();
    void orderOfTheInputDoesNotMatter();
    void aBurstIsQuick();
    void nothingGivesNothing();
};

void ErrorDedupTest::spanEventAndLogAreOneError()
{
    QCOMPARE(kept({report(kSpanEvent, 0), report(kLog, 5)}), std::size_t {1});
    QCOMPARE(kept({report(kSpanEvent, 0), report(kLog, 1000)}), std::size_t {1});
    QCOMPARE(kept({report(kSpanEvent, 0), report(kLog, 0), report(2, 3)}), std::size_t {1});
}

void ErrorDedupTest::theEarlierIsKept()
{
    const std::vector<std::size_t> expected {1, 1};
    QCOMPARE(duplicateOf(std::vector<ReportedError> {report(kSpanEvent, 8), report(kLog, 5)}),
             expected);
}

void ErrorDedupTest::moreThanASecondApartAreTwo()
{
    QCOMPARE(kept({report(kSpanEvent, 0), report(kLog, 1001)}), std::size_t {2});
}

void ErrorDedupTest::otherContentOrSpanAreTwo()
{
    ReportedError content = report(kLog, 1);
    content.content = {8, 8};
    ReportedError span = report(kLog, 1);
    span.span = {4};
    ReportedError trace = report(kLog, 1);
    trace.trace = {1, 3};
    QCOMPARE(kept({report(kSpanEvent, 0), content}), std::size_t {2});
    QCOMPARE(kept({report(kSpanEvent, 0), span}), std::size_t {2});
    QCOMPARE(kept({report(kSpanEvent, 0), trace}), std::size_t {2});
}

void ErrorDedupTest::oneCarrierNeverRepeatsItself()
{
    QCOMPARE(kept({report(kLog, 0), report(kLog, 0), report(kLog, 10)}), std::size_t {3});
    QCOMPARE(kept({report(kLog, 0), report(kLog, 10), report(kLog, 20), report(kSpanEvent, 1),
                   report(kSpanEvent, 11)}),
             std::size_t {3});
}

void ErrorDedupTest::withoutTraceTheSessionDecides()
{
    QCOMPARE(kept({untraced(0, 0), untraced(1, 300)}), std::size_t {1});
    ReportedError other = untraced(1, 300);
    other.session = {5, 5};
    QCOMPARE(kept({untraced(0, 0), other}), std::size_t {2});
}

void ErrorDedupTest::withoutTraceAndSessionNothingIsADouble()
{
    ReportedError one = untraced(0, 0);
    ReportedError other = untraced(1, 0);
    one.session = other.session = {};
    QCOMPARE(kept({one, other}), std::size_t {2});
}

void ErrorDedupTest::tracedAndUntracedJoinThroughTheSession()
{
    ReportedError traced = report(kSpanEvent, 0);
    traced.session = {9, 9};
    ReportedError log = report(kLog, 2);
    log.session = {9, 9};
    QCOMPARE(kept({traced, log, untraced(2, 4)}), std::size_t {1});
    QCOMPARE(kept({traced, log, untraced(kLog, 4)}), std::size_t {2});
    const std::vector<std::size_t> expected {2, 2, 2};
    QCOMPARE(duplicateOf(std::vector<ReportedError> {traced, log, untraced(2, -4)}), expected);
}

void ErrorDedupTest::twoSpansOfOneSessionStayTwo()
{
    ReportedError one = report(kSpanEvent, 0);
    ReportedError other = report(kLog, 2);
    one.session = other.session = {9, 9};
    other.span = {99};
    QCOMPARE(kept({one, other}), std::size_t {2});
    QCOMPARE(kept({one, other, untraced(2, 3)}), std::size_t {2});
}

void ErrorDedupTest::agreesWithThePlainRule()
{
    Random random(17);
    for (int round = 0; round < 300; ++round) {
        std::vector<ReportedError> records;
        for (std::uint32_t count = random.below(40); count > 0; --count) {
            ReportedError record = report(random.below(3), random.below(6000));
            record.span.value = 1 + random.below(2);
            record.content = {random.below(2), 0};
            records.push_back(record);
        }
        QCOMPARE(kept(records), plainCount(records));
    }
}

void ErrorDedupTest::orderOfTheInputDoesNotMatter()
{
    Random random(23);
    for (int round = 0; round < 200; ++round) {
        std::vector<ReportedError> records;
        for (std::int64_t i = 0; i < 30; ++i) {
            ReportedError record = random.chance(0.5) ? report(random.below(3), i * 120)
                                                      : untraced(random.below(3), i * 120);
            record.session = random.chance(0.8) ? Hash128 {9, 9} : Hash128 {};
            records.push_back(record);
        }
        std::vector<std::size_t> order(records.size());
        std::iota(order.begin(), order.end(), std::size_t {0});
        for (std::size_t i = order.size(); i > 1; --i) {
            std::swap(order[i - 1], order[random.below(static_cast<std::uint32_t>(i))]);
        }
        std::vector<ReportedError> shuffled;
        for (const std::size_t place : order) {
            shuffled.push_back(records[place]);
        }
        const std::vector<std::size_t> straight = duplicateOf(records);
        const std::vector<std::size_t> mixed = duplicateOf(shuffled);
        for (std::size_t i = 0; i < order.size(); ++i) {
            QCOMPARE(order[mixed[i]], straight[order[i]]);
        }
    }
}

void ErrorDedupTest::aBurstIsQuick()
{
    std::vector<ReportedError> records;
    for (std::uint32_t i = 0; i < 200'000; ++i) {
        records.push_back(i % 2 == 0 ? untraced(i % 4, i / 1000) : report(i % 4, i / 1000));
    }
    QElapsedTimer timer;
    timer.start();
    QVERIFY(kept(records) >= 50'000);
    QVERIFY(timer.elapsed() < 5000);
}

void ErrorDedupTest::nothingGivesNothing()
{
    QVERIFY(duplicateOf({}).empty());
    QCOMPARE(duplicateOf(std::vector<ReportedError> {report(0, 0)}), std::vector<std::size_t> {0});
}

} // namespace throughline

using throughline::ErrorDedupTest;
THROUGHLINE_TEST(ErrorDedupTest)
#include "tst_error_dedup.moc"
