"""Writes reference_values.txt: what SciPy and statsmodels give for the formulas of analysis/stats.

Run with SciPy 1.10 and statsmodels 0.13:  python3 reference_values.py > reference_values.txt
Each line is: name, arguments, "=", values. Names are those of tst_reference_values.cpp.
"""

import numpy as np
from scipy import stats
from statsmodels.stats import proportion, weightstats
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.multitest import multipletests


def line(name, arguments, *values):
    print(name, *arguments, "=", *(repr(float(value)) for value in values))


def distributions():
    for z in (-3.1, 0.4, 1.2345, 8.0):
        line("normal_cdf", [z], stats.norm.cdf(z))
        line("normal_two_sided", [z], 2 * stats.norm.sf(abs(z)))
    for p in (0.0005, 0.3, 0.975):
        line("normal_quantile", [p], stats.norm.ppf(p))
    for t, df in ((-2.3, 3), (0.7, 11.5), (4.4, 250)):
        line("student_cdf", [t, df], stats.t.cdf(t, df))
        line("student_two_sided", [t, df], 2 * stats.t.sf(abs(t), df))
    for p, df in ((0.975, 1), (0.975, 7.25), (0.025, 40), (0.9, 3)):
        line("student_quantile", [p, df], stats.t.ppf(p, df))
    for x in (0.02, 3.5, 34.41):
        line("chi_squared", [x], stats.chi2.sf(x, 1))


PAIRS = ((56, 70, 48, 80), (9, 10, 3, 10), (3, 40, 9, 55), (120, 400, 4200, 12000), (1, 30, 300, 1000),
         (2, 8, 5, 6))


def proportions():
    for x, n in ((81, 263), (1, 9), (0, 12), (400, 1001)):
        line("wilson", [x, n], *proportion.proportion_confint(x, n, method="wilson"))
    for pair in PAIRS:
        x1, n1, x2, n2 = pair
        table = [[x1, n1 - x1], [x2, n2 - x2]]
        line("fisher", pair, stats.fisher_exact(table)[1])
        line("pooled_z", pair, proportion.proportions_ztest([x1, x2], [n1, n2])[1])
        line("newcombe", pair, *proportion.confint_proportions_2indep(x1, n1, x2, n2, method="newcomb"))


def many():
    for p in ([0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205], [0.5, 0.01, 0.01, 0.9, 0.03]):
        line("holm", p, *multipletests(p, method="holm")[1])
        line("benjamini_hochberg", p, *multipletests(p, method="fdr_bh")[1])


def strata():
    for tables in (([60, 300, 1200, 4000], [10, 100, 2100, 6000]),
                   ([3, 9, 14, 40], [7, 12, 30, 61], [1, 20, 4, 30])):
        arguments = [number for table in tables for number in table]
        pooled = StratifiedTable([np.array([[a, n1 - a], [c, n0 - c]]) for a, n1, c, n0 in tables])
        line("mantel_haenszel_odds", arguments, pooled.oddsratio_pooled, pooled.logodds_pooled_se)
        line("cochran_mantel_haenszel", arguments, pooled.test_null_odds(correction=False).statistic)


def samples():
    first = [3.1, 2.4, 5.9, 4.4, 6.1, 2.2]
    second = [1.9, 2.8, 2.1, 3.3, 1.2, 2.0, 2.5, 1.4]
    compared = weightstats.CompareMeans.from_data(first, second)
    low, high = compared.tconfint_diff(usevar="unequal")
    line("welch", [len(first), *first, *second], np.mean(first) - np.mean(second), low, high,
         stats.ttest_ind(first, second, equal_var=False).pvalue)
    for p in (0.1, 0.5, 0.77):
        line("quantile", [p, *sorted(first)], np.quantile(first, p))


distributions()
proportions()
many()
strata()
samples()
