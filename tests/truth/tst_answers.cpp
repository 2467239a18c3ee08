#include "models/notebook/answer_wording.h"
#include "models/notebook/wording.h"
#include "models/workflow/comparison_workflow.h"
#include "models/workflow/differ_workflow.h"
#include "models/workflow/error_workflow.h"
#include "models/workflow/release_workflow.h"
#include "models/workflow/session_signals.h"
#include "tests/support/test_registry.h"
#include "tests/truth/truth_store.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <map>

namespace throughline::test {

using analysis::Comparison;
using analysis::MetricEffect;

/// Engagement, segments, differences and releases over the demo: the numbers hang together and find
/// what is planted.
class AnswersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void engagementStandsOnTheControlsOfTheHeadline();
    void rageFollowsTheTimeout();
    void signalsAreThoseOfTheSessions();
    void sessionsThatAreNotAtRiskNeedNoSignals();
    void segmentsAddUpToTheHeadline();
    void pairsOpenTheirSessions();
    void nothingIsNotANumber();
    void armsDifferInTheError();
    void everyFeatureCountsItsSessions();
    void releasesCountTheirPeriods();
    void aNewErrorCameWithItsRelease();

private:
    static const std::map<std::string, Comparison>& comparisons();
};

namespace {

const MetricEffect* named(const Comparison& comparison, const std::string& name)
{
    for (const MetricEffect& metric : comparison.metrics) {
        if (metric.name == name) {
            return &metric;
        }
    }
    return nullptr;
}

workflow::SessionSignalsPointer signalsOfDemo()
{
    static const workflow::SessionSignalsPointer signals =
        workflow::sessionSignals(*truthStore().workspace, *truthStore().snapshot, {}, {}).value();
    return signals;
}

bool isFinite(const std::optional<double>& value)
{
    return !value || std::isfinite(*value);
}

bool isFinite(const std::optional<analysis::Interval>& interval)
{
    return !interval
        || (std::isfinite(interval->low) && std::isfinite(interval->high)
            && interval->low <= interval->high);
}

} // namespace

/// Of every group, by type.
const std::map<std::string, Comparison>& AnswersTest::comparisons()
{
    static const std::map<std::string, Comparison> all = [] {
        TruthStore& store = truthStore();
        std::map<std::string, Comparison> made;
        const auto list = workflow::listErrors(*store.workspace, std::nullopt, {}, {}).value();
        for (const workflow::ErrorRow& row : list.rows) {
            workflow::ComparisonRequest request;
            request.group = row.group.id;
            request.signals = signalsOfDemo();
            made.emplace(row.group.type,
                         workflow::compare(*store.snapshot, *store.funnel, request).value());
        }
        return made;
    }();
    return all;
}

void AnswersTest::engagementStandsOnTheControlsOfTheHeadline()
{
    int measured = 0;
    for (const auto& [type, comparison] : comparisons()) {
        const MetricEffect* depth = named(comparison, "session_depth");
        if (depth == nullptr) {
            QCOMPARE(comparison.opportunityMatched.matchedAffected, std::uint64_t {0});
            continue;
        }
        ++measured;
        QCOMPARE(depth->affectedMeasured, comparison.opportunityMatched.matchedAffected);
        QCOMPARE(depth->controlMeasured, comparison.opportunityMatched.control);
        QCOMPARE(depth->affectedLeftOut + depth->controlLeftOut, std::uint64_t {0});
        const MetricEffect* returns = named(comparison, "return_7d");
        QVERIFY(returns != nullptr);
        // Who hangs on an event is measured, or left out.
        QVERIFY(returns->affectedMeasured + returns->affectedLeftOut
                <= comparison.opportunityMatched.affected);
        QVERIFY(returns->affectedLeftOut > 0 || returns->controlLeftOut > 0);
        QVERIFY(!returns->affected || (*returns->affected >= 0 && *returns->affected <= 1));
    }
    QVERIFY(measured >= 3);
}

void AnswersTest::rageFollowsTheTimeout()
{
    const Comparison& timeout = comparisons().at("PaymentGatewayTimeout");
    const MetricEffect* rage = named(timeout, "rage_clicks");
    QVERIFY(rage != nullptr && rage->interval);
    QVERIFY(rage->interval->low > 0); // who times out clicks the button again and again
    QVERIFY(*rage->pValue < 1e-6);
    const Comparison& harmless = comparisons().at("TypeError");
    const MetricEffect* none = named(harmless, "rage_clicks");
    QVERIFY(none != nullptr);
    QVERIFY(!none->interval || (none->interval->low < .1 && none->interval->high > -.1));
}

