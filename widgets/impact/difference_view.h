#pragma once

#include "models/analysis/compare/set_differences.h"
#include "widgets/shared/value_table_model.h"

#include <QWidget>

#include <memory>

class QLineEdit;
class QPushButton;

namespace throughline::widgets {

class DataTable;
class PlainLabel;

/// What tells two sets of sessions apart: the affected and their controls, or any two expressions.
class DifferenceView : public QWidget
{
    Q_OBJECT

public:
    explicit DifferenceView(QWidget* parent = nullptr);

    /// `sentence` says the same in words.
    void setDifferences(const std::shared_ptr<const analysis::SetDifferences>& differences,
                        const QString& sentence);
    /// A sentence in place of the table: what is missing, wrong or still being computed.
    void showNote(const QString& note);
    /// The expressions; both empty: affected against control.
    [[nodiscard]] QString first() const;
    [[nodiscard]] QString second() const;
    /// Forgets the expressions.
    void reset();

Q_SIGNALS:
    /// The user asks for these sets.
    void setsChosen(const QString& first, const QString& second);
    void filterRequested(const QString& field, const QString& value, bool negated);

private:
    QLineEdit* m_first;
    QLineEdit* m_second;
    QPushButton* m_ask;
    PlainLabel* m_sentence;
    ValueTableModel<analysis::SetDifference>* m_model;
    DataTable* m_table;
};

} // namespace throughline::widgets
