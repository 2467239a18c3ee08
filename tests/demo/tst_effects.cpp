#include "tests/demo/export_reader.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <cmath>
#include <optional>

namespace throughline {

using namespace demo::test;

/// What comparisons make of the planted errors, computed from the exports by plain loops.
class EffectsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void renderPriceOnlyLooksHarmful();
    void paymentTimeoutLooksHelpfulAndIsNot();
    void celebrationComesTooLate();
    void sessionStoreIsLoudAndHarmless();
    void couponHurtsOneCell();
    void longSessionsMeetMore();
    void truthKnowsTheAffected_data();
    void truthKnowsTheAffected();
};

namespace {

struct Arm
{
    double sessions = 0;
    double bought = 0;

    [[nodiscard]] double rate() const { return bought / sessions; }

    [[nodiscard]] double variance() const { return rate() * (1 - rate()) / sessions; }

    void add(const ReadSession& session)
    {
        sessions += 1;
        bought += session.reached.size() == 5 ? 1 : 0;
    }
};

struct Difference
{
    double value = 0;
    double error = 0; ///< standard error
    double affected = 0;
    double affectedBought = 0;
};

Difference difference(const Arm& with, const Arm& without)
{
    return {with.rate() - without.rate(), std::sqrt(with.variance() + without.variance()),
            with.sessions, with.bought};
}

/// Any occurrence at any time against none, of all that entered the funnel.
Difference naive(const std::string& type)
{
    Arm with;
    Arm without;
    for (const auto& [id, session] : standardExports().sessions) {
        if (!session.machine && !session.reached.empty()) {
            (session.errors.count(type) > 0 ? with : without).add(session);
        }
    }
    return difference(with, without);
}

/// Affected, control or neither, of those that reached the step.
std::optional<bool> affected(const ReadSession& session, const std::string& type, std::size_t step)
{
    constexpr std::int64_t kWindowMs = 1'800'000;
    if (session.machine || session.reached.size() < step) {
        return std::nullopt;
    }
    const auto first = session.firstError.find(type);
    if (first == session.firstError.end()) {
        return false;
    }
    if (first->second < session.reached[step - 1]) {
        return std::nullopt;
    }
    const bool bought = session.reached.size() == 5;
    return bought ? first->second < session.reached[4]
                  : first->second <= session.reached[0] + kWindowMs;
}

/// Standardised to the affected over plan, device, country and release.
Difference stratified(const std::string& type, std::size_t step)
{
    std::map<std::array<std::string, 4>, std::pair<Arm, Arm>> cells;
    for (const auto& [id, session] : standardExports().sessions) {
        if (const auto arm = affected(session, type, step)) {
            auto& cell = cells[session.cell];
            (*arm ? cell.first : cell.second).add(session);
        }
    }
    Difference result;
    double variance = 0;
    for (const auto& [key, cell] : cells) {
        const auto& [with, without] = cell;
        result.affected += with.sessions;
        result.affectedBought += with.bought;
        if (with.sessions > 0 && without.sessions > 0) {
            result.value += with.bought - with.sessions * without.rate();
            const double spread = std::max(with.rate() * (1 - with.rate()), .05);
            variance += with.sessions * spread + with.sessions * with.sessions * without.variance();
        }
    }
    result.value /= result.affected;
    result.error = std::sqrt(variance) / result.affected;
    return result;
}

bool coversZero(const Difference& found)
{
    return std::abs(found.value) < 1.96 * found.error;
}

} // namespace

void EffectsTest::renderPriceOnlyLooksHarmful()
{
    const Difference wrong = naive("TypeError");
    QVERIFY(wrong.affected > 1000);
    QVERIFY(wrong.value < -.10);
    QVERIFY(wrong.value + 5 * wrong.error < 0);
    const Difference right = stratified("TypeError", 1);
    QVERIFY(coversZero(right));
    QVERIFY(2.8 * right.error < .05); // enough to say no evidence
}

void EffectsTest::paymentTimeoutLooksHelpfulAndIsNot()
{
    QVERIFY(naive("PaymentGatewayTimeout").value > .10);
    const Difference right = stratified("PaymentGatewayTimeout", 4);
    QVERIFY(right.affected > 200);
    QVERIFY(right.value < -.35);
    const double points =
        standardExports().error("PaymentGatewayTimeout").at("effect_points").get<double>();
    QVERIFY(std::abs(points - 100 * right.value) < 100 * 2.6 * right.error);
    QVERIFY(std::abs(points + 45) < 6);
}

void EffectsTest::celebrationComesTooLate()
{
    const ReadExports& exports = standardExports();
    for (std::size_t step = 1; step <= 4; ++step) {
        for (const auto& [id, session] : exports.sessions) {
            QVERIFY(!affected(session, "ReferenceError", step).value_or(false));
        }
    }
    QVERIFY(naive("ReferenceError").value > .5);
}

void EffectsTest::sessionStoreIsLoudAndHarmless()
{
    QVERIFY(naive("SessionStoreError").value > .10);
    QVERIFY(coversZero(stratified("SessionStoreError", 1)));
    const ReadExports& exports = standardExports();
    for (const auto& error : exports.truth.at("errors")) {
        QVERIFY(error.at("occurrences").get<std::uint64_t>()
                <= exports.error("SessionStoreError").at("occurrences").get<std::uint64_t>());
    }
}

void EffectsTest::couponHurtsOneCell()
{
    for (const auto& [id, session] : standardExports().sessions) {
        if (session.errors.count("CouponServiceError") > 0 && !session.machine) {
            QCOMPARE(session.cell[0], std::string("pro"));
            QCOMPARE(session.cell[3], std::string("2.3.1"));
        }
    }
    const Difference right = stratified("CouponServiceError", 3);
    QVERIFY(right.affected > 40);
    QVERIFY(right.value + 2.6 * right.error < 0);
}

/// It does nothing, yet even among equals those that met it bought more: they stayed longer.
void EffectsTest::longSessionsMeetMore()
{
    QVERIFY(naive("ResizeObserverError").value > .10);
    const Difference biased = stratified("ResizeObserverError", 1);
    QVERIFY(biased.value - 5 * biased.error > 0);
    const auto& methods = standardExports().error("ResizeObserverError").at("unbiased_methods");
    QCOMPARE(methods.size(), std::size_t {1});
}

void EffectsTest::truthKnowsTheAffected_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<int>("step");
    QTest::newRow("payment") << "PaymentGatewayTimeout" << 4;
    QTest::newRow("coupon") << "CouponServiceError" << 3;
}

void EffectsTest::truthKnowsTheAffected()
{
    QFETCH(const QString, type);
    QFETCH(const int, step);
    const Difference right = stratified(type.toStdString(), static_cast<std::size_t>(step));
    const nlohmann::json& truth = standardExports().error(type.toStdString());
    QCOMPARE(static_cast<double>(truth.at("affected").get<std::uint64_t>()), right.affected);
    QCOMPARE(static_cast<double>(truth.at("affected_converted").get<std::uint64_t>()),
             right.affectedBought);
    QCOMPARE(truth.at("exposure_step").get<int>(), step);
    QCOMPARE(truth.at("verdict").get<std::string>(), std::string("harmful"));
}

THROUGHLINE_TEST(EffectsTest)

} // namespace throughline

#include "tst_effects.moc"
