#include "widgets/impact/funnel_editor.h"

#include "models/base/time_parse.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/plain_label.h"
#include "widgets/shared/text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace throughline::widgets {

namespace {

using domain::AttemptChoice;
using domain::ExclusionMode;
using domain::FunnelDefinition;
using domain::FunnelExclusion;
using domain::FunnelOrder;
using domain::Unit;

QString plainText(const std::string& text)
{
    return toQString(text);
}

std::string standardText(const QString& text)
{
    return text.trimmed().toStdString();
}

/// A choice whose data is the enumerator.
template<typename Value>
void addChoice(QComboBox* box, const QString& text, Value value)
{
    box->addItem(text, static_cast<int>(value));
}

template<typename Value>
void choose(QComboBox* box, Value value)
{
    box->setCurrentIndex(box->findData(static_cast<int>(value)));
}

template<typename Value>
Value chosen(const QComboBox* box)
{
    return static_cast<Value>(box->currentData().toInt());
}

/// A length as the field says it; nothing where it cannot be read.
std::optional<Duration> lengthIn(const QLineEdit* field)
{
    const auto length = parseDuration(standardText(field->text()));
    return length && length->ns >= 0 ? length : std::nullopt;
}

/// Its place stays free while it is hidden, so that rows stand in line.
void keepRoom(QWidget* widget)
{
    QSizePolicy policy = widget->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    widget->setSizePolicy(policy);
}

void deleteRow(QWidget* box)
{
    box->hide();
    box->deleteLater();
}

} // namespace

