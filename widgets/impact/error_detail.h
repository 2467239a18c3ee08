#pragma once

#include "models/domain/error_group.h"
#include "models/domain/stack_frame.h"
#include "widgets/shared/panel.h"

#include <cstdint>
#include <string>
#include <vector>

class QPlainTextEdit;
class QPushButton;

namespace throughline::widgets {

class VersionBars;

/// How many sessions met the error in one version.
struct VersionCount
{
    std::string version;
    std::uint64_t sessions = 0;

    bool operator==(const VersionCount&) const = default;
};

/// Everything about one group that its row has no room for.
struct ErrorDetailValue
{
    domain::ErrorGroup group;
    domain::ExceptionChain chain; ///< of a typical occurrence; may be empty
    std::vector<VersionCount> versions;

    bool operator==(const ErrorDetailValue&) const = default;
};

/// Stack with our own frames strong, versions, and the ways on to sessions and tickets.
class ErrorDetail : public Panel
{
    Q_OBJECT

public:
    explicit ErrorDetail(QWidget* parent = nullptr);

    void setDetail(const ErrorDetailValue& value);
    void clear();

Q_SIGNALS:
    void sessionsRequested(domain::ErrorGroupId group);
    void ticketsRequested(domain::ErrorGroupId group);
    void reportRequested(domain::ErrorGroupId group);
    /// What a release changed for the group.
    void versionActivated(const QString& version);

private:
    void showStack(const ErrorDetailValue& value);

    domain::ErrorGroupId m_group;
    QPlainTextEdit* m_stack;
    VersionBars* m_versions;
    QPushButton* m_sessions;
    QPushButton* m_tickets;
    QPushButton* m_report;
};

/// "at module.function (file:line)"
[[nodiscard]] QString frameText(const domain::StackFrame& frame);

} // namespace throughline::widgets
