#include "models/base/user_folders.h"
#include "models/workflow/answer_cache.h"
#include "tests/support/temp_workspace.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using workflow::AnswerCache;

namespace {

namespace fs = std::filesystem;

fs::path folder()
{
    return userCacheFolder() / "answers";
}

std::size_t files()
{
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder()), fs::directory_iterator()));
}

} // namespace

class AnswerCacheTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init() { fs::remove_all(folder()); }

    void givesBackWhatWasKept();
    void damagedAnswersAreNone();
    void oldestGo();
    void aFolderThatCannotBeIsNoError();
};

void AnswerCacheTest::givesBackWhatWasKept()
{
    QVERIFY(!AnswerCache::read({1, 2}));
    const std::string answer("a\0b\n", 4);
    AnswerCache::keep({1, 2}, answer);
    QCOMPARE(AnswerCache::read({1, 2}).value(), answer);
    QVERIFY(!AnswerCache::read({2, 1}));
    AnswerCache::keep({1, 2}, "");
    QCOMPARE(AnswerCache::read({1, 2}).value(), std::string());
    QCOMPARE(files(), std::size_t {1});
}

void AnswerCacheTest::damagedAnswersAreNone()
{
    AnswerCache::keep({1, 2}, "an answer");
    const fs::path file = fs::directory_iterator(folder())->path();
    const std::string whole = test::readBytes(file);
    for (std::size_t i = 0; i < whole.size(); ++i) {
        std::string bytes = whole;
        bytes[i] = static_cast<char>(bytes[i] ^ 1);
        test::writeBytes(file, bytes);
        QVERIFY(!AnswerCache::read({1, 2}));
        test::writeBytes(file, whole.substr(0, i));
        QVERIFY(!AnswerCache::read({1, 2}));
    }
    test::writeBytes(file, whole);
    QVERIFY(AnswerCache::read({1, 2}));
}

void AnswerCacheTest::oldestGo()
{
    for (std::uint64_t i = 0; i < AnswerCache::kMostAnswers + 5; ++i) {
        AnswerCache::keep({i, 0}, "answer");
    }
    QCOMPARE(files(), AnswerCache::kMostAnswers);
    QVERIFY(AnswerCache::read({AnswerCache::kMostAnswers + 4, 0}));
}

void AnswerCacheTest::aFolderThatCannotBeIsNoError()
{
    fs::create_directories(folder().parent_path());
    test::writeBytes(folder(), "a file in its place");
    AnswerCache::keep({1, 2}, "answer");
    QVERIFY(!AnswerCache::read({1, 2}));
}

THROUGHLINE_TEST(AnswerCacheTest)

} // namespace throughline

#include "tst_answer_cache.moc"
