#include "models/analysis/stats/distributions.h"

#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <cmath>

namespace throughline::analysis {

namespace {

namespace policies = boost::math::policies;

/// Nothing is thrown: an argument out of range gives NaN, which no caller of ours passes on.
using Quiet = policies::policy<
    policies::domain_error<policies::ignore_error>, policies::pole_error<policies::ignore_error>,
    policies::overflow_error<policies::ignore_error>,
    policies::evaluation_error<policies::ignore_error>, policies::promote_double<false>>;

using Student = boost::math::students_t_distribution<double, Quiet>;

const double kSqrt2 = std::sqrt(2.0);

} // namespace

double normalCdf(double z)
{
    return 0.5 * std::erfc(-z / kSqrt2);
}

double normalQuantile(double p)
{
    return -kSqrt2 * boost::math::erfc_inv(2 * p, Quiet());
}

double normalTwoSidedP(double z)
{
    return std::erfc(std::abs(z) / kSqrt2);
}

double studentCdf(double t, double degreesOfFreedom)
{
    return boost::math::cdf(Student(degreesOfFreedom), t);
}

double studentQuantile(double p, double degreesOfFreedom)
{
    return boost::math::quantile(Student(degreesOfFreedom), p);
}

double studentTwoSidedP(double t, double degreesOfFreedom)
{
    return 2 * boost::math::cdf(Student(degreesOfFreedom), -std::abs(t));
}

double chiSquaredP(double x)
{
    return std::erfc(std::sqrt(x / 2));
}

double chiSquaredP(double x, double degreesOfFreedom)
{
    return boost::math::gamma_q(degreesOfFreedom / 2, x / 2, Quiet());
}

} // namespace throughline::analysis
