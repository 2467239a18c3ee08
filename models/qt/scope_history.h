#pragma once

#include "models/domain/funnel.h"
#include "models/qt/investigation_context.h"

#include <QString>

#include <cstddef>
#include <optional>
#include <vector>

namespace throughline::qt {

/// Everything needed to show again what the user looked at.
struct Place
{
    QString perspective {};
    domain::Scope scope {};
    Selection selection {};

    bool operator==(const Place&) const = default;
};

/// Back and forward through what the user looked at, as browsers do it: going somewhere new forgets
/// what lay ahead. Keeps the last kMost places.
class ScopeHistory
{
public:
    static constexpr std::size_t kMost = 200;

    /// A step to a new place; the same place again is none.
    void record(const Place& place);
    /// The current place turned out to be this.
    void amend(const Place& place);

    [[nodiscard]] bool canGoBack() const { return m_current > 0; }

    [[nodiscard]] bool canGoForward() const { return m_current + 1 < m_places.size(); }

    /// The place to show, now the current one; nullopt at the end of the road.
    std::optional<Place> back();
    std::optional<Place> forward();
    void clear();

private:
    std::vector<Place> m_places;
    std::size_t m_current = 0;
};

} // namespace throughline::qt
