#include "models/ingest/clean_refrains.h"

#include <algorithm>

namespace throughline::ingest {

std::uint32_t CleanRefrains::numberOf(const Fate& fate)
{
    const auto known = std::ranges::find(m_fates, fate, &Known::fate);
    if (known != m_fates.end()) {
        return known->number;
    }
    if (m_fates.size() >= kMostFates) {
        m_fates.clear();
    }
    return m_fates.emplace_back(Known {fate, domain::nextKeyNumber()}).number;
}

} // namespace throughline::ingest
