#pragma once

#include "app/window/window_services.h"
#include "models/workflow/regroup_workflow.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

namespace throughline::widgets {
class ErrorList;
class RegroupPanel;
} // namespace throughline::widgets

namespace throughline::app {

/// Carries out what the error list decides about groups: each decision is a job, after which the
/// store is read anew and every view with it. Shows what grouping anew would do before it is done.
class GroupController : public QObject
{
    Q_OBJECT

public:
    GroupController(widgets::ErrorList& list, widgets::RegroupPanel& panel,
                    const WindowServices& services);

    /// What the preview on show was asked; none while there is none.
    [[nodiscard]] const std::optional<notebook::Question>& pinned() const { return m_previewed; }

private:
    using Decide = std::function<Result<workflow::RuleOutcome>(const workflow::Workspace&,
                                                               const std::stop_token&)>;
    using Preview = std::function<Result<workflow::RegroupPreview>(const workflow::Workspace&,
                                                                   const std::stop_token&)>;

    void connectList();
    void decide(domain::GroupRule rule);
    void run(const Decide& work, bool takesBack);
    void finish(const Result<workflow::RuleOutcome>& result, bool takesBack);
    void follow(const analysis::RegroupChange& change);
    void readHistory();
    void askSplit(domain::ErrorGroupId group);
    void askWhy(domain::ErrorGroupId first, domain::ErrorGroupId second);
    void previewRules();
    void chooseMaps();
    void previewMaps(const std::filesystem::path& folder, const QString& version);
    [[nodiscard]] QStringList versions() const;
    void preview(const QString& waiting, const Preview& ask, const Decide& apply);
    void closePreview();

    widgets::ErrorList& m_list;
    widgets::RegroupPanel& m_panel;
    WindowServices m_services;
    Decide m_apply; ///< what the preview shows
    std::optional<notebook::Question> m_previewed;
    std::filesystem::path m_maps; ///< the folder of source maps that was chosen last
};

} // namespace throughline::app
