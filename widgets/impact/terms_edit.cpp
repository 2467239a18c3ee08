#include "widgets/impact/terms_edit.h"

#include "models/qt/qt_text.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/plain_label.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>

#include <algorithm>

namespace throughline::widgets {

TermsEdit::TermsEdit(const TermsOffer& offer, const analysis::ComparisonTerms& now, QWidget* parent)
    : QFrame(parent, Qt::Popup)
    , m_usual(offer.usual)
    , m_step(new QComboBox(this))
    , m_fields(new QWidget(this))
    , m_value(new QLineEdit(this))
    , m_note(new PlainLabel(TextTone::SmallMuted, this))
    , m_apply(makeButton(tr("Apply"), "primary", QStringLiteral("termsApply"), this))
{
    setObjectName(QStringLiteral("termsEdit"));
    setAccessibleName(tr("How affected and control are compared"));
    setLook(this, "panel");
    m_step->setObjectName(QStringLiteral("termsStep"));
    m_step->setAccessibleName(tr("Compared from step"));
    m_step->addItem(tr("the step that fits the error"));
    for (const QString& step : offer.steps) {
        m_step->addItem(tr("%1 %2").arg(m_step->count()).arg(step));
    }
    m_value->setObjectName(QStringLiteral("termsValue"));
    m_value->setAccessibleName(tr("What a conversion is worth"));
    m_value->setPlaceholderText(tr("the mean observed"));
    m_note->setObjectName(QStringLiteral("termsNote"));
    addFields(offer);
    auto* usual = makeButton(tr("As usual"), "flat", QStringLiteral("termsUsual"), this);
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(14, 14, 14, 12);
    grid->setHorizontalSpacing(14);
    grid->setVerticalSpacing(10);
    grid->setColumnStretch(1, 1);
    const auto addRow = [&](const QString& label, QWidget* edit) {
        const int row = grid->rowCount();
        grid->addWidget(new PlainLabel(label, TextTone::Muted, this), row, 0,
                        edit == m_fields ? Qt::AlignTop : Qt::AlignVCenter);
        grid->addWidget(edit, row, 1);
    };
    addRow(tr("Compared from"), m_step);
    addRow(tr("Matched on"), m_fields);
    addRow(tr("A conversion is worth"), m_value);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_note, 1);
    buttons->addWidget(usual);
    buttons->addWidget(m_apply);
    grid->addLayout(buttons, grid->rowCount(), 0, 1, 2);
    fill(now);
    QWidget* last = m_step;
    for (QCheckBox* box : m_boxes) {
        setTabOrder(last, box);
        last = box;
    }
    for (QWidget* next : {static_cast<QWidget*>(m_value), static_cast<QWidget*>(usual),
                          static_cast<QWidget*>(m_apply)}) {
        setTabOrder(last, next);
        last = next;
    }
    m_step->setFocus();
    connect(m_value, &QLineEdit::textChanged, this, &TermsEdit::check);
    connect(m_value, &QLineEdit::returnPressed, m_apply, &QPushButton::click);
    connect(usual, &QPushButton::clicked, this, [this] { fill({}); });
    connect(m_apply, &QPushButton::clicked, this, [this] {
        Q_EMIT chosen(terms());
        close();
    });
}

void TermsEdit::addFields(const TermsOffer& offer)
{
    constexpr int kColumns = 2;
    auto* grid = new QGridLayout(m_fields);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(18);
    grid->setVerticalSpacing(5);
    for (const QString& field : offer.fields) {
        auto* box = new QCheckBox(literal(field), m_fields);
        box->setObjectName(QStringLiteral("termsField_") + field);
        box->setAccessibleName(field);
        const int place = static_cast<int>(m_boxes.size());
        grid->addWidget(box, place / kColumns, place % kColumns);
        m_boxes.push_back(box);
        m_names.push_back(qt::toStdString(field));
        connect(box, &QCheckBox::toggled, this, &TermsEdit::check);
    }
}

void TermsEdit::fill(const analysis::ComparisonTerms& terms)
{
    const std::vector<std::string>& match = terms.match.empty() ? m_usual : terms.match;
    m_step->setCurrentIndex(static_cast<int>(terms.fromStep.value_or(0)));
    for (std::size_t i = 0; i < m_boxes.size(); ++i) {
        m_boxes[i]->setChecked(std::find(match.begin(), match.end(), m_names[i]) != match.end());
    }
    m_value->setText(terms.valuePerConversion
                         ? QLocale::c().toString(*terms.valuePerConversion, 'g', 12)
                         : QString());
    check();
}

std::vector<std::string> TermsEdit::checkedFields() const
{
    std::vector<std::string> fields;
    for (std::size_t i = 0; i < m_boxes.size(); ++i) {
        if (m_boxes[i]->isChecked()) {
            fields.push_back(m_names[i]);
        }
    }
    return fields;
}

analysis::ComparisonTerms TermsEdit::terms() const
{
    analysis::ComparisonTerms terms;
    if (const int step = m_step->currentIndex(); step > 0) {
        terms.fromStep = static_cast<std::uint32_t>(step);
    }
    // The usual fields that the store does not have are not missed.
    std::vector<std::string> usual;
    for (const std::string& field : m_names) {
        if (std::find(m_usual.begin(), m_usual.end(), field) != m_usual.end()) {
            usual.push_back(field);
        }
    }
    if (std::vector<std::string> fields = checkedFields(); fields != usual) {
        terms.match = std::move(fields);
    }
    if (const QString text = m_value->text().trimmed(); !text.isEmpty()) {
        terms.valuePerConversion = QLocale::c().toDouble(text);
    }
    return terms;
}

void TermsEdit::check()
{
    bool number = true;
    const QString text = m_value->text().trimmed();
    if (!text.isEmpty()) {
        const double value = QLocale::c().toDouble(text, &number);
        number = number && value >= 0;
    }
    const bool fields = !checkedFields().empty();
    m_note->setText(!fields       ? tr("Choose at least one field")
                        : !number ? tr("The worth is a number, such as 49.90")
                                  : QString());
    m_apply->setEnabled(fields && number);
}

} // namespace throughline::widgets
