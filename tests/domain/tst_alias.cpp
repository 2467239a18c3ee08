#include "models/domain/alias.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using domain::Aliases;
using domain::AliasKind;

class AliasTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everybodyIsThemselves();
    void followsOwnersOfOwners();
    void tellsUsersFromAccounts();
    void closesNoCircle();
    void canBeTakenBack();
};

void AliasTest::everybodyIsThemselves()
{
    const Aliases aliases;
    QVERIFY(aliases.empty());
    QCOMPARE(aliases.ownerOf(AliasKind::User, "u-1"), std::string_view("u-1"));
    QCOMPARE(aliases.ownerOf(AliasKind::User, ""), std::string_view());
}

void AliasTest::followsOwnersOfOwners()
{
    Aliases aliases;
    QVERIFY(aliases.add({AliasKind::User, "c", "b"}));
    QVERIFY(aliases.add({AliasKind::User, "b", "a"}));
    QCOMPARE(aliases.ownerOf(AliasKind::User, "c"), std::string_view("a"));
    QVERIFY(aliases.add({AliasKind::User, "c", "z"}));
    QCOMPARE(aliases.ownerOf(AliasKind::User, "c"), std::string_view("z"));
    QCOMPARE(aliases.all().size(), std::size_t {2});
    QVERIFY(Aliases(aliases.all()).all() == aliases.all());
}

void AliasTest::tellsUsersFromAccounts()
{
    Aliases aliases;
    QVERIFY(aliases.add({AliasKind::Account, "x", "y"}));
    QCOMPARE(aliases.ownerOf(AliasKind::User, "x"), std::string_view("x"));
    QCOMPARE(aliases.ownerOf(AliasKind::Account, "x"), std::string_view("y"));
    QVERIFY(!aliases.remove(AliasKind::User, "x"));
}

void AliasTest::closesNoCircle()
{
    Aliases aliases;
    QVERIFY(!aliases.add({AliasKind::User, "a", "a"}));
    QVERIFY(!aliases.add({AliasKind::User, "", "a"}));
    QVERIFY(!aliases.add({AliasKind::User, "a", ""}));
    QVERIFY(aliases.add({AliasKind::User, "b", "a"}));
    QVERIFY(aliases.add({AliasKind::User, "c", "b"}));
    QVERIFY(!aliases.add({AliasKind::User, "a", "c"}));
    QCOMPARE(aliases.ownerOf(AliasKind::User, "a"), std::string_view("a"));
}

void AliasTest::canBeTakenBack()
{
    Aliases aliases;
    QVERIFY(aliases.add({AliasKind::User, "b", "a"}));
    QVERIFY(aliases.remove(AliasKind::User, "b"));
    QVERIFY(!aliases.remove(AliasKind::User, "b"));
    QVERIFY(aliases.empty());
    QVERIFY(domain::aliasKindFromText("account") == AliasKind::Account);
    QVERIFY(!domain::aliasKindFromText("person"));
}

THROUGHLINE_TEST(AliasTest)

} // namespace throughline

#include "tst_alias.moc"
