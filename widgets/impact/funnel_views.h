#pragma once

#include "models/analysis/funnel/funnel_result.h"
#include "models/analysis/funnel/funnel_trend.h"
#include "models/analysis/funnel/time_to_convert.h"
#include "widgets/shared/value_table_model.h"

#include <QStringList>
#include <QWidget>

#include <vector>

class QComboBox;

namespace throughline::widgets {

class DataTable;
class PlainLabel;
class RatePlot;

/// One step with how long it took.
struct StepTimes
{
    QString name;
    analysis::TimeDistribution times;
};

/// How long each step takes, and what share has converted until when (Kaplan-Meier) above how many
/// took how long.
class FunnelTimesView : public QWidget
{
    Q_OBJECT

public:
    explicit FunnelTimesView(QWidget* parent = nullptr);

    void setTimes(const analysis::FunnelResult& funnel, const analysis::TimeToConvert& times,
                  const std::vector<analysis::SurvivalPoint>& curve);
    void clear(const QString& note);

private:
    ValueTableModel<StepTimes>* m_model;
    DataTable* m_table;
    RatePlot* m_plot;
    PlainLabel* m_note;
};

/// Conversion by when the attempt began, a point per stretch; open stretches are hatched.
class FunnelTrendView : public QWidget
{
    Q_OBJECT

public:
    explicit FunnelTrendView(QWidget* parent = nullptr);

    void setTrend(const std::vector<analysis::TrendPoint>& trend);
    void clear(const QString& note);

    /// Length of a stretch.
    [[nodiscard]] Duration every() const;

Q_SIGNALS:
    void everyChosen();

private:
    QComboBox* m_every;
    RatePlot* m_plot;
    PlainLabel* m_note;
};

/// The funnel split by a field, with whose value counts.
class FunnelSplitView : public QWidget
{
    Q_OBJECT

public:
    explicit FunnelSplitView(QWidget* parent = nullptr);

    /// The fields to choose from; keeps the one chosen where it is among them.
    void setFields(const QStringList& fields);
    /// The steps, whose events may give the value.
    void setSteps(const QStringList& steps);
    void setSplit(const analysis::FunnelResult& funnel);
    void clear(const QString& note);

    [[nodiscard]] QString field() const;
    /// "first", "last", "every" or the number of a step.
    [[nodiscard]] QString attribution() const;

Q_SIGNALS:
    void splitChosen();

private:
    QComboBox* m_field;
    QComboBox* m_attribution;
    ValueTableModel<analysis::FunnelGroup>* m_model;
    DataTable* m_table;
    PlainLabel* m_note;
};

} // namespace throughline::widgets
