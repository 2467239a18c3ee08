#include "models/demo/arrivals.h"

#include "models/demo/scenario.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace throughline::demo {

namespace {

constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::array<double, 24> kByHour {.30, .22, .17,  .15,  .16, .22, .35, .52,
                                          .68, .80, .88,  .95,  1.0, .98, .94, .92,
                                          .94, .98, 1.02, 1.08, 1.1, .95, .70, .46};
constexpr std::array<double, 7> kByWeekday {.90, .88, .90, .95, 1.0, 1.18, 1.15}; // from Monday

} // namespace

Arrivals::Arrivals(TimeRange range, std::uint64_t count, std::uint64_t seed)
    : m_range(range)
    , m_count(count)
    , m_random(seed)
    , m_hours(range.length().ns / Duration::hours(1).ns)
{
    for (std::int64_t hour = 0; hour < m_hours; ++hour) {
        m_totalWeight += weightOf(hour);
    }
}

double Arrivals::weightOf(std::int64_t hour) const
{
    if (hour >= m_hours - kQuietEnd.ns / Duration::hours(1).ns) {
        return 0;
    }
    const CivilTime civil = toCivil(m_range.from + Duration::hours(hour));
    // 1970-01-01 was a Thursday, the fourth day from Monday.
    const std::int64_t day = (m_range.from + Duration::hours(hour)).ns / Duration::days(1).ns;
    return kByHour[static_cast<std::size_t>(civil.hour)]
        * kByWeekday[static_cast<std::size_t>((day + 3) % 7)];
}

void Arrivals::fillHour()
{
    m_weightDone += weightOf(m_hour);
    const double share = m_weightDone / m_totalWeight;
    const auto target =
        static_cast<std::uint64_t>(std::llround(share * static_cast<double>(m_count - 1)));
    m_starts.clear();
    for (; m_planned < target; ++m_planned) {
        m_starts.push_back(m_hour * kHourMs + m_random.below(static_cast<std::uint32_t>(kHourMs)));
    }
    std::sort(m_starts.begin(), m_starts.end(), std::greater<>());
    ++m_hour;
}

std::optional<Timestamp> Arrivals::next()
{
    if (m_given == m_count) {
        return std::nullopt;
    }
    ++m_given;
    if (m_given == m_count) {
        return m_range.to - Duration::minutes(2);
    }
    while (m_starts.empty()) {
        fillHour();
    }
    const std::int64_t start = m_starts.back();
    m_starts.pop_back();
    return m_range.from + Duration::milliseconds(start);
}

} // namespace throughline::demo
