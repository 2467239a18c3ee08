#pragma once

#include "models/notebook/notebook.h"

#include <QWidget>

#include <vector>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QVBoxLayout;

namespace throughline::widgets {

class CellEditor;

/// A result a finding may rest on.
struct EvidenceChoice
{
    std::int64_t cell = 0;
    QString title;

    bool operator==(const EvidenceChoice&) const = default;
};

/// A finding while it is written: claim, status, owner, tags, and what it rests on.
class FindingForm : public QWidget
{
    Q_OBJECT

public:
    explicit FindingForm(QWidget* parent = nullptr);

    void setFinding(const notebook::Finding& finding);
    void setChoices(const std::vector<EvidenceChoice>& choices);
    void focusClaim();

Q_SIGNALS:
    void findingChanged(const throughline::notebook::Finding& finding);
    void left();

private:
    QLineEdit* addLine(const QString& title, const QString& name);
    void tell();
    void checkEvidence();

    CellEditor* m_claim;
    QComboBox* m_status;
    QLineEdit* m_owner;
    QLineEdit* m_product;
    QLineEdit* m_feature;
    QLineEdit* m_experiment;
    QVBoxLayout* m_evidence;
    std::vector<EvidenceChoice> m_choices;
    std::vector<QCheckBox*> m_boxes;
    notebook::Finding m_finding;
    bool m_showing = false;
};

} // namespace throughline::widgets
