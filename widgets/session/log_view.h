#pragma once

#include "models/base/time.h"
#include "models/domain/ids.h"
#include "widgets/shared/value_table_model.h"

#include <QListView>

#include <memory>
#include <vector>

namespace throughline::widgets {

/// One log record of a trace.
struct LogLine
{
    Timestamp time;
    std::uint8_t severity = 0; ///< OpenTelemetry number
    QString severityText;
    QString service;
    QString text;
    domain::RecordRef record;

    bool operator==(const LogLine&) const = default;
};

/// Log lines, one row each, in a fixed pitch.
class LogView : public QListView
{
    Q_OBJECT

public:
    using Lines = std::shared_ptr<const std::vector<LogLine>>;

    explicit LogView(QWidget* parent = nullptr);

    void setLines(Lines lines);

Q_SIGNALS:
    void lineSelected(domain::RecordRef record);
    void lineActivated(domain::RecordRef record);

private:
    ValueTableModel<LogLine>* m_model;
};

} // namespace throughline::widgets
