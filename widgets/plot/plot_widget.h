#pragma once

#include "widgets/shared/table_twin.h"

#include <QWidget>

namespace throughline::widgets {

class PlotManners;

/// Base of the charts we paint ourselves: focus, a spoken summary, tool tips, a table twin.
class PlotWidget : public QWidget
{
    Q_OBJECT

public:
    explicit PlotWidget(const QString& name, QWidget* parent = nullptr);

    /// The numbers shown, as a table.
    [[nodiscard]] virtual TableTwin table() const = 0;

    [[nodiscard]] PlotManners* manners() const { return m_manners; }

protected:
    /// One line that says what the picture says; spoken after the name.
    [[nodiscard]] virtual QString summary() const = 0;
    /// Plain text about what is at a place; empty: nothing.
    [[nodiscard]] virtual QString hintAt(QPointF position) const = 0;
    /// To be called when what is shown changed: renews the summary and repaints.
    void contentChanged();

    bool event(QEvent* event) override;

private:
    PlotManners* m_manners;
};

/// The ring around a plot that has the keyboard.
void paintFocusRing(QPainter& painter, const QRect& box);

} // namespace throughline::widgets
