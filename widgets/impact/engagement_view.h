#pragma once

#include "models/analysis/compare/comparison.h"
#include "widgets/shared/value_table_model.h"

#include <QWidget>

#include <memory>

namespace throughline::widgets {

class DataTable;
class PlainLabel;

/// What sessions did after the error, affected beside their controls at the same point.
class EngagementView : public QWidget
{
    Q_OBJECT

public:
    explicit EngagementView(QWidget* parent = nullptr);

    void setMetrics(const std::vector<analysis::MetricEffect>& metrics);

private:
    ValueTableModel<analysis::MetricEffect>* m_model;
    DataTable* m_table;
    PlainLabel* m_note;
};

/// "time_on_task_s" as people say it: "Time on task".
[[nodiscard]] QString metricTitle(const std::string& name);
/// A value of that metric in its unit: "2 m 14 s", "12.5%", "0.58".
[[nodiscard]] QString metricFigure(const std::string& name, double value);
/// A p- or q-value: "0.012", "< 0.001".
[[nodiscard]] QString formatChance(double chance);
/// A difference in it, with its sign.
[[nodiscard]] QString metricChange(const std::string& name, double value);

} // namespace throughline::widgets
