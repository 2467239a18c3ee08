#pragma once

#include "models/domain/source.h"
#include "widgets/shared/panel.h"
#include "widgets/shared/value_table_model.h"

#include <cstdint>

namespace throughline::widgets {

class DataTable;

/// The account of one source, line by line: what was rejected and why, what was odd, what redaction
/// changed, by field, and the rates of its samples.
class SourceAccount : public Panel
{
    Q_OBJECT

public:
    /// One line of it.
    struct Line
    {
        QString kind; ///< "Rejected", "Warning", "Note", "Redacted", "Sampled"
        QString what;
        QString field; ///< empty: the record as a whole
        std::uint64_t count = 0;
        QString help; ///< what it means and what to do; empty for rules of redaction

        bool operator==(const Line&) const = default;
    };

    explicit SourceAccount(QWidget* parent = nullptr);

    void setSource(const domain::SourceSummary& source);
    void clear();

private:
    ValueTableModel<Line>* m_model;
    DataTable* m_table;
};

/// Lines with a field where one is known; what is counted without one stands for itself.
[[nodiscard]] std::vector<SourceAccount::Line> shownAccount(const domain::SourceSummary& source);

} // namespace throughline::widgets
