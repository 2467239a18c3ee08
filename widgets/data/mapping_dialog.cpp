#include "widgets/data/mapping_dialog.h"

#include "models/domain/field.h"
#include "widgets/delegates/cell_delegate.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/format.h"
#include "widgets/shared/plain_label.h"
#include "widgets/shared/text.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace throughline::widgets {

namespace {

namespace meaning = domain::meaning;

enum Column
{
    Name,
    Samples,
    Meaning,
    Sure,
    Reason,
    Filled,
    Columns
};

struct SignalChoice
{
    domain::Signal signal;
    const char* text;
};

constexpr SignalChoice kSignals[] = {
    {domain::Signal::Event,
     QT_TRANSLATE_NOOP("throughline::widgets::MappingDialog", "An event of a user")},
    {domain::Signal::Log, QT_TRANSLATE_NOOP("throughline::widgets::MappingDialog", "A log line")},
    {domain::Signal::Span,
     QT_TRANSLATE_NOOP("throughline::widgets::MappingDialog", "A span of a trace")},
    {domain::Signal::Metric,
     QT_TRANSLATE_NOOP("throughline::widgets::MappingDialog", "A value of a metric")},
    {domain::Signal::Ticket,
     QT_TRANSLATE_NOOP("throughline::widgets::MappingDialog", "A support ticket")},
};

/// A choice of the list only: the time read the other way round.
constexpr std::string_view kSwappedTime = "time swapped";

QString reasonText(const std::string& reason)
{
    return reason == "name"           ? MappingDialog::tr("its name")
        : reason == "values"          ? MappingDialog::tr("its values")
        : reason == "name and values" ? MappingDialog::tr("name and values")
        : reason == "chosen"          ? MappingDialog::tr("you")
                                      : QString(QChar(0x2013));
}

/// Who would read 02/10 the other way round must see it.
QString reasonText(const domain::ColumnMapping& column)
{
    const bool time = column.meaning == domain::meaning::kTime;
    return column.dayFirstUnsure && time
        ? MappingDialog::tr("%1; day or month first?").arg(reasonText(column.reason))
        : reasonText(column.reason);
}

QTableWidgetItem* readOnly(const QString& text)
{
    auto* item = new QTableWidgetItem(text);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    item->setToolTip(asToolTip(text));
    return item;
}

QTableWidget* makeTable(const QString& objectName, const QString& accessibleName)
{
    auto* table = new QTableWidget;
    table->setObjectName(objectName);
    table->setAccessibleName(accessibleName);
    table->verticalHeader()->hide();
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setWordWrap(false);
    table->setShowGrid(false);
    table->setItemDelegate(new CellDelegate(table));
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    return table;
}

} // namespace

