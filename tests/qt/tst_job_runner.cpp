#include "models/qt/job_runner.h"
#include "tests/support/test_registry.h"

#include <QSignalSpy>
#include <QThread>
#include <QtTest>

#include <algorithm>
#include <atomic>
#include <memory>
#include <new>
#include <optional>
#include <utility>

namespace throughline {

using qt::JobControl;
using qt::JobRunner;

namespace {

/// Works until it is asked to stop, then says what it was asked for.
JobRunner::Job<int> untilStopped(std::shared_ptr<std::atomic<bool>> started)
{
    return [started](const JobControl& control) -> Result<int> {
        *started = true;
        while (!control.stop.stop_requested()) {
            QThread::yieldCurrentThread();
        }
        return cancelledError();
    };
}

std::shared_ptr<std::atomic<bool>> flag()
{
    return std::make_shared<std::atomic<bool>>(false);
}

} // namespace

class JobRunnerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void deliversToItsOwnThread()
    {
        JobRunner runner;
        QObject context;
        QThread* worked = nullptr;
        QThread* delivered = nullptr;
        int value = 0;
        runner.run<std::pair<int, QThread*>>(
            {.slot = QStringLiteral("a"),
             .context = &context,
             .job = [](const JobControl&) -> Result<std::pair<int, QThread*>> {
                 return std::pair(7, QThread::currentThread());
             },
             .deliver =
                 [&](Result<std::pair<int, QThread*>> result) {
                     value = result.value().first;
                     worked = result.value().second;
                     delivered = QThread::currentThread();
                 }});
        QCOMPARE(value, 0);
        QTRY_COMPARE(value, 7);
        QCOMPARE(delivered, QThread::currentThread());
        QVERIFY(worked != delivered);
    }

    void newestRequestOfASlotWins()
    {
        JobRunner runner;
        QObject context;
        const auto started = flag();
        QList<int> seen;
        runner.run<int>({.slot = QStringLiteral("a"),
                         .context = &context,
                         .job = untilStopped(started),
                         .deliver = [&](const Result<int>&) { seen.append(1); }});
        QTRY_VERIFY(started->load());
        runner.run<int>({.slot = QStringLiteral("a"),
                         .context = &context,
                         .job = [](const JobControl&) -> Result<int> { return 2; },
                         .deliver = [&](const Result<int>& r) { seen.append(r.value()); }});
        QTRY_VERIFY(!runner.busy());
        QTest::qWait(0);
        QCOMPARE(seen, QList<int> {2});
    }

    void slotsDoNotDisturbOneAnother()
    {
        JobRunner runner;
        QObject context;
        QList<int> seen;
        for (int i = 0; i < 20; ++i) {
            runner.run<int>({.slot = QString::number(i),
                             .context = &context,
                             .job = [i](const JobControl&) -> Result<int> { return i; },
                             .deliver = [&](const Result<int>& r) { seen.append(r.value()); }});
        }
        QTRY_COMPARE(seen.size(), 20);
        std::sort(seen.begin(), seen.end());
        QCOMPARE(seen.front(), 0);
        QCOMPARE(seen.back(), 19);
    }

    void nothingIsDeliveredToAContextThatIsGone()
    {
        JobRunner runner;
        auto context = std::make_unique<QObject>();
        const auto started = flag();
        bool delivered = false;
        runner.run<int>({.slot = QStringLiteral("a"),
                         .context = context.get(),
                         .job = untilStopped(started),
                         .deliver = [&](const Result<int>&) { delivered = true; }});
        QTRY_VERIFY(started->load());
        context.reset();
        QVERIFY(!runner.busy());
        QTest::qWait(0);
        QVERIFY(!delivered);
    }

    void aStoppedJobStillSaysWhatBecameOfIt()
    {
        JobRunner runner;
        QObject context;
        const auto started = flag();
        std::optional<ErrorCode> code;
        runner.run<int>({.slot = QStringLiteral("a"),
                         .context = &context,
                         .job = untilStopped(started),
                         .deliver = [&](const Result<int>& r) { code = r.error().code; }});
        QTRY_VERIFY(started->load());
        runner.stop(QStringLiteral("a"));
        QTRY_VERIFY(code.has_value());
        QCOMPARE(*code, ErrorCode::Cancelled);
    }

