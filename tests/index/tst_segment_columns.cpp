#include "models/index/segment_columns.h"
#include "tests/index/index_fixture.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using index::SegmentColumn;
using test::EventRow;

class SegmentColumnsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesTheFirstValueOfASession();
    void joinsSpellingsOfAWord();
    void keepsSpellingsOfIds();
    void unknownFieldHasNoValues();
};

namespace {

EventRow row(const char* session, std::int64_t time, const char* field, const char* value)
{
    return {.session = session, .timeNs = time, .name = "x", .context = {{field, value}}};
}

/// The label of each session, by its id's ordinal.
std::vector<std::string> labelsOf(const index::SessionIndex& index, const SegmentColumn& column)
{
    std::vector<std::string> labels(index.sessionCount());
    for (std::uint32_t session = 0; session < index.sessionCount(); ++session) {
        labels[index.id[session]] = column.label(session);
    }
    return labels;
}

} // namespace

void SegmentColumnsTest::takesTheFirstValueOfASession()
{
    const index::SessionIndex index =
        test::buildIndex({row("s0", 30, "plan.tier", "pro"),
                          row("s0", 10, "plan.tier", ""),
                          row("s0", 20, "plan.tier", "free"),
                          {.session = "s1", .timeNs = 1, .name = "x"}})
            .index;
    const SegmentColumn column = index::segmentColumn(index, "plan.tier");
    QCOMPARE(column.field, std::string("plan.tier"));
    QVERIFY(labelsOf(index, column) == (std::vector<std::string> {"free", ""}));
    QVERIFY(column.labels == (std::vector<std::string> {"", "free"}));
}

void SegmentColumnsTest::joinsSpellingsOfAWord()
{
    const index::SessionIndex index =
        test::buildIndex({row("s0", 1, "plan.tier", "PRO"), row("s1", 2, "plan.tier", "Pro"),
                          row("s2", 3, "plan.tier", "Pro"), row("s3", 4, "plan.tier", "free")})
            .index;
    const SegmentColumn column = index::segmentColumn(index, "plan.tier");
    QVERIFY(labelsOf(index, column) == (std::vector<std::string> {"Pro", "Pro", "Pro", "free"}));
    QCOMPARE(column.labels.size(), std::size_t {3});
}

void SegmentColumnsTest::keepsSpellingsOfIds()
{
    const index::SessionIndex index =
        test::buildIndex({row("s0", 1, "app.ref", "X"), row("s1", 2, "app.ref", "x")}).index;
    const SegmentColumn column = index::segmentColumn(index, "app.ref");
    QVERIFY(labelsOf(index, column) == (std::vector<std::string> {"X", "x"}));
}

void SegmentColumnsTest::unknownFieldHasNoValues()
{
    const index::SessionIndex index = test::buildIndex({row("s0", 1, "plan.tier", "pro")}).index;
    const SegmentColumn column = index::segmentColumn(index, "device.type");
    QVERIFY(column.labels == std::vector<std::string> {""});
    QVERIFY(column.valueOf == std::vector<std::uint32_t> {0});
}

THROUGHLINE_TEST(SegmentColumnsTest)

} // namespace throughline

#include "tst_segment_columns.moc"
