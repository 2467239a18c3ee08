#include "models/domain/import_issue.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <set>
#include <string>

namespace throughline {

class ImportIssueTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyIssueHasOneName();
    void readsItsOwnNames();
};

void ImportIssueTest::everyIssueHasOneName()
{
    std::set<std::string_view> names;
    for (const domain::IssueInfo& issue : domain::allIssues()) {
        QVERIFY(names.insert(issue.text).second);
        QVERIFY(!issue.help.empty());
        QCOMPARE(&domain::issueInfo(issue.code), &issue);
    }
}

void ImportIssueTest::readsItsOwnNames()
{
    for (const domain::IssueInfo& issue : domain::allIssues()) {
        QCOMPARE(domain::findIssue(issue.text), &issue);
    }
    QVERIFY(domain::findIssue("no such issue") == nullptr);
}

THROUGHLINE_TEST(ImportIssueTest)

} // namespace throughline

#include "tst_import_issue.moc"
