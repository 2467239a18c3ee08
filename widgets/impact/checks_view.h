#pragma once

#include "models/analysis/compare/comparison.h"
#include "widgets/shared/value_table_model.h"

#include <QStringList>
#include <QWidget>

#include <vector>

namespace throughline::widgets {

class DataTable;
class PlainLabel;

/// A line of the checks, ready to read.
struct CheckRow
{
    QString what; ///< a method, or a value that is not matched on
    QString affected;
    QString control;
    QString difference; ///< with its interval
    QString chance; ///< p
    QString note; ///< the tip

    bool operator==(const CheckRow&) const = default;
};

/// The same difference by other methods, and in what else affected and controls differ.
[[nodiscard]] std::vector<CheckRow> checkRows(const analysis::Comparison& comparison);

/// What speaks for and against the headline, a sentence each.
[[nodiscard]] QStringList checkSentences(const analysis::Comparison& comparison);

/// Why to believe the effect, or not: by other methods, before the error, among what was not
/// matched on, and how strong a cause that nobody sees would have to be.
class ChecksView : public QWidget
{
    Q_OBJECT

public:
    explicit ChecksView(QWidget* parent = nullptr);

    void setComparison(const analysis::Comparison& comparison);

private:
    ValueTableModel<CheckRow>* m_model;
    DataTable* m_table;
    PlainLabel* m_sentences;
};

} // namespace throughline::widgets
