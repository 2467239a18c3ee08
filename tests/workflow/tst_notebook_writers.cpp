#include "models/notebook/notebook_edit.h"
#include "models/workflow/notebook_workflow.h"
#include "tests/support/child_process.h"
#include "tests/support/test_registry.h"
#include "tests/workflow/import_fixture.h"

#include <QtTest>

#include <memory>
#include <set>

namespace throughline {

using namespace workflow;
using namespace workflow::test;
using throughline::test::ChildProcess;

/// Programs that write in one notebook at once.
class NotebookWritersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase()
    {
        m_data.import({m_data.write("a.ndjson", eventLine("s1", 1) + '\n')});
        const auto workspace = Workspace::open(m_data.store());
        QVERIFY(newNotebook(workspace.value(), "n", kNow).ok());
    }

    void keepWhatEachOfThemAdded()
    {
        constexpr int kPrograms = 6;
        constexpr int kRounds = 3;
        std::set<std::string> texts;
        for (int round = 0; round < kRounds; ++round) {
            std::vector<std::unique_ptr<ChildProcess>> programs;
            for (int i = 0; i < kPrograms; ++i) {
                const std::string text = std::to_string(round) + '-' + std::to_string(i);
                texts.insert(text);
                programs.push_back(std::make_unique<ChildProcess>(
                    std::vector<std::string> {THROUGHLINE_BINARY, "notebook", "add-text", "n", text,
                                              "--store", m_data.store().string()}));
            }
            for (const auto& program : programs) {
                QCOMPARE(program->wait(), 0);
            }
        }
        const auto workspace = Workspace::open(m_data.store());
        const notebook::Notebook kept = openNotebook(workspace.value(), "n").value();
        std::set<std::int64_t> numbers;
        std::set<std::string> found;
        for (const notebook::Cell& cell : kept.cells) {
            numbers.insert(cell.id);
            found.insert(cell.text);
        }
        QCOMPARE(kept.cells.size(), texts.size());
        QCOMPARE(numbers.size(), texts.size());
        QVERIFY(found == texts);
    }

    void areToldWhatTheOthersDid()
    {
        const auto workspace = Workspace::open(m_data.store());
        const notebook::Notebook base = openNotebook(workspace.value(), "n").value();
        notebook::Notebook mine = base;
        notebook::Notebook theirs = base;
        mine.cells.front().text = "mine";
        theirs.cells.front().text = "theirs";
        QVERIFY(!saveNotebook(workspace.value(), base, theirs, kNow).value().merged.tookTheirs);
        const SavedNotebook saved = saveNotebook(workspace.value(), base, mine, kNow).value();
        QVERIFY(saved.merged.tookTheirs);
        QCOMPARE(saved.merged.doubled.size(), std::size_t {1});
        const notebook::Notebook kept = openNotebook(workspace.value(), "n").value();
        QVERIFY(kept == saved.merged.notebook);
        QCOMPARE(kept.cells[0].text, std::string("theirs"));
        QCOMPARE(kept.cells[1].text, std::string("mine"));
        // What changes nothing is not written: the list would call it changed.
        const Timestamp later = kNow + Duration::seconds(60);
        QVERIFY(saveNotebook(workspace.value(), base, base, later).ok());
        QVERIFY(listNotebooks(workspace.value()).value().front().changed == kNow);
        QVERIFY(deleteNotebook(workspace.value(), "n").ok());
        QVERIFY(saveNotebook(workspace.value(), base, mine, kNow).value().wasGone);
    }

private:
    ImportFixture m_data;
};

THROUGHLINE_TEST(NotebookWritersTest)

} // namespace throughline

#include "tst_notebook_writers.moc"