void AnswersTest::signalsAreThoseOfTheSessions()
{
    TruthStore& store = truthStore();
    const auto signals = signalsOfDemo();
    QVERIFY(signals->clicksRecorded && signals->loadsRecorded);
    const std::uint32_t sessions = store.snapshot->sessions.index.sessionCount();
    for (const auto& moments : signals->of) {
        QCOMPARE(moments.first.size(), std::size_t {sessions} + 1);
        QCOMPARE(std::size_t {moments.first.back()}, moments.ms.size());
    }
    const auto& rage = (*signals)[analysis::FrustrationKind::RageClick];
    std::uint64_t human = 0;
    for (std::uint32_t session = 0; session < sessions; ++session) {
        const bool bot =
            (store.snapshot->sessions.index.flags[session] & index::SessionIndex::kBot) != 0;
        human += bot ? 0 : rage.countAfter(session, INT64_MIN);
    }
    QCOMPARE(human, store.truth["frustration"]["rage_bursts"].get<std::uint64_t>());
}

void AnswersTest::sessionsThatAreNotAtRiskNeedNoSignals()
{
    TruthStore& store = truthStore();
    std::size_t fewer = 0;
    const auto list = workflow::listErrors(*store.workspace, std::nullopt, {}, {}).value();
    for (const workflow::ErrorRow& row : list.rows) {
        workflow::ComparisonRequest request;
        request.group = row.group.id;
        const auto table =
            workflow::comparisonTable(*store.snapshot, *store.funnel, request).value();
        const auto wanted = workflow::sessionsAtRisk(*store.snapshot, table, request);
        request.signals =
            workflow::sessionSignals(*store.workspace, *store.snapshot, wanted, {}).value();
        const auto part = workflow::compare(*store.snapshot, *store.funnel, request);
        QVERIFY(part.value() == comparisons().at(row.group.type));
        request.signals = nullptr;
        const auto measured = workflow::compareMeasured(*store.workspace, *store.snapshot,
                                                        *store.funnel, request, {});
        QVERIFY(measured.value() == part.value());
        fewer += std::count(wanted.begin(), wanted.end(), 0) > 0 ? 1 : 0;
    }
    QVERIFY(fewer > 1);
}

void AnswersTest::segmentsAddUpToTheHeadline()
{
    for (const auto& [type, comparison] : comparisons()) {
        std::map<std::string, std::uint64_t> affected;
        std::map<std::string, std::size_t> values;
        for (const analysis::SegmentEffect& segment : comparison.segments) {
            affected[segment.field] += segment.affected;
            ++values[segment.field];
        }
        for (const auto& [field, sum] : affected) {
            QVERIFY(sum <= comparison.headline.affected);
            if (values[field] < 12) {
                QCOMPARE(sum, comparison.headline.affected);
            }
        }
        QVERIFY(comparison.headline.affected == 0 || affected.size() > 4);
        for (const analysis::Heterogeneity& field : comparison.heterogeneity) {
            QVERIFY(field.statistic >= 0 && field.pValue >= 0 && field.pValue <= 1);
            QVERIFY(field.qValue >= field.pValue - 1e-12);
        }
    }
}

void AnswersTest::pairsOpenTheirSessions()
{
    TruthStore& store = truthStore();
    const Comparison& timeout = comparisons().at("PaymentGatewayTimeout");
    QVERIFY(!timeout.pairs.empty());
    std::size_t seen = 0;
    for (const analysis::SegmentEffect& pair : timeout.pairs) {
        if (++seen > 6) {
            break;
        }
        workflow::ComparisonRequest request;
        request.group = timeout.group;
        const auto opened = [&](workflow::ComparisonArm arm) {
            return workflow::comparisonSessions(
                       *store.snapshot, *store.funnel, request, arm,
                       {{pair.field, pair.value}, {pair.secondField, pair.secondValue}})
                .value()
                .size();
        };
        QCOMPARE(opened(workflow::ComparisonArm::Affected), pair.affected);
        QCOMPARE(opened(workflow::ComparisonArm::Control), pair.control);
        QVERIFY(pair.affected >= 20);
    }
}

void AnswersTest::nothingIsNotANumber()
{
    for (const auto& [type, comparison] : comparisons()) {
        for (const MetricEffect& metric : comparison.metrics) {
            QVERIFY(isFinite(metric.affected) && isFinite(metric.control)
                    && isFinite(metric.difference) && isFinite(metric.interval)
                    && isFinite(metric.pValue));
        }
        for (const auto* effects : {&comparison.segments, &comparison.pairs}) {
            for (const analysis::SegmentEffect& effect : *effects) {
                QVERIFY(isFinite(effect.difference) && isFinite(effect.interval)
                        && isFinite(effect.qValue) && isFinite(effect.lossShare)
                        && std::isfinite(effect.lostConversions));
            }
        }
    }
}

