#pragma once

#include "app/window/perspective_page.h"

namespace throughline {
struct Error;
}

namespace throughline::widgets {
class MessageBar;
class NotebookList;
class NotebookView;
} // namespace throughline::widgets

namespace throughline::app {

/// The store's notebooks and the one that is open.
class NotebookPage : public PerspectivePage
{
    Q_OBJECT

public:
    explicit NotebookPage(const WindowServices& services);

Q_SIGNALS:
    /// The open notebook is wanted as a report.
    void reportRequested();

protected:
    void refresh() override;
    void showEvent(QShowEvent* event) override;
    bool event(QEvent* event) override;

private:
    void connectDesk();
    void connectViews();
    void showList();
    void showNotebook();
    void askTemplates();
    void showTemplates(const workflow::TemplateList& list);
    void showRemoved(const QString& name);

    qt::NotebookDesk& m_desk;
    widgets::NotebookList* m_list;
    widgets::NotebookView* m_view;
    widgets::MessageBar* m_messages;
};

} // namespace throughline::app
