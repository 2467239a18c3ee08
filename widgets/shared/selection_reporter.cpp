#include "widgets/shared/selection_reporter.h"

#include "widgets/shared/roles.h"

#include <QAbstractItemView>

namespace throughline::widgets {

SelectionReporter::SelectionReporter(QAbstractItemView* view)
    : QObject(view)
    , m_view(view)
{
    connect(view->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &SelectionReporter::report);
    connect(view->model(), &QAbstractItemModel::modelReset, this, [this] { m_last.clear(); });
    connect(view, &QAbstractItemView::activated, this,
            [this](const QModelIndex& index) { Q_EMIT activated(index.data(IdRole)); });
}

bool SelectionReporter::select(const QVariant& id)
{
    const QAbstractItemModel* model = m_view->model();
    const QModelIndexList found = model->match(model->index(0, 0), IdRole, id, 1, Qt::MatchExactly);
    if (found.isEmpty()) {
        m_last.clear();
        m_view->clearSelection();
        return false;
    }
    m_last = id;
    if (current() != id) {
        m_view->setCurrentIndex(found.front());
    }
    return true;
}

QVariant SelectionReporter::current() const
{
    const QModelIndexList rows = m_view->selectionModel()->selectedRows();
    return rows.size() == 1 ? rows.front().data(IdRole) : QVariant();
}

void SelectionReporter::report()
{
    const QVariant id = current();
    if (id.isValid() && id != m_last) {
        m_last = id;
        Q_EMIT selected(id);
    }
}

} // namespace throughline::widgets
