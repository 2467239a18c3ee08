#pragma once

#include "models/domain/provenance.h"
#include "widgets/shared/panel.h"
#include "widgets/shared/value_table_model.h"

#include <memory>
#include <optional>
#include <vector>

class QPushButton;

namespace throughline::widgets {

class DataTable;

/// One attribute of what is selected.
struct InspectorRow
{
    QString key;
    QString value;
    bool filterable = false; ///< a field that sessions can be filtered by

    bool operator==(const InspectorRow&) const = default;
};

/// What the inspector looks at.
struct InspectorSubject
{
    QString kind; ///< "Selected span"
    QString name; ///< "payments.call"
    std::vector<InspectorRow> rows;
    std::optional<domain::SourcePlace> place;
    QString link; ///< text of a way on, such as "Same error"; empty: none

    bool operator==(const InspectorSubject&) const = default;
};

/// All attributes of the selected thing and the place it came from.
class Inspector : public Panel
{
    Q_OBJECT

public:
    explicit Inspector(QWidget* parent = nullptr);

    void setSubject(const InspectorSubject& subject);
    void clear();

Q_SIGNALS:
    void filterRequested(const QString& field, const QString& value, bool negated);
    /// The source row was activated, or the menu asked for the record in its file.
    void sourceRecordRequested();
    void linkActivated();

private:
    [[nodiscard]] const InspectorRow* currentRow() const;
    void filter(bool negated);
    void copy();
    void updateActions();

    ValueTableModel<InspectorRow>* m_model;
    DataTable* m_table;
    QPushButton* m_for;
    QPushButton* m_out;
    QPushButton* m_copy;
    QPushButton* m_link;
};

} // namespace throughline::widgets
