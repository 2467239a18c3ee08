#pragma once

#include "models/analysis/compare/release_effect.h"
#include "widgets/shared/value_table_model.h"

#include <QStringList>
#include <QWidget>

namespace throughline::widgets {

class DataTable;
class IntervalPlot;
class PlainLabel;

/// Before and after a release: did the error stop, did conversion move, did it move before too.
class ReleaseView : public QWidget
{
    Q_OBJECT

public:
    explicit ReleaseView(QWidget* parent = nullptr);

    /// `sentence` says the same in words.
    void setEffect(const analysis::ReleaseEffect& effect, const QString& sentence);
    /// A sentence in place of the figures.
    void showNote(const QString& note);

private:
    PlainLabel* m_sentence;
    PlainLabel* m_periods;
    ValueTableModel<QStringList>* m_model;
    DataTable* m_table;
    IntervalPlot* m_plot;
};

} // namespace throughline::widgets
