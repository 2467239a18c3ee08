#include "models/analysis/stats/distributions.h"
#include "models/analysis/stats/e_value.h"
#include "models/analysis/stats/mean_difference.h"
#include "models/analysis/stats/multiple_testing.h"
#include "models/analysis/stats/proportion.h"
#include "models/analysis/stats/quantile.h"
#include "models/analysis/stats/stratified.h"
#include "tests/support/test_registry.h"

#include <QtTest>

#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace throughline {

using namespace analysis;

namespace {

using Numbers = std::vector<double>;

Proportion proportion(double successes, double trials)
{
    return {static_cast<std::uint64_t>(successes), static_cast<std::uint64_t>(trials)};
}

Numbers ends(const Interval& interval)
{
    return {interval.low, interval.high};
}

std::vector<Stratum> strata(const Numbers& a)
{
    std::vector<Stratum> all;
    for (std::size_t i = 0; i < a.size(); i += 4) {
        all.push_back({proportion(a[i], a[i + 1]), proportion(a[i + 2], a[i + 3])});
    }
    return all;
}

Numbers welch(const Numbers& a)
{
    SampleMoments first;
    SampleMoments second;
    const auto count = static_cast<std::size_t>(a[0]);
    for (std::size_t i = 1; i < a.size(); ++i) {
        (i <= count ? first : second).add(a[i]);
    }
    const MeanDifference found = welchTest(first, second).value();
    return {found.difference, found.interval->low, found.interval->high, *found.pValue};
}

Numbers pair(const Numbers& a, const std::function<Numbers(Proportion, Proportion)>& formula)
{
    return formula(proportion(a[0], a[1]), proportion(a[2], a[3]));
}

/// What we give for a line of the file.
Numbers ours(const std::string& name, const Numbers& a)
{
    using P = const Proportion&;
    const std::map<std::string, std::function<Numbers()>> formulas {
        {"normal_cdf", [&] { return Numbers {normalCdf(a[0])}; }},
        {"normal_two_sided", [&] { return Numbers {normalTwoSidedP(a[0])}; }},
        {"normal_quantile", [&] { return Numbers {normalQuantile(a[0])}; }},
        {"student_cdf", [&] { return Numbers {studentCdf(a[0], a[1])}; }},
        {"student_two_sided", [&] { return Numbers {studentTwoSidedP(a[0], a[1])}; }},
        {"student_quantile", [&] { return Numbers {studentQuantile(a[0], a[1])}; }},
        {"chi_squared", [&] { return Numbers {chiSquaredP(a[0])}; }},
        {"wilson", [&] { return ends(wilsonInterval(proportion(a[0], a[1]))); }},
        {"fisher",
         [&] { return pair(a, [](P x, P y) { return Numbers {fisherExactTest(x, y)}; }); }},
        {"pooled_z",
         [&] { return pair(a, [](P x, P y) { return Numbers {*pooledZTest(x, y)}; }); }},
        {"newcombe",
         [&] { return pair(a, [](P x, P y) { return ends(*newcombeInterval(x, y)); }); }},
        {"holm", [&] { return holm(a); }},
        {"benjamini_hochberg", [&] { return benjaminiHochberg(a); }},
        {"mantel_haenszel_odds",
         [&] {
             const NormalEstimate found = mantelHaenszelOddsRatio(strata(a)).value();
             return Numbers {found.value, found.standardError};
         }},
        {"cochran_mantel_haenszel",
         [&] { return Numbers {cochranMantelHaenszel(strata(a)).value()}; }},
        {"welch", [&] { return welch(a); }},
        {"quantile",
         [&] { return Numbers {quantileOfSorted(std::span(a).subspan(1), a[0]).value()}; }},
    };
    return formulas.at(name)();
}

} // namespace

/// Our formulas against SciPy and statsmodels: see tests/data/stats/reference_values.py.
class ReferenceValuesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void formulasAgree_data();
    void formulasAgree();
    void eValuesAgreeWithThePublishedExample();
};

void ReferenceValuesTest::formulasAgree_data()
{
    QTest::addColumn<QByteArray>("line");
    QFile file(QStringLiteral(THROUGHLINE_TEST_DATA "/stats/reference_values.txt"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    int lines = 0;
    while (!file.atEnd()) {
        const QByteArray line = file.readLine().trimmed();
        QTest::newRow(line.constData()) << line;
        ++lines;
    }
    QVERIFY(lines >= 50);
}

void ReferenceValuesTest::formulasAgree()
{
    QFETCH(QByteArray, line);
    const qsizetype equals = line.indexOf(" = ");
    const QList<QByteArray> left = line.left(equals).split(' ');
    Numbers arguments;
    for (const QByteArray& word : left.mid(1)) {
        arguments.push_back(word.toDouble());
    }
    const Numbers found = ours(left.front().toStdString(), arguments);
    const QList<QByteArray> wanted = line.mid(equals + 3).split(' ');
    QCOMPARE(found.size(), static_cast<std::size_t>(wanted.size()));
    for (std::size_t i = 0; i < found.size(); ++i) {
        const double value = wanted[static_cast<qsizetype>(i)].toDouble();
        // SciPy 1.10 inverts Student's t to some eight digits only.
        const bool inverts = left.front() == "student_quantile" || left.front() == "welch";
        const double tolerance = inverts ? 1e-8 : 1e-9;
        QVERIFY2(std::abs(found[i] - value) <= tolerance * std::max(1.0, std::abs(value)),
                 QByteArray::number(found[i], 'g', 17).constData());
    }
}

void ReferenceValuesTest::eValuesAgreeWithThePublishedExample()
{
    // VanderWeele and Ding (2017): a risk ratio of 3.9 (1.8 to 8.7) needs 7.26 and 3.0.
    QVERIFY(std::abs(eValue(3.9).value() - 7.26) < .005);
    QVERIFY(std::abs(eValueOfLimit({1.8, 8.7}).value() - 3.0) < .005);
    QCOMPARE(eValue(1 / 3.9).value(), eValue(3.9).value());
    QCOMPARE(eValueOfLimit({.5, 1.2}).value(), 1.0);
    QVERIFY(std::abs(eValueOfLimit({.5, .8}).value() - eValue(1.25).value()) < 1e-12);
    QCOMPARE(eValue(1).value(), 1.0);
    QVERIFY(!eValue(0));
}

THROUGHLINE_TEST(ReferenceValuesTest)

} // namespace throughline

#include "tst_reference_values.moc"