MappingDialog::MappingDialog(const QString& file, const domain::Mapping& proposed, QWidget* parent)
    : QDialog(parent)
    , m_mapping(proposed)
    , m_preview(makeTable(QStringLiteral("mappingPreview"), tr("What the first rows become")))
    , m_summary(new PlainLabel(TextTone::Muted))
    , m_problem(new PlainLabel(TextTone::Strong))
{
    setObjectName(QStringLiteral("mappingDialog"));
    setWindowTitle(tr("What are these columns?"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_summary->setObjectName(QStringLiteral("mappingSummary"));
    m_problem->setObjectName(QStringLiteral("mappingProblem"));
    m_problem->setColourRole(Role::ErrorText);
    m_problem->setWordWrap(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(10);
    column->addWidget(makeHead(file));
    column->addWidget(makeColumns(), 3);
    column->addWidget(new PlainLabel(tr("What the first rows become"), TextTone::Strong));
    column->addWidget(m_preview, 2);
    column->addWidget(m_summary);
    column->addWidget(m_problem);
    column->addWidget(makeButtons());
    m_problem->hide();
    resize(1080, 760);
}

QWidget* MappingDialog::makeHead(const QString& file)
{
    auto* head = new QWidget;
    auto* lines = new QVBoxLayout(head);
    lines->setContentsMargins(0, 0, 0, 0);
    auto* words = new PlainLabel(
        tr("No known format fits %1. Its first %2 rows were looked at; say what is wrong in the "
           "table, and it becomes a format of your own.")
            .arg(file, formatCount(m_mapping.rows)),
        TextTone::Normal);
    words->setWordWrap(true);
    lines->addWidget(words);
    auto* row = new QHBoxLayout;
    auto* signal = new QComboBox;
    signal->setObjectName(QStringLiteral("mappingSignal"));
    signal->setAccessibleName(tr("A row is"));
    for (const SignalChoice& choice : kSignals) {
        signal->addItem(tr(choice.text), static_cast<int>(choice.signal));
    }
    signal->setCurrentIndex(signal->findData(static_cast<int>(m_mapping.signal)));
    connect(signal, &QComboBox::currentIndexChanged, this, &MappingDialog::chooseSignal);
    auto* name = new QLineEdit(toQString(m_mapping.name));
    name->setObjectName(QStringLiteral("mappingName"));
    name->setAccessibleName(tr("Name of the format"));
    name->setMaximumWidth(260);
    connect(name, &QLineEdit::textEdited, this, &MappingDialog::rename);
    row->addWidget(new PlainLabel(tr("A row is"), TextTone::Muted));
    row->addWidget(signal);
    row->addSpacing(16);
    row->addWidget(new PlainLabel(tr("Name of the format"), TextTone::Muted));
    row->addWidget(name);
    row->addStretch(1);
    lines->addLayout(row);
    return head;
}

QTableWidget* MappingDialog::makeColumns()
{
    auto* table = makeTable(QStringLiteral("mappingTable"), tr("Columns and their meaning"));
    table->setColumnCount(Columns);
    table->setHorizontalHeaderLabels(
        {tr("Column"), tr("First values"), tr("Is"), tr("Sure"), tr("Because of"), tr("Filled")});
    table->setRowCount(static_cast<int>(m_mapping.columns.size()));
    for (int row = 0; row < table->rowCount(); ++row) {
        const domain::ColumnMapping& column = m_mapping.columns[static_cast<std::size_t>(row)];
        QStringList samples;
        for (const std::string& sample : column.samples) {
            samples.append(toQString(sample).simplified());
        }
        table->setItem(row, Name, readOnly(toQString(column.column)));
        table->setItem(row, Samples, readOnly(samples.join(QStringLiteral("   "))));
        table->setCellWidget(row, Meaning, makeMeaning(row));
        table->setItem(row, Sure,
                       readOnly(column.confidence > 0 ? formatPercent(column.confidence, 0)
                                                      : QString(QChar(0x2013))));
        table->setItem(row, Reason, readOnly(reasonText(column)));
        table->setItem(row, Filled, readOnly(formatPercent(column.filled, 0)));
    }
    table->setColumnWidth(Name, 180);
    table->setColumnWidth(Meaning, 230);
    table->setColumnWidth(Sure, 70);
    table->setColumnWidth(Reason, 190);
    table->setColumnWidth(Filled, 70);
    table->horizontalHeader()->setSectionResizeMode(Samples, QHeaderView::Stretch);
    table->verticalHeader()->setDefaultSectionSize(34);
    return table;
}

QComboBox* MappingDialog::makeMeaning(int row)
{
    const domain::ColumnMapping& column = m_mapping.columns[static_cast<std::size_t>(row)];
    auto* combo = new QComboBox;
    combo->setObjectName(QStringLiteral("mappingMeaning%1").arg(row));
    combo->setAccessibleName(tr("Meaning of %1").arg(toQString(column.column)));
    const auto add = [combo](std::string_view name, const QString& text) {
        combo->addItem(text, toQString(name));
    };
    add(meaning::kKeep, tr("kept under its own name"));
    add(meaning::kDrop, tr("left out"));
    add(meaning::kTime, tr("time of the record"));
    if (column.dayFirstUnsure) {
        add(kSwappedTime, tr("time, day and month swapped"));
    }
    add(meaning::kEnd, tr("end of the span"));
    combo->insertSeparator(combo->count());
    for (const domain::FieldInfo& field : domain::knownFields()) {
        add(field.name, toQString(field.name));
        combo->setItemData(combo->count() - 1, toQString(field.description), Qt::ToolTipRole);
    }
    combo->setCurrentIndex(combo->findData(toQString(column.meaning)));
    connect(combo, &QComboBox::currentIndexChanged, this,
            [this, row, combo] { choose(row, combo->currentData().toString()); });
    return combo;
}

QWidget* MappingDialog::makeButtons()
{
    auto* buttons = new QWidget;
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->addStretch(1);
    auto* cancel = makeButton(tr("Cancel"), "", QStringLiteral("mappingCancel"));
    m_save = makeButton(tr("Save && import"), "primary", QStringLiteral("mappingSave"));
    m_save->setDefault(true);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, &MappingDialog::saveRequested);
    row->addWidget(cancel);
    row->addWidget(m_save);
    return buttons;
}

void MappingDialog::choose(int row, const QString& chosen)
{
    domain::ColumnMapping& column = m_mapping.columns[static_cast<std::size_t>(row)];
    if (toQString(column.meaning) == chosen) {
        return;
    }
    const bool swapped = chosen == toQString(kSwappedTime);
    column.meaning = swapped ? std::string(meaning::kTime) : chosen.toStdString();
    if (swapped) {
        column.timeForm = domain::withDayAndMonthSwapped(column.timeForm);
        column.dayFirstUnsure = false;
    }
    column.confidence = 1;
    column.reason = "chosen";
    auto* table = findChild<QTableWidget*>(QStringLiteral("mappingTable"));
    table->item(row, Sure)->setText(formatPercent(1, 0));
    table->item(row, Reason)->setText(reasonText(column));
    Q_EMIT mappingChanged();
}

void MappingDialog::rename(const QString& name)
{
    m_mapping.name = name.trimmed().toStdString();
    Q_EMIT mappingChanged();
}

void MappingDialog::chooseSignal(int index)
{
    m_mapping.signal = kSignals[index].signal;
    Q_EMIT mappingChanged();
}

void MappingDialog::setPreview(const MappingPreview& preview)
{
    m_preview->clear();
    m_preview->setColumnCount(static_cast<int>(preview.headers.size()));
    m_preview->setHorizontalHeaderLabels(preview.headers);
    m_preview->setRowCount(static_cast<int>(preview.rows.size()));
    for (int row = 0; row < m_preview->rowCount(); ++row) {
        const QStringList& cells = preview.rows[static_cast<std::size_t>(row)];
        for (int column = 0; column < cells.size(); ++column) {
            m_preview->setItem(row, column, readOnly(cells.at(column)));
        }
    }
    m_preview->resizeColumnsToContents();
    m_summary->setText(preview.summary);
    setProblem(preview.problem);
}

void MappingDialog::setProblem(const QString& problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_save->setEnabled(problem.isEmpty());
}

} // namespace throughline::widgets
