#pragma once

#include "models/domain/funnel.h"

#include <QDialog>

#include <vector>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace throughline::widgets {

class PlainLabel;

/// A funnel as it is stored, to write or change: its steps with alternatives and optional ones,
/// what it counts, their order, window and tie tolerance, and what must not happen in between. What
/// is wrong is said in place; nothing is saved before it is right.
class FunnelEditor : public QDialog
{
    Q_OBJECT

public:
    explicit FunnelEditor(const domain::FunnelDefinition& funnel, QWidget* parent = nullptr);

    /// What the fields say now.
    [[nodiscard]] domain::FunnelDefinition definition() const;
    /// Says what is wrong with it; the editor stays open.
    void showProblem(const QString& problem);

Q_SIGNALS:
    /// The user wants it stored. The editor closes when its owner closes it.
    void saveRequested(const throughline::domain::FunnelDefinition& funnel);

private:
    /// One step: alternatives in one field, with `|` between them.
    struct StepRow
    {
        QWidget* box = nullptr;
        PlainLabel* number = nullptr;
        QLineEdit* expression = nullptr;
        QCheckBox* optional = nullptr;
        QPushButton* up = nullptr;
        QPushButton* remove = nullptr;
    };

    /// What must not happen between two steps.
    struct ExclusionRow
    {
        QWidget* box = nullptr;
        QLineEdit* expression = nullptr;
        QComboBox* from = nullptr;
        QComboBox* to = nullptr;
        QComboBox* mode = nullptr;
    };

    QWidget* makeRules();
    QWidget* makeSteps();
    QWidget* makeExclusions();
    void addStep(const std::string& expression, bool optional);
    void removeStep(const QWidget* box);
    void moveStepUp(const QWidget* box);
    void renumber();
    void addExclusion(const domain::FunnelExclusion& exclusion);
    void fillPlaces(const ExclusionRow& row, std::uint32_t from, std::uint32_t to) const;
    void save();

    domain::FunnelDefinition m_funnel; ///< what the fields do not show is kept
    QLineEdit* m_name;
    QComboBox* m_unit;
    QComboBox* m_order;
    QLineEdit* m_window;
    QLineEdit* m_tolerance;
    QComboBox* m_attempt;
    QLineEdit* m_universe;
    QVBoxLayout* m_stepColumn = nullptr;
    QVBoxLayout* m_exclusionColumn = nullptr;
    std::vector<StepRow> m_steps;
    std::vector<ExclusionRow> m_exclusions;
    PlainLabel* m_problem;
};

} // namespace throughline::widgets
