#pragma once

#include "models/domain/import_issue.h"
#include "widgets/shared/panel.h"
#include "widgets/shared/value_table_model.h"

#include <memory>
#include <vector>

class QPlainTextEdit;
class QPushButton;

namespace throughline::widgets {

class DataTable;
class PlainLabel;

/// Records that could not be used: where they stand, why, what to do, and a redacted excerpt.
class QuarantineView : public Panel
{
    Q_OBJECT

public:
    using Records = std::shared_ptr<const std::vector<domain::RejectedRecord>>;

    explicit QuarantineView(QWidget* parent = nullptr);

    /// `total` may be more than the records at hand: samples are capped, counts are not.
    void setRecords(Records records, std::uint64_t total);
    /// Whether the records are of one source alone: then those of all can be asked for.
    void setOneSource(bool one);

Q_SIGNALS:
    /// The rejected records looked at are wanted in a file.
    void exportRequested();
    /// The records of all sources are wanted.
    void allWanted();
    /// The place of a record in the list set last.
    void recordSelected(std::size_t place);

private:
    void showRecord(std::size_t place);

    ValueTableModel<domain::RejectedRecord>* m_model;
    DataTable* m_table;
    PlainLabel* m_help;
    QPlainTextEdit* m_excerpt;
    QPushButton* m_all;
    QPushButton* m_export;
};

} // namespace throughline::widgets
