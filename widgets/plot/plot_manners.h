#pragma once

#include "widgets/shared/table_twin.h"

#include <QObject>

#include <functional>

class QMenu;
class QWidget;

namespace throughline::widgets {

/// What every chart can do besides showing itself: its menu with the same numbers as a table, copy
/// them, copy or save the picture. Belongs to the chart it is given.
class PlotManners : public QObject
{
    Q_OBJECT

public:
    PlotManners(QWidget* plot, std::function<TableTwin()> table);

    /// Further entries at the top of the menu, for the place it was asked at.
    void setFurtherActions(std::function<void(QMenu*, QPoint)> add);

    /// The table twin in a window of its own that does not block.
    void showTable();
    void copyImage();
    /// False when the file cannot be written.
    [[nodiscard]] bool saveSvg(const QString& path);

Q_SIGNALS:
    /// The picture could not be written to this file.
    void saveFailed(const QString& path);

private:
    void showMenu(QPoint position);
    void chooseSvg();

    QWidget* m_plot;
    std::function<TableTwin()> m_table;
    std::function<void(QMenu*, QPoint)> m_further;
};

} // namespace throughline::widgets
