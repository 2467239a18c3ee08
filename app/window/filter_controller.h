#pragma once

#include "app/window/window_services.h"
#include "models/workflow/snapshot.h"

#include <QObject>
#include <QString>

#include <optional>
#include <string>
#include <vector>

namespace throughline::widgets {
class FilterBar;
}

namespace throughline::app {

/// Between the filter bar and the scope: chips, text and time range show the scope and change it.
/// The list of sessions that is open has a chip of its own in front, so that it can be removed.
class FilterController : public QObject
{
    Q_OBJECT

public:
    FilterController(widgets::FilterBar& bar, const WindowServices& services);

    /// A perspective that lists sessions shows which ones.
    void setShowsSessionSet(bool shown);
    /// What the numbers on the page stand on; empty: the scope's counts.
    void setPageBasis(const QString& basis);

private:
    void showScope();
    void showFields();
    void askCounts();
    [[nodiscard]] QString countsText() const;
    void showBasis();
    void removeChip(int place);
    void flipChip(int place);
    void toggleChip(int place);
    void removeSessionSet();
    void flipSessionSet();
    /// Puts a changed filter in force, or says under the bar why it cannot be.
    void apply(const Result<std::string>& where);
    [[nodiscard]] bool showsSetChip() const;

    widgets::FilterBar& m_bar;
    WindowServices m_services;
    bool m_showsSet = false;
    std::optional<workflow::ScopeCounts> m_counts;
    QString m_pageBasis;
    std::vector<std::string> m_switchedOff; ///< terms that are kept but not in force
};

/// Adds "field is value" to the scope, or "is not".
void addValueFilter(qt::InvestigationContext& context, const QString& field, const QString& value,
                    bool negated);

} // namespace throughline::app
