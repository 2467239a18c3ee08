#pragma once

#include <QDialog>
#include <QString>
#include <QStringList>

#include <vector>

class QCheckBox;
class QComboBox;
class QLayout;
class QLineEdit;
class QListWidget;
class QPushButton;
class QTableWidget;

namespace throughline::widgets {

class PlainLabel;

/// What is to be imported, and how its files are to be read.
struct ImportChoice
{
    QStringList paths;
    QString format; ///< its name; empty: found by looking
    bool strict = false; ///< a record that cannot be used fails its file
    QString zone; ///< of times without one; empty: UTC
    QString sampleRate; ///< "0.1" or "10%"; empty: the files are whole, or tell it themselves
    bool pseudonymiseAll = false;
    bool salvage = false; ///< keep what is whole of files that are cut off
    QString sourceIdKey; ///< a file; empty: none
    QString keyFile; ///< of the pseudonyms; empty: the store's own

    bool operator==(const ImportChoice&) const = default;
};

/// A format files can be read as.
struct OfferedFormat
{
    QString name;
    QString recognisedBy; ///< a sentence
};

/// What redaction changes in the first records of a file, rule by rule.
struct RedactionPreview
{
    struct Row
    {
        QString rule;
        QString field;
        QString count;
        QString left; ///< an example of what is left; a dash where the value was dropped
    };

    std::vector<Row> rows;
    QString summary; ///< what was looked at, how much can be used
    QString problem; ///< why it cannot be read this way; empty: nothing
};

/// Files to import with all that a user may say about reading them, and what redaction will change
/// in them, seen before anything is written. It asks for files and previews by signals.
class ImportDialog : public QDialog
{
    Q_OBJECT

public:
    explicit ImportDialog(QWidget* parent = nullptr);

    [[nodiscard]] ImportChoice choice() const;
    /// The file whose preview is wanted; empty: none is selected.
    [[nodiscard]] QString selectedPath() const;

    void addPaths(const QStringList& paths);
    void setSourceIdKey(const QString& file);
    void setKeyFile(const QString& file);
    void setPreview(const RedactionPreview& preview);
    /// Those that can be chosen instead of finding one by looking.
    void setFormats(const std::vector<OfferedFormat>& formats);

Q_SIGNALS:
    void filesWanted();
    void folderWanted();
    void sourceIdKeyWanted();
    void keyFileWanted();
    /// The selection or a choice changed.
    void previewWanted();
    void importRequested();

private:
    [[nodiscard]] QWidget* makeFiles();
    [[nodiscard]] QWidget* makeChoices();
    /// The place of a file's name with a button that asks for the file.
    [[nodiscard]] QLayout* withChoice(QLineEdit* file, const QString& name,
                                      void (ImportDialog::*wanted)());
    [[nodiscard]] QWidget* makePreview();
    [[nodiscard]] QWidget* makeButtons();
    void removeSelected();
    void updateButtons();

    QListWidget* m_files;
    PlainLabel* m_noFiles; ///< over the empty list
    QComboBox* m_format;
    QCheckBox* m_strict;
    QComboBox* m_zone;
    QLineEdit* m_rate;
    QCheckBox* m_pseudonyms;
    QCheckBox* m_salvage;
    QLineEdit* m_idKey;
    QLineEdit* m_keyFile;
    QTableWidget* m_preview;
    PlainLabel* m_summary;
    PlainLabel* m_problem;
    QPushButton* m_import = nullptr;
    QPushButton* m_remove = nullptr;
};

} // namespace throughline::widgets
