#pragma once

#include "widgets/shared/panel.h"

#include <vector>

class QListWidget;
class QListWidgetItem;

namespace throughline::widgets {

/// A notebook as the list shows it.
struct NotebookRow
{
    QString name;
    QString detail; ///< "7 cells, 2 h ago"

    bool operator==(const NotebookRow&) const = default;
};

/// The notebooks of the store: one is open; new ones, other names (F2), away with one (Delete).
class NotebookList : public Panel
{
    Q_OBJECT

public:
    explicit NotebookList(QWidget* parent = nullptr);

    void setNotebooks(const std::vector<NotebookRow>& rows);
    /// Selects without a signal.
    void setCurrent(const QString& name);

Q_SIGNALS:
    void notebookChosen(const QString& name);
    void renameRequested(const QString& from, const QString& to);
    void removeRequested(const QString& name);
    void newRequested();
    void templateRequested();

private:
    void showMenu(QPoint position);
    void nameEdited(QListWidgetItem* item);
    [[nodiscard]] QString currentName() const;

    std::vector<NotebookRow> m_rows;
    QListWidget* m_list;
    bool m_filling = false;
};

} // namespace throughline::widgets
