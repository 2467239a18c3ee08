#include "widgets/data/import_dialog.h"

#include "widgets/delegates/cell_delegate.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/plain_label.h"
#include "widgets/shared/text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTableWidget>
#include <QTimeZone>
#include <QVBoxLayout>

namespace throughline::widgets {

namespace {

enum Column
{
    Rule,
    Field,
    Changed,
    Left,
    Columns
};

QTableWidgetItem* cell(const QString& text)
{
    auto* item = new QTableWidgetItem(text);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    item->setToolTip(asToolTip(text));
    return item;
}

/// All zones that have a city, by name; the first entry stands for UTC.
QComboBox* makeZones()
{
    auto* zones = new QComboBox;
    zones->setObjectName(QStringLiteral("importZone"));
    zones->setAccessibleName(ImportDialog::tr("Zone of times without one"));
    zones->setEditable(true);
    zones->setInsertPolicy(QComboBox::NoInsert);
    zones->addItem(QStringLiteral("UTC"));
    for (const QByteArray& zone : QTimeZone::availableTimeZoneIds()) {
        if (zone.contains('/') && !zone.startsWith("Etc/")) {
            zones->addItem(QString::fromLatin1(zone));
        }
    }
    zones->completer()->setFilterMode(Qt::MatchContains);
    zones->completer()->setCompletionMode(QCompleter::PopupCompletion);
    zones->setMaximumWidth(280);
    return zones;
}

} // namespace

ImportDialog::ImportDialog(QWidget* parent)
    : QDialog(parent)
    , m_files(new QListWidget)
    , m_noFiles(new PlainLabel(tr("Nothing is chosen. Add files or a folder."), TextTone::Muted))
    , m_format(new QComboBox)
    , m_strict(new QCheckBox(tr("A record that cannot be used fails its file")))
    , m_zone(makeZones())
    , m_rate(new QLineEdit)
    , m_pseudonyms(new QCheckBox(tr("Hide users, accounts, sessions and devices, too")))
    , m_salvage(new QCheckBox(tr("Keep the whole records of files that are cut off")))
    , m_idKey(new QLineEdit)
    , m_keyFile(new QLineEdit)
    , m_preview(new QTableWidget(0, Columns))
    , m_summary(new PlainLabel(TextTone::Muted))
    , m_problem(new PlainLabel(TextTone::Strong))
{
    setObjectName(QStringLiteral("importOptionsDialog"));
    setWindowTitle(tr("Import with options"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(10);
    column->addWidget(makeFiles(), 2);
    column->addWidget(makeChoices());
    column->addWidget(makePreview(), 3);
    column->addWidget(makeButtons());
    updateButtons();
    resize(860, 780);
}

QWidget* ImportDialog::makeFiles()
{
    auto* part = new QWidget;
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    m_files->setObjectName(QStringLiteral("importFiles"));
    m_files->setAccessibleName(tr("Files and folders to import"));
    m_files->setTextElideMode(Qt::ElideMiddle);
    m_noFiles->setObjectName(QStringLiteral("importNoFiles"));
    m_noFiles->setAttribute(Qt::WA_TransparentForMouseEvents);
    (new QVBoxLayout(m_files->viewport()))->addWidget(m_noFiles, 0, Qt::AlignCenter);
    connect(m_files, &QListWidget::currentRowChanged, this, [this] {
        updateButtons();
        Q_EMIT previewWanted();
    });
    auto* files = makeButton(tr("Add files\u2026"), "", QStringLiteral("importAddFiles"));
    auto* folder = makeButton(tr("Add a folder\u2026"), "", QStringLiteral("importAddFolder"));
    m_remove = makeButton(tr("Remove"), "", QStringLiteral("importRemove"));
    connect(files, &QPushButton::clicked, this, &ImportDialog::filesWanted);
    connect(folder, &QPushButton::clicked, this, &ImportDialog::folderWanted);
    connect(m_remove, &QPushButton::clicked, this, &ImportDialog::removeSelected);
    auto* row = new QHBoxLayout;
    row->addWidget(files);
    row->addWidget(folder);
    row->addStretch(1);
    row->addWidget(m_remove);
    column->addWidget(new PlainLabel(tr("Files and folders"), TextTone::Strong));
    column->addWidget(m_files, 1);
    column->addLayout(row);
    return part;
}

QWidget* ImportDialog::makeChoices()
{
    auto* part = new QWidget;
    auto* form = new QFormLayout(part);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(16);
    m_format->setObjectName(QStringLiteral("importFormat"));
    m_format->setAccessibleName(tr("Format of the files"));
    m_format->addItem(tr("Found by looking"));
    m_format->setMaximumWidth(280);
    m_strict->setObjectName(QStringLiteral("importStrict"));
    m_rate->setObjectName(QStringLiteral("importSampleRate"));
    m_rate->setAccessibleName(tr("Share of sessions or records the files hold"));
    m_rate->setPlaceholderText(tr("all, or as the files say; 0.1 or 10% for a sample"));
    m_pseudonyms->setObjectName(QStringLiteral("importPseudonymise"));
    m_salvage->setObjectName(QStringLiteral("importSalvage"));
    m_idKey->setObjectName(QStringLiteral("importIdKey"));
    m_idKey->setAccessibleName(tr("File with the key of your own hashed ids"));
    m_idKey->setPlaceholderText(tr("none; ids are taken as they are"));
    m_keyFile->setObjectName(QStringLiteral("importKeyFile"));
    m_keyFile->setAccessibleName(tr("File with the key of the pseudonyms"));
    m_keyFile->setPlaceholderText(tr("the store's own; the same key in several stores makes the "
                                     "same pseudonyms"));
    auto* idKey =
        withChoice(m_idKey, QStringLiteral("importChooseKey"), &ImportDialog::sourceIdKeyWanted);
    auto* keyFile =
        withChoice(m_keyFile, QStringLiteral("importChooseKeyFile"), &ImportDialog::keyFileWanted);
    form->addRow(new PlainLabel(tr("Format"), TextTone::Muted), m_format);
    form->addRow(new PlainLabel(tr("Zone of times without one"), TextTone::Muted), m_zone);
    form->addRow(new PlainLabel(tr("Sampled at"), TextTone::Muted), m_rate);
    form->addRow(new PlainLabel(tr("Key of your hashed ids"), TextTone::Muted), idKey);
    form->addRow(new PlainLabel(tr("Key of the pseudonyms"), TextTone::Muted), keyFile);
    form->addRow(new PlainLabel(tr("Ids"), TextTone::Muted), m_pseudonyms);
    form->addRow(new PlainLabel(tr("Damage"), TextTone::Muted), m_salvage);
    form->addRow(new PlainLabel(tr("Rejects"), TextTone::Muted), m_strict);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ImportDialog::previewWanted);
    connect(m_zone, &QComboBox::currentTextChanged, this, &ImportDialog::previewWanted);
    connect(m_rate, &QLineEdit::editingFinished, this, &ImportDialog::previewWanted);
    connect(m_idKey, &QLineEdit::editingFinished, this, &ImportDialog::previewWanted);
    connect(m_pseudonyms, &QCheckBox::toggled, this, &ImportDialog::previewWanted);
    return part;
}

QLayout* ImportDialog::withChoice(QLineEdit* file, const QString& name,
                                  void (ImportDialog::*wanted)())
{
    auto* choose = makeButton(tr("Choose\u2026"), "", name);
    choose->setAccessibleName(tr("Choose: %1").arg(file->accessibleName()));
    connect(choose, &QPushButton::clicked, this, wanted);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(file, 1);
    row->addWidget(choose);
    return row;
}

QWidget* ImportDialog::makePreview()
{
    auto* part = new QWidget;
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    m_preview->setObjectName(QStringLiteral("importRedactions"));
    m_preview->setAccessibleName(tr("What redaction changes, rule by rule"));
    m_preview->setHorizontalHeaderLabels(
        {tr("Rule"), tr("Field"), tr("Changed"), tr("What is left")});
    m_preview->verticalHeader()->hide();
    m_preview->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_preview->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_preview->setWordWrap(false);
    m_preview->setShowGrid(false);
    m_preview->setItemDelegate(new CellDelegate(m_preview));
    m_preview->horizontalHeader()->setHighlightSections(false);
    m_preview->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_preview->setColumnWidth(Rule, 150);
    m_preview->setColumnWidth(Field, 220);
    m_preview->setColumnWidth(Changed, 90);
    m_preview->horizontalHeader()->setSectionResizeMode(Left, QHeaderView::Stretch);
    m_summary->setObjectName(QStringLiteral("importPreviewSummary"));
    m_summary->setWordWrap(true);
    m_problem->setObjectName(QStringLiteral("importPreviewProblem"));
    m_problem->setColourRole(Role::ErrorText);
    m_problem->setWordWrap(true);
    m_problem->hide();
    column->addWidget(
        new PlainLabel(tr("What is taken out of the selected file"), TextTone::Strong));
    column->addWidget(m_preview, 1);
    column->addWidget(m_summary);
    column->addWidget(m_problem);
    return part;
}

QWidget* ImportDialog::makeButtons()
{
    auto* buttons = new QWidget;
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->addStretch(1);
    auto* cancel = makeButton(tr("Cancel"), "", QStringLiteral("importOptionsCancel"));
    m_import = makeButton(tr("Import"), "primary", QStringLiteral("importOptionsImport"));
    m_import->setDefault(true);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_import, &QPushButton::clicked, this, &ImportDialog::importRequested);
    row->addWidget(cancel);
    row->addWidget(m_import);
    return buttons;
}

ImportChoice ImportDialog::choice() const
{
    ImportChoice choice;
    for (int row = 0; row < m_files->count(); ++row) {
        choice.paths.append(m_files->item(row)->text());
    }
    choice.format = m_format->currentData().toString();
    choice.strict = m_strict->isChecked();
    const QString zone = m_zone->currentText().trimmed();
    choice.zone = zone == QLatin1String("UTC") ? QString() : zone;
    choice.sampleRate = m_rate->text().trimmed();
    choice.pseudonymiseAll = m_pseudonyms->isChecked();
    choice.salvage = m_salvage->isChecked();
    choice.sourceIdKey = m_idKey->text().trimmed();
    choice.keyFile = m_keyFile->text().trimmed();
    return choice;
}

QString ImportDialog::selectedPath() const
{
    return m_files->currentItem() == nullptr ? QString() : m_files->currentItem()->text();
}

void ImportDialog::addPaths(const QStringList& paths)
{
    for (const QString& path : paths) {
        if (m_files->findItems(path, Qt::MatchExactly).isEmpty()) {
            auto* item = new QListWidgetItem(path, m_files);
            item->setToolTip(asToolTip(path));
        }
    }
    if (m_files->currentRow() < 0 && m_files->count() > 0) {
        m_files->setCurrentRow(0);
    }
    updateButtons();
}

void ImportDialog::setSourceIdKey(const QString& file)
{
    m_idKey->setText(file);
    Q_EMIT previewWanted();
}

void ImportDialog::setKeyFile(const QString& file)
{
    m_keyFile->setText(file);
}

void ImportDialog::setPreview(const RedactionPreview& preview)
{
    m_preview->setRowCount(static_cast<int>(preview.rows.size()));
    for (int row = 0; row < m_preview->rowCount(); ++row) {
        const RedactionPreview::Row& shown = preview.rows[static_cast<std::size_t>(row)];
        m_preview->setItem(row, Rule, cell(shown.rule));
        m_preview->setItem(row, Field, cell(shown.field));
        m_preview->setItem(row, Changed, cell(shown.count));
        m_preview->setItem(row, Left, cell(shown.left));
    }
    m_summary->setText(preview.summary);
    m_summary->setVisible(!preview.summary.isEmpty());
    m_problem->setText(preview.problem);
    m_problem->setVisible(!preview.problem.isEmpty());
}

void ImportDialog::setFormats(const std::vector<OfferedFormat>& formats)
{
    for (const OfferedFormat& format : formats) {
        m_format->addItem(format.name, format.name);
        m_format->setItemData(m_format->count() - 1, asToolTip(format.recognisedBy),
                              Qt::ToolTipRole);
    }
}

void ImportDialog::removeSelected()
{
    delete m_files->takeItem(m_files->currentRow());
    updateButtons();
    Q_EMIT previewWanted();
}

void ImportDialog::updateButtons()
{
    if (m_import != nullptr && m_remove != nullptr) {
        m_import->setEnabled(m_files->count() > 0);
        m_remove->setEnabled(m_files->currentRow() >= 0);
        m_noFiles->setVisible(m_files->count() == 0);
    }
}

} // namespace throughline::widgets
