#include "widgets/plot/twin_dialog.h"

#include "widgets/shared/data_table.h"
#include "widgets/shared/value_table_model.h"

#include <QVBoxLayout>

namespace throughline::widgets {

TwinDialog::TwinDialog(const TableTwin& table, QWidget* parent)
    : QDialog(parent)
{
    setWindowTitle(table.title);
    setObjectName(QStringLiteral("twinDialog"));
    std::vector<ValueColumn<QStringList>> columns;
    for (qsizetype i = 0; i < table.headers.size(); ++i) {
        columns.push_back({table.headers.at(i),
                           (i == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter,
                           [i](const QStringList& row, int role) -> QVariant {
                               return role == Qt::DisplayRole ? QVariant(row.value(i)) : QVariant();
                           }});
    }
    auto* model = new ValueTableModel<QStringList>(std::move(columns), this);
    model->setRows(std::make_shared<const std::vector<QStringList>>(table.rows));
    auto* view = new DataTable(table.title, this);
    view->setObjectName(QStringLiteral("twinTable"));
    view->setSource(model);
    view->resizeColumnsToContents();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 12, 12, 12);
    column->addWidget(view);
    resize(640, 420);
}

} // namespace throughline::widgets
