#pragma once

#include "models/domain/mapping.h"

#include <QDialog>
#include <QStringList>

#include <vector>

class QComboBox;
class QLineEdit;
class QPushButton;
class QTableWidget;

namespace throughline::widgets {

class PlainLabel;

/// What the first rows become under the mapping as it stands.
struct MappingPreview
{
    QStringList headers;
    std::vector<QStringList> rows;
    QString summary; ///< how many can be used, what is rejected
    QString problem; ///< what keeps the mapping from being used; empty: nothing
};

/// The mapping of a file that no format knows: per column what it is taken for, how surely and why,
/// with its first values; below what the first rows become. Every choice can be changed.
class MappingDialog : public QDialog
{
    Q_OBJECT

public:
    MappingDialog(const QString& file, const domain::Mapping& proposed, QWidget* parent = nullptr);

    /// As it stands now.
    [[nodiscard]] const domain::Mapping& mapping() const { return m_mapping; }

    void setPreview(const MappingPreview& preview);
    /// Why it could not be saved.
    void setProblem(const QString& problem);

Q_SIGNALS:
    void mappingChanged();
    void saveRequested();

private:
    [[nodiscard]] QWidget* makeHead(const QString& file);
    [[nodiscard]] QTableWidget* makeColumns();
    [[nodiscard]] QWidget* makeButtons();
    [[nodiscard]] QComboBox* makeMeaning(int row);
    void addColumn(int row);
    void choose(int row, const QString& meaning);
    void rename(const QString& name);
    void chooseSignal(int index);

    domain::Mapping m_mapping;
    QTableWidget* m_preview;
    PlainLabel* m_summary;
    PlainLabel* m_problem;
    QPushButton* m_save = nullptr;
};

} // namespace throughline::widgets