FunnelEditor::FunnelEditor(const FunnelDefinition& funnel, QWidget* parent)
    : QDialog(parent)
    , m_funnel(funnel)
    , m_name(new QLineEdit(plainText(funnel.name), this))
    , m_unit(new QComboBox(this))
    , m_order(new QComboBox(this))
    , m_window(new QLineEdit(plainText(formatDuration(funnel.window)), this))
    , m_tolerance(new QLineEdit(this))
    , m_attempt(new QComboBox(this))
    , m_universe(new QLineEdit(plainText(funnel.universe), this))
    , m_problem(new PlainLabel(TextTone::Normal, this))
{
    setObjectName(QStringLiteral("funnelEditor"));
    setWindowTitle(funnel.name.empty() ? tr("New funnel")
                                       : tr("Funnel %1").arg(plainText(funnel.name)));
    auto* body = new QWidget(this);
    setLook(body, "window");
    auto* inner = new QVBoxLayout(body);
    inner->setContentsMargins(0, 0, 6, 0);
    inner->setSpacing(12);
    inner->addWidget(makeRules());
    inner->addWidget(makeSteps());
    inner->addWidget(makeExclusions());
    inner->addStretch(1);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setWidget(body);
    m_problem->setObjectName(QStringLiteral("funnelProblem"));
    m_problem->setColourRole(Role::ErrorText);
    m_problem->setWordWrap(true);
    m_problem->hide();
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
    buttons->setObjectName(QStringLiteral("funnelButtons"));
    for (QAbstractButton* button : buttons->buttons()) {
        button->setIcon({});
    }
    setLook(buttons->button(QDialogButtonBox::Save), "primary");
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 12);
    column->setSpacing(10);
    column->addWidget(scroll, 1);
    column->addWidget(m_problem);
    column->addWidget(buttons);
    for (std::size_t i = 0; i < std::max<std::size_t>(2, funnel.steps.size()); ++i) {
        const auto& optional = funnel.optionalSteps;
        addStep(i < funnel.steps.size() ? funnel.steps[i] : std::string(),
                std::find(optional.begin(), optional.end(), i + 1) != optional.end());
    }
    for (const FunnelExclusion& exclusion : funnel.exclusions) {
        addExclusion(exclusion);
    }
    resize(640, 660);
    connect(buttons, &QDialogButtonBox::accepted, this, &FunnelEditor::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

QWidget* FunnelEditor::makeRules()
{
    addChoice(m_unit, tr("Sessions"), Unit::Session);
    addChoice(m_unit, tr("Users"), Unit::User);
    addChoice(m_unit, tr("Accounts"), Unit::Account);
    choose(m_unit, m_funnel.unit);
    addChoice(m_order, tr("In order, anything may come in between"), FunnelOrder::Ordered);
    addChoice(m_order, tr("Strict: one right after the other"), FunnelOrder::Strict);
    addChoice(m_order, tr("In any order"), FunnelOrder::Any);
    choose(m_order, m_funnel.order);
    addChoice(m_attempt, tr("The first attempt: tries again are part of the time"),
              AttemptChoice::First);
    addChoice(m_attempt, tr("The last attempt that comes as far"), AttemptChoice::Last);
    choose(m_attempt, m_funnel.attempt);
    m_tolerance->setText(m_funnel.tolerance.ns > 0 ? plainText(formatDuration(m_funnel.tolerance))
                                                   : QString());
    m_tolerance->setPlaceholderText(tr("none; 1s where the source has whole seconds only"));
    m_universe->setPlaceholderText(tr("all but requests, errors and measurements"));
    auto* rules = new QWidget(this);
    auto* form = new QFormLayout(rules);
    form->setContentsMargins(0, 0, 0, 0);
    form->setSpacing(8);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    const auto add = [form](const QString& label, QWidget* field, const char* name) {
        field->setObjectName(QLatin1String(name));
        field->setAccessibleName(label);
        form->addRow(label, field);
    };
    add(tr("Name"), m_name, "funnelName");
    add(tr("Counts"), m_unit, "funnelUnit");
    add(tr("Order"), m_order, "funnelOrder");
    add(tr("Within"), m_window, "funnelWindow");
    add(tr("Ties"), m_tolerance, "funnelTolerance");
    add(tr("Times of"), m_attempt, "funnelAttempt");
    add(tr("Broken only by"), m_universe, "funnelUniverse");
    m_tolerance->setToolTip(tr("Events this close may come in any order"));
    m_window->setToolTip(tr("Longest time from the first step: 30m, 1d, 14d"));
    const auto strictOnly = [this, form] {
        const bool strict = chosen<FunnelOrder>(m_order) == FunnelOrder::Strict;
        m_universe->setVisible(strict);
        form->labelForField(m_universe)->setVisible(strict);
    };
    strictOnly();
    connect(m_order, &QComboBox::currentIndexChanged, this, strictOnly);
    return rules;
}

QWidget* FunnelEditor::makeSteps()
{
    auto* part = new QWidget(this);
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(new PlainLabel(tr("Steps"), TextTone::Strong, part));
    auto* hint = new PlainLabel(
        tr("An expression over one event, alternatives with |: event:pay | event:pay_later"),
        TextTone::SmallMuted, part);
    hint->setWordWrap(true);
    column->addWidget(hint);
    m_stepColumn = new QVBoxLayout;
    m_stepColumn->setSpacing(6);
    column->addLayout(m_stepColumn);
    auto* add = makeButton(tr("Add step"), "link", QStringLiteral("funnelAddStep"), part);
    auto* row = new QHBoxLayout;
    row->addWidget(add);
    row->addStretch(1);
    column->addLayout(row);
    connect(add, &QPushButton::clicked, this, [this] {
        addStep({}, false);
        m_steps.back().expression->setFocus();
    });
    return part;
}

QWidget* FunnelEditor::makeExclusions()
{
    auto* part = new QWidget(this);
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(new PlainLabel(tr("Must not happen in between"), TextTone::Strong, part));
    m_exclusionColumn = new QVBoxLayout;
    m_exclusionColumn->setSpacing(6);
    column->addLayout(m_exclusionColumn);
    auto* add = makeButton(tr("Add exclusion"), "link", QStringLiteral("funnelAddExclusion"), part);
    auto* row = new QHBoxLayout;
    row->addWidget(add);
    row->addStretch(1);
    column->addLayout(row);
    connect(add, &QPushButton::clicked, this, [this] {
        addExclusion({});
        m_exclusions.back().expression->setFocus();
    });
    return part;
}

void FunnelEditor::addStep(const std::string& expression, bool optional)
{
    StepRow row;
    row.box = new QWidget(this);
    row.number = new PlainLabel(TextTone::Muted, row.box);
    row.number->setFixedWidth(18);
    row.expression = new QLineEdit(plainText(expression), row.box);
    row.optional = new QCheckBox(tr("optional"), row.box);
    row.optional->setChecked(optional);
    keepRoom(row.optional);
    row.up = makeButton(tr("Up"), "flat", {}, row.box);
    keepRoom(row.up);
    row.remove = makeButton(tr("Remove"), "flat", {}, row.box);
    auto* layout = new QHBoxLayout(row.box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(row.number);
    layout->addWidget(row.expression, 1);
    layout->addWidget(row.optional);
    layout->addWidget(row.up);
    layout->addWidget(row.remove);
    connect(row.up, &QPushButton::clicked, this, [this, box = row.box] { moveStepUp(box); });
    connect(row.remove, &QPushButton::clicked, this, [this, box = row.box] { removeStep(box); });
    m_stepColumn->addWidget(row.box);
    m_steps.push_back(row);
    renumber();
}

void FunnelEditor::removeStep(const QWidget* box)
{
    const auto row = std::find_if(m_steps.begin(), m_steps.end(),
                                  [box](const StepRow& each) { return each.box == box; });
    if (row != m_steps.end() && m_steps.size() > 1) {
        deleteRow(row->box);
        m_steps.erase(row);
        renumber();
    }
}

void FunnelEditor::moveStepUp(const QWidget* box)
{
    for (std::size_t i = 1; i < m_steps.size(); ++i) {
        if (m_steps[i].box == box) {
            const QString text = m_steps[i].expression->text();
            const bool optional = m_steps[i].optional->isChecked();
            m_steps[i].expression->setText(m_steps[i - 1].expression->text());
            m_steps[i].optional->setChecked(m_steps[i - 1].optional->isChecked());
            m_steps[i - 1].expression->setText(text);
            m_steps[i - 1].optional->setChecked(optional);
            renumber();
            return;
        }
    }
}

void FunnelEditor::renumber()
{
    for (std::size_t i = 0; i < m_steps.size(); ++i) {
        const StepRow& row = m_steps[i];
        const QString number = QString::number(i + 1);
        row.number->setText(number);
        row.expression->setObjectName(QStringLiteral("funnelStep") + number);
        row.expression->setAccessibleName(tr("Step %1").arg(number));
        row.optional->setObjectName(QStringLiteral("funnelOptional") + number);
        row.optional->setAccessibleName(tr("Step %1 is optional").arg(number));
        row.up->setObjectName(QStringLiteral("funnelUp") + number);
        row.up->setAccessibleName(tr("Move step %1 up").arg(number));
        row.up->setEnabled(i > 0);
        row.remove->setObjectName(QStringLiteral("funnelRemove") + number);
        row.remove->setAccessibleName(tr("Remove step %1").arg(number));
        row.remove->setEnabled(m_steps.size() > 1);
        const bool middle = i > 0 && i + 1 < m_steps.size();
        row.optional->setEnabled(middle);
        row.optional->setVisible(middle);
        row.up->setVisible(i > 0);
        row.optional->setToolTip(middle ? tr("Nobody has to take it")
                                        : tr("The first and the last step are needed"));
    }
    for (const ExclusionRow& row : m_exclusions) {
        fillPlaces(row, row.from->currentData().toUInt(), row.to->currentData().toUInt());
    }
}

void FunnelEditor::addExclusion(const FunnelExclusion& exclusion)
{
    const QString number = QString::number(m_exclusions.size() + 1);
    ExclusionRow row;
    row.box = new QWidget(this);
    row.expression = new QLineEdit(plainText(exclusion.step), row.box);
    row.expression->setObjectName(QStringLiteral("funnelExclusion") + number);
    row.expression->setAccessibleName(tr("Exclusion %1").arg(number));
    row.expression->setPlaceholderText(QStringLiteral("event:support_chat"));
    row.from = new QComboBox(row.box);
    row.from->setAccessibleName(tr("Exclusion %1 from step").arg(number));
    row.to = new QComboBox(row.box);
    row.to->setAccessibleName(tr("Exclusion %1 to step").arg(number));
    row.mode = new QComboBox(row.box);
    row.mode->setAccessibleName(tr("What exclusion %1 does").arg(number));
    row.mode->setObjectName(QStringLiteral("funnelExclusionMode") + number);
    addChoice(row.mode, tr("ends the attempt"), ExclusionMode::Cut);
    addChoice(row.mode, tr("takes it out"), ExclusionMode::Drop);
    choose(row.mode, exclusion.mode);
    auto* remove = makeButton(tr("Remove"), "flat", {}, row.box);
    remove->setAccessibleName(tr("Remove exclusion %1").arg(number));
    auto* layout = new QHBoxLayout(row.box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(row.expression, 1);
    layout->addWidget(new PlainLabel(tr("between"), TextTone::Muted, row.box));
    layout->addWidget(row.from);
    layout->addWidget(row.to);
    layout->addWidget(row.mode);
    layout->addWidget(remove);
    connect(remove, &QPushButton::clicked, this, [this, box = row.box] {
        deleteRow(box);
        std::erase_if(m_exclusions, [box](const ExclusionRow& each) { return each.box == box; });
    });
    fillPlaces(row, exclusion.from, exclusion.to);
    m_exclusionColumn->addWidget(row.box);
    m_exclusions.push_back(row);
}

void FunnelEditor::fillPlaces(const ExclusionRow& row, std::uint32_t from, std::uint32_t to) const
{
    for (const auto& [box, place] : {std::pair {row.from, from}, std::pair {row.to, to}}) {
        box->clear();
        for (std::size_t step = 1; step <= m_steps.size(); ++step) {
            box->addItem(QString::number(step), static_cast<uint>(step));
        }
        box->setCurrentIndex(
            std::clamp(static_cast<int>(place) - 1, 0, static_cast<int>(m_steps.size()) - 1));
    }
}

FunnelDefinition FunnelEditor::definition() const
{
    FunnelDefinition funnel = m_funnel;
    funnel.name = standardText(m_name->text());
    funnel.unit = chosen<Unit>(m_unit);
    funnel.order = chosen<FunnelOrder>(m_order);
    funnel.attempt = chosen<AttemptChoice>(m_attempt);
    funnel.universe =
        funnel.order == FunnelOrder::Strict ? standardText(m_universe->text()) : std::string();
    funnel.window = lengthIn(m_window).value_or(Duration());
    funnel.tolerance = m_tolerance->text().trimmed().isEmpty()
        ? Duration()
        : lengthIn(m_tolerance).value_or(Duration());
    funnel.steps.clear();
    funnel.optionalSteps.clear();
    for (std::size_t i = 0; i < m_steps.size(); ++i) {
        funnel.steps.push_back(standardText(m_steps[i].expression->text()));
        if (m_steps[i].optional->isEnabled() && m_steps[i].optional->isChecked()) {
            funnel.optionalSteps.push_back(static_cast<std::uint32_t>(i + 1));
        }
    }
    funnel.exclusions.clear();
    for (const ExclusionRow& row : m_exclusions) {
        funnel.exclusions.push_back(
            {standardText(row.expression->text()), row.from->currentData().toUInt(),
             row.to->currentData().toUInt(), chosen<ExclusionMode>(row.mode)});
    }
    return funnel;
}

void FunnelEditor::showProblem(const QString& problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
}

void FunnelEditor::save()
{
    const FunnelDefinition funnel = definition();
    QString problem;
    if (funnel.name.empty()) {
        problem = tr("The funnel needs a name.");
    } else if (!lengthIn(m_window) || funnel.window.ns <= 0) {
        problem = tr("\"%1\" is no length of time. Write 30m, 2h or 14d.").arg(m_window->text());
    } else if (!m_tolerance->text().trimmed().isEmpty() && !lengthIn(m_tolerance)) {
        problem = tr("\"%1\" is no length of time. Write 1s or 500ms.").arg(m_tolerance->text());
    }
    for (std::size_t i = 0; i < funnel.steps.size() && problem.isEmpty(); ++i) {
        if (funnel.steps[i].empty()) {
            problem = tr("Step %1 is empty. Write what its event is, such as event:add_to_cart.")
                          .arg(i + 1);
        }
    }
    for (std::size_t i = 0; i < funnel.exclusions.size() && problem.isEmpty(); ++i) {
        if (funnel.exclusions[i].step.empty()) {
            problem = tr("Exclusion %1 is empty. Write its event or remove it.").arg(i + 1);
        } else if (funnel.exclusions[i].from >= funnel.exclusions[i].to) {
            problem = tr("Exclusion %1 must end at a later step than it begins.").arg(i + 1);
        }
    }
    showProblem(problem);
    if (problem.isEmpty()) {
        Q_EMIT saveRequested(funnel);
    }
}

} // namespace throughline::widgets
