#include "models/demo/line_queue.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

namespace throughline {

using demo::LineQueue;

class LineQueueTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void putsLinesInOrderOfTime();
    void keepsTheOrderOfOneMoment();
    void holdsBackWhatMayBeOvertaken();
};

namespace {

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

void LineQueueTest::putsLinesInOrderOfTime()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("lines"));
    auto queue = LineQueue::create(path.toStdString(), codec::Container::Plain);
    QVERIFY(queue.ok());
    for (const int time : {5, 3, 9, 1, 7}) {
        queue->add(time) += std::to_string(time) + '\n';
    }
    QVERIFY(queue->close().ok());
    QCOMPARE(contents(path), QByteArray("1\n3\n5\n7\n9\n"));
}

void LineQueueTest::keepsTheOrderOfOneMoment()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("lines"));
    auto queue = LineQueue::create(path.toStdString(), codec::Container::Plain);
    QVERIFY(queue.ok());
    QByteArray expected;
    for (int i = 0; i < 100; ++i) {
        const std::string line = std::to_string(i) + '\n';
        queue->add(4) += line;
        expected += line.c_str();
    }
    QVERIFY(queue->close().ok());
    QCOMPARE(contents(path), expected);
}

void LineQueueTest::holdsBackWhatMayBeOvertaken()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("lines"));
    auto queue = LineQueue::create(path.toStdString(), codec::Container::Plain);
    QVERIFY(queue.ok());
    queue->add(10) += "late\n";
    queue->add(1) += "early\n";
    QVERIFY(queue->release(10).ok());
    // The slot of a line that was written is used again, without its text.
    queue->add(10) += "later\n";
    queue->add(9) += "overtaking\n";
    QVERIFY(queue->close().ok());
    QCOMPARE(contents(path), QByteArray("early\novertaking\nlate\nlater\n"));
}

THROUGHLINE_TEST(LineQueueTest)

} // namespace throughline

#include "tst_line_queue.moc"
