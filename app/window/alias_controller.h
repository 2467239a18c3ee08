#pragma once

#include "app/window/window_services.h"
#include "models/workflow/alias_workflow.h"

#include <QObject>
#include <QString>

#include <functional>
#include <optional>

namespace throughline::widgets {
class Inspector;
}

namespace throughline::app {

/// Lets the inspector's user say that an id is another spelling of a second one, and take it back.
class AliasController : public QObject
{
    Q_OBJECT

public:
    AliasController(widgets::Inspector& inspector, const WindowServices& services);

private:
    using Work = std::function<Result<workflow::AliasOutcome>(const workflow::Workspace&,
                                                              const std::stop_token&)>;

    void add(domain::AliasKind kind, const QString& name, const QString& owner);
    void takeBack();
    void run(const Work& work, const std::function<void(const workflow::AliasOutcome&)>& done);

    widgets::Inspector& m_inspector;
    WindowServices m_services;
    std::optional<domain::Alias> m_last; ///< what Undo takes back
};

} // namespace throughline::app
