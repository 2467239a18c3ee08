#pragma once

#include "models/analysis/compare/comparison_terms.h"

#include <QFrame>
#include <QStringList>

#include <string>
#include <vector>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPushButton;

namespace throughline::widgets {

class PlainLabel;

/// What the terms of a comparison can be chosen from.
struct TermsOffer
{
    QStringList steps; ///< names of the steps sessions can be compared from, the first one first
    QStringList fields; ///< that can be matched on
    std::vector<std::string> usual; ///< the fields that are, as long as nobody says otherwise
};

/// A small popup that asks how affected and control are compared: from which step, matched on what,
/// and what a conversion is worth.
class TermsEdit : public QFrame
{
    Q_OBJECT

public:
    TermsEdit(const TermsOffer& offer, const analysis::ComparisonTerms& now,
              QWidget* parent = nullptr);

Q_SIGNALS:
    void chosen(const throughline::analysis::ComparisonTerms& terms);

private:
    void addFields(const TermsOffer& offer);
    void fill(const analysis::ComparisonTerms& terms);
    [[nodiscard]] std::vector<std::string> checkedFields() const;
    [[nodiscard]] analysis::ComparisonTerms terms() const;
    void check();

    std::vector<std::string> m_usual;
    QComboBox* m_step;
    QWidget* m_fields;
    std::vector<QCheckBox*> m_boxes; ///< as offered
    std::vector<std::string> m_names; ///< of their fields
    QLineEdit* m_value;
    PlainLabel* m_note;
    QPushButton* m_apply;
};

} // namespace throughline::widgets
