#pragma once

#include <QDialog>
#include <QString>

class QLineEdit;
class QListWidget;
class QPushButton;

namespace throughline::widgets {

class HelpView;
class PlainLabel;

/// The help: an index with a search field beside the page; non-modal. Pages and search are those of
/// models/notebook/help_pages.
class HelpDialog : public QDialog
{
    Q_OBJECT

public:
    explicit HelpDialog(QWidget* parent = nullptr);

    /// Shows a page by its name; an unknown name shows the first page.
    void showPage(const QString& name);
    [[nodiscard]] QString page() const;

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QWidget* makeIndex();
    void fillIndex();
    void openCurrent();
    void followPage();

    QLineEdit* m_search;
    QListWidget* m_index;
    PlainLabel* m_nothing;
    QPushButton* m_back;
    QPushButton* m_forward;
    HelpView* m_view;
};

} // namespace throughline::widgets
