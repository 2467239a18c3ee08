#pragma once

#include "models/notebook/notebook_template.h"

#include <QDialog>

#include <optional>
#include <vector>

class QDateTimeEdit;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace throughline::widgets {

class PlainLabel;

/// What templates are told without being asked: what is selected in the window.
struct TemplateDefaults
{
    std::string errorGroup; ///< "E3"; empty: none selected
    domain::FunnelDefinition funnel; ///< without steps: none
    domain::Scope scope;
    Timestamp at; ///< a moment within the data
};

/// Chooses a template and tells it what it needs.
class TemplateDialog : public QDialog
{
    Q_OBJECT

public:
    TemplateDialog(std::vector<notebook::NotebookTemplate> forms, TemplateDefaults defaults,
                   QWidget* parent = nullptr);

Q_SIGNALS:
    /// `wish` is a name for the notebook; it may be taken.
    void chosen(const QString& wish, const throughline::notebook::NotebookTemplate& form,
                const throughline::notebook::TemplateInputs& inputs);

private:
    void showForm();
    void choose();
    [[nodiscard]] const notebook::NotebookTemplate* form() const;
    [[nodiscard]] bool needs(notebook::TemplateInput input) const;

    std::vector<notebook::NotebookTemplate> m_forms;
    TemplateDefaults m_defaults;
    QListWidget* m_list;
    PlainLabel* m_description;
    PlainLabel* m_missing;
    QLineEdit* m_name;
    QLineEdit* m_group;
    PlainLabel* m_groupTitle;
    QDateTimeEdit* m_at;
    PlainLabel* m_atTitle;
    QPushButton* m_make;
};

} // namespace throughline::widgets
