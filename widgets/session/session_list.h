#pragma once

#include "models/domain/session.h"
#include "widgets/shared/panel.h"
#include "widgets/shared/value_table_model.h"

#include <memory>
#include <vector>

class QListView;
class QPushButton;

namespace throughline::widgets {

class SelectionReporter;

/// A session with what became of it, in words.
struct SessionListRow
{
    domain::SessionSummary session;
    QString outcome; ///< "converted on retry"; may be empty

    bool operator==(const SessionListRow&) const = default;
};

/// In which order sessions are listed.
enum class SessionOrder : std::uint8_t
{
    FrustratedFirst,
    NewestFirst,
    LongestFirst
};

/// The sessions of the current selection, two lines each.
class SessionList : public Panel
{
    Q_OBJECT

public:
    using Rows = std::shared_ptr<const std::vector<SessionListRow>>;

    explicit SessionList(QWidget* parent = nullptr);

    /// `total` may be more than the rows at hand.
    void setRows(Rows rows, std::uint64_t total);
    void setOrder(SessionOrder order);
    /// Selects without a signal; false when it is not in the list.
    bool selectSession(const QString& id);

Q_SIGNALS:
    void sessionSelected(const QString& id);
    void sessionActivated(const QString& id);
    void orderChosen(SessionOrder order);

private:
    void showMenu(QPoint position);

    ValueTableModel<SessionListRow>* m_model;
    QListView* m_view;
    SelectionReporter* m_selection;
    QPushButton* m_order;
};

/// "4 rage clicks \u00B7 2 errors \u00B7 1 ticket"
[[nodiscard]] QString sessionFacts(const SessionListRow& row);

} // namespace throughline::widgets
