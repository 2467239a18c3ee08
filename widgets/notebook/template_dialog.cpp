#include "widgets/notebook/template_dialog.h"

#include "widgets/shared/buttons.h"
#include "widgets/shared/plain_label.h"
#include "widgets/shared/text.h"

#include <QDateTimeEdit>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTimeZone>

#include <algorithm>
#include <utility>

namespace throughline::widgets {

using notebook::TemplateInput;

TemplateDialog::TemplateDialog(std::vector<notebook::NotebookTemplate> forms,
                               TemplateDefaults defaults, QWidget* parent)
    : QDialog(parent)
    , m_forms(std::move(forms))
    , m_defaults(std::move(defaults))
    , m_list(new QListWidget(this))
    , m_description(new PlainLabel(TextTone::Muted, this))
    , m_missing(new PlainLabel(TextTone::Normal, this))
    , m_name(new QLineEdit(this))
    , m_group(new QLineEdit(toQString(m_defaults.errorGroup), this))
    , m_groupTitle(new PlainLabel(tr("Error group"), TextTone::Normal, this))
    , m_at(new QDateTimeEdit(this))
    , m_atTitle(new PlainLabel(tr("Between before and after (UTC)"), TextTone::Normal, this))
    , m_make(makeButton(tr("Make the notebook"), "primary", QStringLiteral("templateMake"), this))
{
    setObjectName(QStringLiteral("templateDialog"));
    setWindowTitle(tr("Notebook from a template"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(620, 420);
    setLook(m_list, "rows");
    m_list->setObjectName(QStringLiteral("templateList"));
    m_list->setAccessibleName(tr("Templates"));
    m_name->setObjectName(QStringLiteral("templateName"));
    m_name->setAccessibleName(tr("Name of the notebook"));
    m_group->setObjectName(QStringLiteral("templateGroup"));
    m_group->setAccessibleName(m_groupTitle->text());
    m_at->setObjectName(QStringLiteral("templateAt"));
    m_at->setAccessibleName(m_atTitle->text());
    m_at->setDisplayFormat(QStringLiteral("yyyy-MM-dd HH:mm"));
    m_at->setTimeSpec(Qt::UTC);
    constexpr std::int64_t kNsPerMs = 1'000'000;
    m_at->setDateTime(QDateTime::fromMSecsSinceEpoch(m_defaults.at.ns / kNsPerMs, Qt::UTC));
    m_description->setWordWrap(true);
    m_missing->setWordWrap(true);
    m_missing->setColourRole(Role::ErrorText);
    for (const notebook::NotebookTemplate& form : m_forms) {
        m_list->addItem(toQString(form.title));
    }
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(16, 16, 16, 16);
    grid->setVerticalSpacing(8);
    grid->addWidget(m_list, 0, 0, 1, 2);
    grid->addWidget(m_description, 1, 0, 1, 2);
    grid->addWidget(new PlainLabel(tr("Name"), TextTone::Normal, this), 2, 0);
    grid->addWidget(m_name, 2, 1);
    grid->addWidget(m_groupTitle, 3, 0);
    grid->addWidget(m_group, 3, 1);
    grid->addWidget(m_atTitle, 4, 0);
    grid->addWidget(m_at, 4, 1);
    grid->addWidget(m_missing, 5, 0, 1, 2);
    auto* buttons = new QDialogButtonBox(this);
    buttons->addButton(m_make, QDialogButtonBox::AcceptRole);
    buttons->addButton(makeButton(tr("Cancel"), "", QStringLiteral("templateCancel"), this),
                       QDialogButtonBox::RejectRole);
    grid->addWidget(buttons, 6, 0, 1, 2);
    m_make->setDefault(true);
    connect(m_list, &QListWidget::currentRowChanged, this, &TemplateDialog::showForm);
    connect(m_list, &QListWidget::itemActivated, this, &TemplateDialog::choose);
    connect(m_group, &QLineEdit::textChanged, this, &TemplateDialog::showForm);
    connect(buttons, &QDialogButtonBox::accepted, this, &TemplateDialog::choose);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_list->setCurrentRow(0);
    showForm();
}

const notebook::NotebookTemplate* TemplateDialog::form() const
{
    const int row = m_list->currentRow();
    return row < 0 ? nullptr : &m_forms[static_cast<std::size_t>(row)];
}

bool TemplateDialog::needs(TemplateInput input) const
{
    if (form() == nullptr) {
        return false;
    }
    const std::vector<TemplateInput> inputs = notebook::inputsOf(*form());
    return std::find(inputs.begin(), inputs.end(), input) != inputs.end();
}

void TemplateDialog::showForm()
{
    const bool group = needs(TemplateInput::ErrorGroup);
    const bool at = needs(TemplateInput::At);
    m_description->setText(form() == nullptr ? QString() : toQString(form()->description));
    m_group->setVisible(group);
    m_groupTitle->setVisible(group);
    m_at->setVisible(at);
    m_atTitle->setVisible(at);
    const QString title = form() == nullptr ? QString() : toQString(form()->title);
    m_name->setText(group && !m_group->text().isEmpty()
                        ? tr("%1: %2").arg(m_group->text().trimmed(), title)
                        : title);
    QString missing;
    if (needs(TemplateInput::Funnel) && m_defaults.funnel.steps.empty()) {
        missing = tr("It needs a funnel: define one in the Impact perspective first.");
    } else if (group && m_group->text().trimmed().isEmpty()) {
        missing = tr("It needs an error group, such as E3: select one in the Impact perspective.");
    }
    m_missing->setText(missing);
    m_missing->setVisible(!missing.isEmpty());
    m_make->setEnabled(form() != nullptr && missing.isEmpty());
}

void TemplateDialog::choose()
{
    if (!m_make->isEnabled() || m_name->text().trimmed().isEmpty()) {
        return;
    }
    notebook::TemplateInputs inputs;
    inputs.scope = m_defaults.scope;
    if (needs(TemplateInput::ErrorGroup)) {
        inputs.errorGroup = toStdString(m_group->text().trimmed());
    }
    if (needs(TemplateInput::Funnel)) {
        inputs.funnel = m_defaults.funnel;
    }
    if (needs(TemplateInput::At)) {
        constexpr std::int64_t kNsPerMs = 1'000'000;
        inputs.at = Timestamp {m_at->dateTime().toMSecsSinceEpoch() * kNsPerMs};
    }
    Q_EMIT chosen(m_name->text().simplified(), *form(), inputs);
    accept();
}

} // namespace throughline::widgets
