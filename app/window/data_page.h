#pragma once

#include "app/window/perspective_page.h"
#include "models/domain/source.h"

#include <memory>
#include <optional>
#include <string>

namespace throughline::widgets {
class QuarantineView;
class SourceAccount;
class SourceList;
} // namespace throughline::widgets

namespace throughline::app {

/// Sources with their accounts, and what had to be put aside.
class DataPage : public PerspectivePage
{
    Q_OBJECT

public:
    explicit DataPage(const WindowServices& services);

protected:
    void refresh() override;

private:
    void askQuarantine();
    void showSource(domain::SourceId id);
    void showAllRejects();
    void showAccount(domain::SourceId id);
    void chooseExport();
    void exportTo(const QString& file);

    widgets::SourceList* m_sources;
    widgets::SourceAccount* m_account;
    widgets::QuarantineView* m_quarantine;
    qt::OpenStorePointer m_shown;
    std::shared_ptr<const void> m_facts;
    std::optional<domain::SourceId> m_accountOf;
    std::optional<domain::SourceSummary> m_source; ///< whose rejects are shown; none: all
};

} // namespace throughline::app
