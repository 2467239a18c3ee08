#include "widgets/shared/data_table.h"

#include "widgets/delegates/cell_delegate.h"
#include "widgets/shared/copy_menu.h"
#include "widgets/shared/pin_request.h"
#include "widgets/shared/roles.h"
#include "widgets/shared/selection_reporter.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QSortFilterProxyModel>

#include <algorithm>
#include <utility>

namespace throughline::widgets {

DataTable::DataTable(const QString& accessibleName, QWidget* parent)
    : QTableView(parent)
    , m_cells(new CellDelegate(this))
    , m_sorted(new QSortFilterProxyModel(this))
{
    setAccessibleName(accessibleName);
    setItemDelegate(m_cells);
    setMouseTracking(true);
    m_sorted->setSortRole(SortRole);
    m_sorted->setSortLocaleAware(true);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setShowGrid(false);
    setWordWrap(false);
    setCornerButtonEnabled(false);
    setTabKeyNavigation(false);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 14);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsMovable(true);
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setAccessibleName(tr("Columns of %1").arg(accessibleName));
}

void DataTable::setSource(QAbstractItemModel* model)
{
    m_sorted->setSourceModel(model);
    setModel(m_sorted);
    setSortingEnabled(true);
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    m_sorted->sort(-1);
    m_selection = new SelectionReporter(this);
    connect(m_selection, &SelectionReporter::selected, this, &DataTable::idSelected);
    connect(m_selection, &SelectionReporter::activated, this, &DataTable::idActivated);
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this,
            [this] { Q_EMIT selectionChangedTo(selectedIds()); });
}

QVariant DataTable::currentId() const
{
    return m_selection == nullptr ? QVariant() : m_selection->current();
}

bool DataTable::selectId(const QVariant& id)
{
    return m_selection != nullptr && m_selection->select(id);
}

void DataTable::setCellMargin(int pixels)
{
    m_cells->setMargin(pixels);
}

QVariantList DataTable::selectedIds() const
{
    QVariantList ids;
    for (int row = 0; model() != nullptr && row < model()->rowCount(); ++row) {
        if (selectionModel()->isRowSelected(row, {})) {
            ids.append(model()->index(row, 0).data(IdRole));
        }
    }
    return ids;
}

void DataTable::setMenuExtension(std::function<void(QMenu*)> extension)
{
    m_menuExtension = std::move(extension);
}

void DataTable::setFirstColumnYields()
{
    horizontalHeader()->setStretchLastSection(false);
    horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
}

void DataTable::setOffersSourceRecord(bool offered)
{
    m_offersSourceRecord = offered;
}

TableTwin DataTable::selectedTable() const
{
    TableTwin table {accessibleName(), {}, {}};
    if (model() == nullptr) {
        return table;
    }
    QList<int> columns;
    for (int visual = 0; visual < model()->columnCount(); ++visual) {
        const int column = horizontalHeader()->logicalIndex(visual);
        if (!isColumnHidden(column)) {
            columns.append(column);
            table.headers.append(model()->headerData(column, Qt::Horizontal).toString());
        }
    }
    const bool all = selectionModel()->selectedRows().isEmpty();
    for (int row = 0; row < model()->rowCount(); ++row) {
        if (!all && !selectionModel()->isRowSelected(row, {})) {
            continue;
        }
        QStringList cells;
        for (const int column : columns) {
            cells.append(model()->index(row, column).data().toString());
        }
        table.rows.push_back(cells);
    }
    return table;
}

void DataTable::copy(CopyFormat format) const
{
    QGuiApplication::clipboard()->setText(tableText(selectedTable(), format));
}

void DataTable::contextMenuEvent(QContextMenuEvent* event)
{
    showMenu(indexAt(event->pos()), event->globalPos());
}

void DataTable::showMenu(const QModelIndex& index, const QPoint& globalPosition)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QString field = index.data(FieldRole).toString();
    const QString value = index.data(ValueRole).toString();
    if (!field.isEmpty()) {
        menu->addAction(tr("Filter for"), this,
                        [this, field, value] { Q_EMIT filterRequested(field, value, false); });
        menu->addAction(tr("Filter out"), this,
                        [this, field, value] { Q_EMIT filterRequested(field, value, true); });
        menu->addSeparator();
    }
    addCopyActions(menu, [this] { return selectedTable(); });
    if (m_offersSourceRecord && index.isValid()) {
        menu->addAction(tr("Open source record"), this,
                        [this, id = index.data(IdRole)] { Q_EMIT sourceRecordRequested(id); });
    }
    addPinActions(menu, this);
    if (m_menuExtension) {
        m_menuExtension(menu);
    }
    menu->popup(globalPosition);
}

void DataTable::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy)) {
        copy(CopyFormat::Text);
        return;
    }
    if (event->key() == Qt::Key_Menu) {
        const QRect place = visualRect(currentIndex());
        showMenu(currentIndex(), viewport()->mapToGlobal(place.center()));
        return;
    }
    if (event->modifiers() == Qt::NoModifier
        && (event->key() == Qt::Key_J || event->key() == Qt::Key_K)) {
        const int step = event->key() == Qt::Key_J ? 1 : -1;
        const int rows = model() == nullptr ? 0 : model()->rowCount();
        const int row = std::clamp(currentIndex().row() + step, 0, std::max(0, rows - 1));
        if (rows > 0) {
            setCurrentIndex(model()->index(row, std::max(0, currentIndex().column())));
        }
        return;
    }
    QTableView::keyPressEvent(event);
}

} // namespace throughline::widgets