    void aDroppedJobIsNeverHeardOf()
    {
        JobRunner runner;
        QObject context;
        bool delivered = false;
        QSignalSpy busy(&runner, &JobRunner::busyChanged);
        runner.run<int>({.slot = QStringLiteral("a"),
                         .context = &context,
                         .job = untilStopped(flag()),
                         .deliver = [&](const Result<int>&) { delivered = true; }});
        runner.drop(QStringLiteral("a"));
        QTRY_COMPARE(busy.size(), 2);
        QCOMPARE(busy.last().first().toBool(), false);
        QVERIFY(!delivered);
    }

    void theDestructorStopsBeforeItWaits()
    {
        const auto started = flag();
        QObject context;
        bool delivered = false;
        auto runner = std::make_unique<JobRunner>();
        for (const char* slot : {"a", "b", "c", "d", "e", "f", "g", "h"}) {
            runner->run<int>({.slot = QString::fromLatin1(slot),
                              .context = &context,
                              .job = untilStopped(started),
                              .deliver = [&](const Result<int>&) { delivered = true; }});
        }
        QTRY_VERIFY(started->load());
        runner.reset();
        QTest::qWait(0);
        QVERIFY(!delivered);
    }

    void progressArrivesWhileTheJobRuns()
    {
        JobRunner runner;
        QObject context;
        std::uint64_t records = 0;
        bool done = false;
        runner.run<int>({.slot = QStringLiteral("a"),
                         .context = &context,
                         .job = [](const JobControl& control) -> Result<int> {
                             Progress progress;
                             progress.records = 42;
                             control.progress(progress);
                             while (!control.stop.stop_requested()) {
                                 QThread::yieldCurrentThread();
                             }
                             return 0;
                         },
                         .deliver = [&](const Result<int>&) { done = true; },
                         .progressed = [&](const Progress& p) { records = p.records; }});
        QTRY_COMPARE(records, std::uint64_t {42});
        QVERIFY(!done);
        runner.stop(QStringLiteral("a"));
        QTRY_VERIFY(done);
    }

    void whatIsThrownBecomesAnError()
    {
        JobRunner runner;
        QObject context;
        std::optional<ErrorCode> code;
        runner.run<void>({.slot = QStringLiteral("a"),
                          .context = &context,
                          .job = [](const JobControl&) -> Result<void> { throw std::bad_alloc(); },
                          .deliver = [&](const Result<void>& r) { code = r.error().code; }});
        QTRY_VERIFY(code.has_value());
        QCOMPARE(*code, ErrorCode::Environment);
    }

    void tellsOnceThatItIsBusyAndOnceThatItIsNot()
    {
        JobRunner runner;
        QObject context;
        QSignalSpy busy(&runner, &JobRunner::busyChanged);
        int delivered = 0;
        for (int i = 0; i < 5; ++i) {
            runner.run<int>({.slot = QString::number(i),
                             .context = &context,
                             .job = [](const JobControl&) -> Result<int> { return 0; },
                             .deliver = [&](const Result<int>&) { ++delivered; }});
        }
        QTRY_COMPARE(delivered, 5);
        QTRY_COMPARE(busy.size(), 2);
    }

    void aJobStartedByADeliveryKeepsItBusy()
    {
        JobRunner runner;
        QObject context;
        QSignalSpy busy(&runner, &JobRunner::busyChanged);
        bool second = false;
        runner.run<int>({.slot = QStringLiteral("a"),
                         .context = &context,
                         .job = [](const JobControl&) -> Result<int> { return 0; },
                         .deliver =
                             [&](const Result<int>&) {
                                 runner.run<int>(
                                     {.slot = QStringLiteral("a"),
                                      .context = &context,
                                      .job = [](const JobControl&) -> Result<int> { return 0; },
                                      .deliver = [&](const Result<int>&) { second = true; }});
                             }});
        QTRY_VERIFY(second);
        QTRY_COMPARE(busy.size(), 2);
    }
};

THROUGHLINE_TEST(JobRunnerTest)

} // namespace throughline

#include "tst_job_runner.moc"
