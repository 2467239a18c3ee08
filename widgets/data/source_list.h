#pragma once

#include "models/domain/source.h"
#include "widgets/shared/panel.h"
#include "widgets/shared/value_table_model.h"

#include <memory>
#include <vector>

namespace throughline::widgets {

class DataTable;

/// Every imported file with its account: what was read, kept, dropped, and why.
class SourceList : public Panel
{
    Q_OBJECT

public:
    using Sources = std::shared_ptr<const std::vector<domain::SourceSummary>>;

    explicit SourceList(QWidget* parent = nullptr);

    void setSources(Sources sources);
    /// Selects without a signal.
    void selectSource(domain::SourceId id);

Q_SIGNALS:
    void sourceSelected(domain::SourceId id);
    /// Enter or double-click: the rejected records of this source are wanted.
    void sourceActivated(domain::SourceId id);

private:
    ValueTableModel<domain::SourceSummary>* m_model;
    DataTable* m_table;
};

/// "imported", "failed": the status of a source for people.
[[nodiscard]] QString sourceStatusText(const domain::SourceSummary& source);

} // namespace throughline::widgets
