#pragma once

#include <QObject>
#include <QVariant>

class QAbstractItemView;
class QItemSelection;

namespace throughline::widgets {

/// Tells once which single row of a view the user selected, by its IdRole, and never echoes a
/// selection made by select().
class SelectionReporter : public QObject
{
    Q_OBJECT

public:
    /// The view must have its model already; the reporter belongs to the view.
    explicit SelectionReporter(QAbstractItemView* view);

    /// Selects the row with this id and shows it; false, and nothing selected, without one.
    bool select(const QVariant& id);
    /// The id of the one selected row; invalid when none or several are.
    [[nodiscard]] QVariant current() const;

Q_SIGNALS:
    void selected(const QVariant& id);
    /// Enter or double-click.
    void activated(const QVariant& id);

private:
    void report();

    QAbstractItemView* m_view;
    QVariant m_last;
};

} // namespace throughline::widgets
