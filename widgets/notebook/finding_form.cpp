#include "widgets/notebook/finding_form.h"

#include "widgets/notebook/sql_editor.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/plain_label.h"
#include "widgets/shared/text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace throughline::widgets {

namespace {

constexpr int kStatuses = 3;

} // namespace

FindingForm::FindingForm(QWidget* parent)
    : QWidget(parent)
    , m_claim(new CellEditor(this))
    , m_status(new QComboBox(this))
    , m_evidence(new QVBoxLayout)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    m_claim->setObjectName(QStringLiteral("findingClaim"));
    m_claim->setAccessibleName(tr("Claim"));
    m_claim->setPlaceholderText(tr("What is claimed, in one sentence"));
    column->addWidget(m_claim);
    m_status->setObjectName(QStringLiteral("findingStatus"));
    m_status->setAccessibleName(tr("Status"));
    m_status->addItems({tr("open"), tr("confirmed"), tr("refuted")});
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    row->addWidget(m_status);
    m_owner = addLine(tr("Owner"), QStringLiteral("findingOwner"));
    m_product = addLine(tr("Product"), QStringLiteral("findingProduct"));
    m_feature = addLine(tr("Feature"), QStringLiteral("findingFeature"));
    m_experiment = addLine(tr("Experiment"), QStringLiteral("findingExperiment"));
    for (QLineEdit* line : {m_owner, m_product, m_feature, m_experiment}) {
        row->addWidget(line, 1);
    }
    column->addLayout(row);
    column->addWidget(new PlainLabel(tr("It rests on"), TextTone::SmallMuted, this));
    m_evidence->setSpacing(2);
    column->addLayout(m_evidence);
    connect(m_claim, &CellEditor::textTyped, this, &FindingForm::tell);
    connect(m_claim, &CellEditor::left, this, &FindingForm::left);
    connect(m_status, &QComboBox::activated, this, &FindingForm::tell);
}

QLineEdit* FindingForm::addLine(const QString& title, const QString& name)
{
    auto* line = new QLineEdit(this);
    line->setObjectName(name);
    line->setAccessibleName(title);
    line->setPlaceholderText(title);
    connect(line, &QLineEdit::textEdited, this, &FindingForm::tell);
    return line;
}

void FindingForm::setFinding(const notebook::Finding& finding)
{
    if (finding == m_finding) {
        return;
    }
    m_finding = finding;
    m_showing = true;
    m_claim->showText(toQString(finding.claim));
    m_status->setCurrentIndex(std::clamp(static_cast<int>(finding.status), 0, kStatuses - 1));
    const auto show = [](QLineEdit* line, const std::string& text) {
        if (toStdString(line->text()) != text) {
            line->setText(toQString(text));
        }
    };
    show(m_owner, finding.owner);
    show(m_product, finding.product);
    show(m_feature, finding.feature);
    show(m_experiment, finding.experiment);
    checkEvidence();
    m_showing = false;
}

void FindingForm::setChoices(const std::vector<EvidenceChoice>& choices)
{
    if (choices == m_choices && !m_boxes.empty()) {
        return;
    }
    m_choices = choices;
    for (QCheckBox* box : m_boxes) {
        box->hide();
        box->deleteLater();
    }
    m_boxes.clear();
    for (const EvidenceChoice& choice : choices) {
        auto* box = new QCheckBox(literal(choice.title), this);
        box->setObjectName(QStringLiteral("findingEvidence%1").arg(choice.cell));
        connect(box, &QCheckBox::clicked, this, &FindingForm::tell);
        m_evidence->addWidget(box);
        m_boxes.push_back(box);
    }
    if (choices.empty()) {
        auto* none = new QCheckBox(tr("nothing yet: pin a result first"), this);
        none->setObjectName(QStringLiteral("findingEvidenceNone"));
        none->setEnabled(false);
        m_evidence->addWidget(none);
        m_boxes.push_back(none);
    }
    checkEvidence();
}

void FindingForm::checkEvidence()
{
    for (std::size_t i = 0; i < m_choices.size(); ++i) {
        const auto& evidence = m_finding.evidence;
        m_boxes[i]->setChecked(std::find(evidence.begin(), evidence.end(), m_choices[i].cell)
                               != evidence.end());
    }
}

void FindingForm::focusClaim()
{
    m_claim->setFocus(Qt::OtherFocusReason);
}

void FindingForm::tell()
{
    if (m_showing) {
        return;
    }
    notebook::Finding finding = m_finding;
    finding.claim = toStdString(m_claim->toPlainText());
    finding.status = static_cast<notebook::FindingStatus>(m_status->currentIndex());
    finding.owner = toStdString(m_owner->text());
    finding.product = toStdString(m_product->text());
    finding.feature = toStdString(m_feature->text());
    finding.experiment = toStdString(m_experiment->text());
    finding.evidence.clear();
    for (std::size_t i = 0; i < m_choices.size(); ++i) {
        if (m_boxes[i]->isChecked()) {
            finding.evidence.push_back(m_choices[i].cell);
        }
    }
    if (finding.evidence != m_finding.evidence) {
        finding.standing =
            finding.evidence.empty() ? notebook::Standing::Unknown : notebook::Standing::Stands;
    }
    m_finding = finding;
    Q_EMIT findingChanged(finding);
}

} // namespace throughline::widgets
