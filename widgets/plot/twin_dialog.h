#pragma once

#include "widgets/shared/table_twin.h"

#include <QDialog>

namespace throughline::widgets {

/// A chart's numbers as a table.
class TwinDialog : public QDialog
{
    Q_OBJECT

public:
    explicit TwinDialog(const TableTwin& table, QWidget* parent = nullptr);
};

} // namespace throughline::widgets