void AnswersTest::armsDifferInTheError()
{
    TruthStore& store = truthStore();
    const Comparison& timeout = comparisons().at("PaymentGatewayTimeout");
    workflow::ComparisonRequest request;
    request.group = timeout.group;
    const IdSet affected = workflow::comparisonSessions(*store.snapshot, *store.funnel, request,
                                                        workflow::ComparisonArm::Affected)
                               .value();
    const IdSet control = workflow::comparisonSessions(*store.snapshot, *store.funnel, request,
                                                       workflow::ComparisonArm::Control)
                              .value();
    const analysis::SetDifferences found = workflow::differ(*store.snapshot, affected, control);
    QCOMPARE(found.first + found.inBoth, timeout.headline.affected);
    QCOMPARE(found.second + found.inBoth, timeout.headline.control);
    const analysis::SetDifference* surest = analysis::surestDifference(found);
    QVERIFY(surest != nullptr);
    // Either the error itself or the event that tells of it.
    QVERIFY(surest->kind != analysis::FeatureKind::Field);
    QCOMPARE(surest->firstShare, 1.0);
    QVERIFY(std::any_of(found.values.begin(), found.values.end(), [&](const auto& value) {
        return value.value == domain::toText(timeout.group) && value.difference == 1;
    }));
    QVERIFY(notebook::differenceSentence(found).find(surest->value) != std::string::npos);
}

void AnswersTest::everyFeatureCountsItsSessions()
{
    TruthStore& store = truthStore();
    workflow::DifferRequest request;
    request.first = "device.type:mobile";
    const analysis::SetDifferences found =
        workflow::differ(*store.workspace, *store.snapshot, request, {}).value();
    QVERIFY(found.first > 1'000 && found.second > 1'000);
    std::map<std::string, std::uint64_t> perField;
    for (const analysis::SetDifference& value : found.values) {
        if (value.kind == analysis::FeatureKind::Field) {
            perField[value.field] += value.first;
        }
        QVERIFY(std::isfinite(value.difference) && isFinite(value.interval));
    }
    for (const auto& [field, sum] : perField) {
        QCOMPARE(sum, found.first);
    }
    for (const analysis::SetDifference& value : found.values) {
        if (value.kind == analysis::FeatureKind::Event && value.value == "add_to_cart") {
            domain::Scope scope;
            scope.where = "device.type:mobile event.name:add_to_cart";
            const IdSet sessions =
                workflow::sessionsInScope(*store.workspace, *store.snapshot, scope, {}).value();
            QCOMPARE(value.first, sessions.size());
        }
    }
}

void AnswersTest::releasesCountTheirPeriods()
{
    TruthStore& store = truthStore();
    const std::vector<workflow::ReleaseInfo> releases = workflow::releases(*store.snapshot);
    QVERIFY(releases.size() >= 2);
    for (std::size_t i = 1; i < releases.size(); ++i) {
        workflow::ReleaseRequest request;
        request.version = releases[i].version;
        request.funnel = store.funnel.get();
        const analysis::ReleaseEffect effect =
            workflow::releaseEffect(*store.workspace, *store.snapshot, request, {}).value();
        for (const auto& [period, found] : {std::pair {effect.before, effect.conversionBefore},
                                            std::pair {effect.after, effect.conversionAfter}}) {
            domain::Scope scope;
            scope.range = period;
            const auto part = workflow::evaluateFunnel(*store.workspace, *store.snapshot,
                                                       store.funnel->definition, scope, {})
                                  .value();
            const analysis::FunnelResult counts = workflow::funnelResult(*part);
            QCOMPARE(found.sessions, counts.entered);
            QCOMPARE(found.converted, counts.converted);
        }
        QCOMPARE(effect.verdict, analysis::FixVerdict::NotAsked);
        QVERIFY(notebook::releaseSentence(effect).find("Conversion") == 0);
        QVERIFY(isFinite(effect.conversion.interval) && isFinite(effect.placebo.interval));
    }
}

void AnswersTest::aNewErrorCameWithItsRelease()
{
    TruthStore& store = truthStore();
    const Comparison& coupon = comparisons().at("CouponServiceError");
    const auto detail = workflow::showError(*store.workspace, coupon.group).value();
    const std::vector<workflow::ReleaseInfo> releases = workflow::releases(*store.snapshot);
    const auto last = std::find_if(releases.begin(), releases.end(), [&](const auto& release) {
        return release.released <= detail.group.firstSeen + Duration::days(1)
            && release.released + Duration::days(3) > detail.group.firstSeen
            && &release != &releases.front();
    });
    QVERIFY(last != releases.end());
    workflow::ReleaseRequest request;
    request.version = last->version;
    request.group = coupon.group;
    request.funnel = store.funnel.get();
    const analysis::ReleaseEffect effect =
        workflow::releaseEffect(*store.workspace, *store.snapshot, request, {}).value();
    QCOMPARE(effect.verdict, analysis::FixVerdict::More);
    QVERIFY(effect.occurrencesInterval->low > 0);
    QVERIFY(notebook::releaseSentence(effect).find("It got worse") == 0);
}

THROUGHLINE_TEST(AnswersTest)

} // namespace throughline::test

#include "tst_answers.moc"
