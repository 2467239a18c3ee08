#pragma once

#include "models/qt/workspace_session.h"
#include "models/workflow/error_workflow.h"
#include "models/workflow/overview_workflow.h"
#include "models/workflow/store_workflow.h"

#include <QObject>
#include <QString>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace throughline::app {

/// What is in the open store as a whole, asked once per store for all parts of the window.
class StoreFacts : public QObject
{
    Q_OBJECT

public:
    explicit StoreFacts(qt::WorkspaceSession& session, QObject* parent = nullptr);

    struct Facts
    {
        workflow::StoreInfo info;
        std::vector<workflow::FieldValues> fields; ///< that sessions can be filtered by
        std::map<domain::ErrorGroupId, std::string> errorTypes;
    };

    /// Null while they are not known.
    [[nodiscard]] std::shared_ptr<const Facts> facts() const { return m_facts; }

    /// A field that sessions can be filtered by.
    [[nodiscard]] bool canFilterBy(const std::string& field) const;
    /// An error group as people call it: its type, or "E7" while that is not known.
    [[nodiscard]] QString errorName(domain::ErrorGroupId group) const;

Q_SIGNALS:
    void factsChanged();

private:
    void ask();

    qt::WorkspaceSession& m_session;
    std::shared_ptr<const Facts> m_facts;
};

} // namespace throughline::app
