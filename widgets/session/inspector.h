#pragma once

#include "models/domain/provenance.h"
#include "widgets/shared/panel.h"
#include "widgets/shared/value_table_model.h"

#include <memory>
#include <optional>
#include <vector>

class QPushButton;

namespace throughline::widgets {

class AliasBar;
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

    /// Where ids of persons get another spelling.
    [[nodiscard]] AliasBar& aliasBar() { return *m_aliasBar; }

Q_SIGNALS:
    void filterRequested(const QString& field, const QString& value, bool negated);
    /// The source row was activated, or the menu asked for the record in its file.
    void sourceRecordRequested();
    void linkActivated();
    /// The value of user.id or account.id is another spelling of the owner's.
    void aliasGiven(const QString& field, const QString& name, const QString& owner);

private:
    [[nodiscard]] const InspectorRow* currentRow() const;
    void filter(bool negated);
    void copy();
    void askAlias();
    void updateActions();

    ValueTableModel<InspectorRow>* m_model;
    DataTable* m_table;
    QPushButton* m_for;
    QPushButton* m_out;
    QPushButton* m_copy;
    QPushButton* m_link;
    QPushButton* m_alias;
    AliasBar* m_aliasBar;
    QString m_aliasField; ///< of the id that the bar asks about
};

} // namespace throughline::widgets
