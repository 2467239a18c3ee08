#include "models/base/error.h"
#include "models/base/hand_over.h"
#include "models/base/work_line.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace throughline {

namespace {

constexpr int kValues = 5'000;
constexpr std::size_t kRoom = 3;
constexpr std::size_t kAhead = 2;

/// Takes from one queue, puts into the next, and sees whether two threads are ever in it at once.
class Hands : public Station
{
public:
    Hands(HandOver<int>* from, HandOver<int>* to)
        : m_from(from)
        , m_to(to)
    {
    }

    bool ready() const override
    {
        return (m_from == nullptr ? m_made < kValues : !m_from->empty())
            && (m_to == nullptr || m_to->size() < kRoom);
    }

    Result<void> step() override
    {
        alone = alone && !m_inside.exchange(true);
        const int value = m_from == nullptr ? m_made++ : *m_from->tryPop();
        if (value == failAt) {
            m_inside = false;
            return badInputError("five hundred is too much");
        }
        if (value == throwAt) {
            throw std::runtime_error("five hundred is too much");
        }
        seen.push_back(value);
        if (m_to != nullptr) {
            m_to->push(value);
            most = std::max(most, m_to->size());
        }
        m_inside = false;
        return {};
    }

    bool isAwaited() const override { return awaited && m_to->size() < kAhead; }

    bool awaited = false;
    int failAt = -1;
    int throwAt = -1;
    bool alone = true;
    std::size_t most = 0;
    std::vector<int> seen;

private:
    HandOver<int>* m_from;
    HandOver<int>* m_to;
    int m_made = 0;
    std::atomic<bool> m_inside {false};
};

/// Three stations, one behind the other.
struct Line
{
    HandOver<int> first;
    HandOver<int> second;
    Hands read {nullptr, &first};
    Hands change {&first, &second};
    Hands write {&second, nullptr};

    Result<void> run(std::size_t threads)
    {
        Station* const stations[] = {&read, &change, &write};
        return workThrough(stations, threads);
    }
};

} // namespace

class WorkLineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void handsOverInOrderAndEndsEmpty();

    void passesAllThroughInOrder_data() { threadCounts(); }

    void passesAllThroughInOrder();

    void keepsWorkReady_data() { threadCounts(); }

    void keepsWorkReady();

    void stopsAtTheFirstFailure_data() { threadCounts(); }

    void stopsAtTheFirstFailure();

    void throwsWhatAStepThrows_data() { threadCounts(); }

    void throwsWhatAStepThrows();
    void endsAtOnceWithNothingToDo();

private:
    static void threadCounts()
    {
        QTest::addColumn<int>("threads");
        for (const int threads : {0, 1, 2, 3, 8}) {
            QTest::addRow("%d threads", threads) << threads;
        }
    }
};

void WorkLineTest::handsOverInOrderAndEndsEmpty()
{
    HandOver<int> values;
    QVERIFY(!values.tryPop());
    values.push(1);
    values.push(2);
    QCOMPARE(values.size(), std::size_t {2});
    QCOMPARE(values.tryPop(), std::optional<int>(1));
    QCOMPARE(values.tryPop(), std::optional<int>(2));
    QVERIFY(values.empty());
}

void WorkLineTest::passesAllThroughInOrder()
{
    QFETCH(int, threads);
    Line line;
    QVERIFY(line.run(static_cast<std::size_t>(threads)).ok());
    std::vector<int> all;
    for (int i = 0; i < kValues; ++i) {
        all.push_back(i);
    }
    for (const Hands* station : {&line.read, &line.change, &line.write}) {
        QVERIFY(station->seen == all);
        QVERIFY(station->alone);
        QVERIFY(station->most <= kRoom);
    }
}

/// The first station goes ahead of the others until so much lies ready, and all ends as ever.
void WorkLineTest::keepsWorkReady()
{
    QFETCH(int, threads);
    Line line;
    line.read.awaited = true;
    QVERIFY(line.run(static_cast<std::size_t>(threads)).ok());
    QVERIFY(line.read.seen == line.write.seen);
    QCOMPARE(line.write.seen.size(), std::size_t {kValues});
    QVERIFY(line.read.most >= kAhead);
    if (threads < 2) { // one thread alone shows who goes first
        QCOMPARE(line.read.most, kAhead);
        Line last;
        QVERIFY(last.run(1).ok());
        QCOMPARE(last.read.most, std::size_t {1});
    }
}

void WorkLineTest::stopsAtTheFirstFailure()
{
    QFETCH(int, threads);
    Line line;
    line.change.failAt = 500;
    const auto outcome = line.run(static_cast<std::size_t>(threads));
    QVERIFY(!outcome.ok());
    QCOMPARE(outcome.error().code, ErrorCode::BadInput);
    QCOMPARE(line.change.seen.size(), std::size_t {500});
    QVERIFY(line.write.seen.size() <= 500);
    QVERIFY(line.read.seen.size() <= 500 + kRoom + 2);
}

void WorkLineTest::throwsWhatAStepThrows()
{
    QFETCH(int, threads);
    Line line;
    line.write.throwAt = 500;
    bool thrown = false;
    try {
        static_cast<void>(line.run(static_cast<std::size_t>(threads)).ok());
    } catch (const std::runtime_error&) {
        thrown = true;
    }
    QVERIFY(thrown);
    QCOMPARE(line.write.seen.size(), std::size_t {500});
}

void WorkLineTest::endsAtOnceWithNothingToDo()
{
    QVERIFY(workThrough({}, 2).ok());
    HandOver<int> empty;
    Hands idle(&empty, nullptr);
    Station* const stations[] = {&idle};
    QVERIFY(workThrough(stations, 2).ok());
    QVERIFY(idle.seen.empty());
}

THROUGHLINE_TEST(WorkLineTest)

} // namespace throughline

#include "tst_work_line.moc"
