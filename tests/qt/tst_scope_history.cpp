#include "models/qt/scope_history.h"
#include "tests/support/test_registry.h"

#include <QtTest>

namespace throughline {

using qt::Place;
using qt::ScopeHistory;

namespace {

Place place(const char* where)
{
    Place made;
    made.perspective = QStringLiteral("impact");
    made.scope.where = where;
    return made;
}

std::string where(const std::optional<Place>& place)
{
    return place ? place->scope.where : "nowhere";
}

} // namespace

class ScopeHistoryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void anEmptyHistoryLeadsNowhere()
    {
        ScopeHistory history;
        QVERIFY(!history.canGoBack());
        QVERIFY(!history.canGoForward());
        QVERIFY(!history.back());
        QVERIFY(!history.forward());
    }

    void goesBackAndForwardInOrder()
    {
        ScopeHistory history;
        history.record(place("a"));
        history.record(place("b"));
        history.record(place("c"));
        QCOMPARE(where(history.back()), std::string("b"));
        QCOMPARE(where(history.back()), std::string("a"));
        QVERIFY(!history.canGoBack());
        QCOMPARE(where(history.forward()), std::string("b"));
        QCOMPARE(where(history.forward()), std::string("c"));
        QVERIFY(!history.canGoForward());
    }

    void theSamePlaceTwiceIsOneStep()
    {
        ScopeHistory history;
        history.record(place("a"));
        history.record(place("b"));
        history.record(place("b"));
        QCOMPARE(where(history.back()), std::string("a"));
    }

    void goingSomewhereNewForgetsWhatLayAhead()
    {
        ScopeHistory history;
        history.record(place("a"));
        history.record(place("b"));
        static_cast<void>(history.back());
        history.record(place("c"));
        QVERIFY(!history.canGoForward());
        QCOMPARE(where(history.back()), std::string("a"));
        QCOMPARE(where(history.forward()), std::string("c"));
    }

    void anAmendedPlaceIsWhatIsReturnedTo()
    {
        ScopeHistory history;
        history.record(place("a"));
        history.amend(place("a with a selection"));
        history.record(place("b"));
        QCOMPARE(where(history.back()), std::string("a with a selection"));
        QVERIFY(history.canGoForward());
    }

    void amendingAfterGoingBackKeepsTheWayForward()
    {
        ScopeHistory history;
        history.record(place("a"));
        history.record(place("b"));
        static_cast<void>(history.back());
        history.amend(place("a again"));
        QCOMPARE(where(history.forward()), std::string("b"));
    }

    void forgetsTheOldestFirst()
    {
        ScopeHistory history;
        for (std::size_t i = 0; i < ScopeHistory::kMost + 10; ++i) {
            history.record(place(std::to_string(i).c_str()));
        }
        std::size_t steps = 0;
        std::optional<Place> oldest;
        while (history.canGoBack()) {
            oldest = history.back();
            ++steps;
        }
        QCOMPARE(steps, ScopeHistory::kMost - 1);
        QCOMPARE(where(oldest), std::string("10"));
    }

    void aPerspectiveOrSelectionMakesAPlaceDifferent()
    {
        Place other = place("a");
        other.perspective = QStringLiteral("session");
        QVERIFY(!(other == place("a")));
        Place selected = place("a");
        selected.selection.session = "s_1";
        QVERIFY(!(selected == place("a")));
    }
};

THROUGHLINE_TEST(ScopeHistoryTest)

} // namespace throughline

#include "tst_scope_history.moc"
