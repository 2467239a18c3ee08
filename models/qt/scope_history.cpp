#include "models/qt/scope_history.h"

namespace throughline::qt {

void ScopeHistory::record(const Place& place)
{
    if (m_places.empty()) {
        m_places.push_back(place);
        return;
    }
    if (m_places[m_current] == place) {
        return;
    }
    m_places.resize(m_current + 1);
    m_places.push_back(place);
    if (m_places.size() > kMost) {
        m_places.erase(m_places.begin());
    }
    m_current = m_places.size() - 1;
}

void ScopeHistory::amend(const Place& place)
{
    if (m_places.empty()) {
        m_places.push_back(place);
    } else {
        m_places[m_current] = place;
    }
}

std::optional<Place> ScopeHistory::back()
{
    if (!canGoBack()) {
        return std::nullopt;
    }
    return m_places[--m_current];
}

std::optional<Place> ScopeHistory::forward()
{
    if (!canGoForward()) {
        return std::nullopt;
    }
    return m_places[++m_current];
}

void ScopeHistory::clear()
{
    m_places.clear();
    m_current = 0;
}

} // namespace throughline::qt
