#pragma once

#include "widgets/shared/table_twin.h"

#include <QTableView>

#include <functional>

class QMenu;
class QSortFilterProxyModel;

namespace throughline::widgets {

class CellDelegate;
class SelectionReporter;

/// A table as the window shows them: whole rows, quiet lines, sortable by SortRole, copied with its
/// headers. The model's IdRole, FieldRole and ValueRole decide what its menu offers.
class DataTable : public QTableView
{
    Q_OBJECT

public:
    explicit DataTable(const QString& accessibleName, QWidget* parent = nullptr);

    /// Shows `model`, which stays its owner's. Called once.
    void setSource(QAbstractItemModel* model);
    /// IdRole of the one selected row, or an invalid value.
    [[nodiscard]] QVariant currentId() const;
    /// Selects the row with this id; false when there is none.
    bool selectId(const QVariant& id);
    /// Room above and below the text of cells that size their own row; without rules between rows.
    void setCellMargin(int pixels);
    /// IdRoles of all selected rows, in the order shown.
    [[nodiscard]] QVariantList selectedIds() const;
    /// Lets its owner add what else can be done with the selected rows to the menu.
    void setMenuExtension(std::function<void(QMenu*)> extension);
    /// Keeps all columns as wide as their contents but the first, which takes what is left, so that
    /// nothing lies beyond the edge.
    void setFirstColumnYields();
    /// Puts *Open source record* into the menu.
    void setOffersSourceRecord(bool offered);

    /// The selected rows, all of them when none is selected, in the order shown.
    [[nodiscard]] TableTwin selectedTable() const;
    void copy(CopyFormat format) const;

Q_SIGNALS:
    /// The user selected one row, by hand or keys.
    void idSelected(const QVariant& id);
    /// By hand, keys or selectId: other rows are selected than before.
    void selectionChangedTo(const QVariantList& ids);
    /// Enter or double-click.
    void idActivated(const QVariant& id);
    void filterRequested(const QString& field, const QString& value, bool negated);
    void sourceRecordRequested(const QVariant& id);

protected:
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void showMenu(const QModelIndex& index, const QPoint& globalPosition);

    CellDelegate* m_cells;
    QSortFilterProxyModel* m_sorted;
    SelectionReporter* m_selection = nullptr;
    std::function<void(QMenu*)> m_menuExtension;
    bool m_offersSourceRecord = false;
};

} // namespace throughline::widgets
