#pragma once

#include "models/domain/error_group.h"

#include <QObject>

#include <vector>

class QAction;
class QKeySequence;
class QMenu;
class QWidget;

namespace throughline::widgets {

/// What can be decided about the selected error groups: one action each, by key wherever the focus
/// is in the owner, and in its context menu.
class GroupActions : public QObject
{
    Q_OBJECT

public:
    explicit GroupActions(QWidget* owner);

    /// Enables what these groups allow.
    void setSelected(const std::vector<domain::ErrorGroup>& groups);
    /// The decisions that would be taken back and made again; empty: none.
    void setHistory(const QString& undone, const QString& redone);
    /// While a decision is being applied none other is taken.
    void setBusy(bool busy);

    void addTo(QMenu* menu) const;

    QAction* merge;
    QAction* split;
    QAction* why;
    QAction* rename;
    QAction* assign;
    QAction* resolve;
    QAction* resolveIn;
    QAction* ignore;
    QAction* reopen;
    QAction* undo;
    QAction* redo;
    QAction* regroup;
    QAction* sourceMaps;

private:
    QAction* make(const QString& text, const QString& name, const QKeySequence& key);
    void update();

    QWidget* m_owner;
    std::vector<domain::ErrorGroup> m_groups;
    bool m_canUndo = false;
    bool m_canRedo = false;
    bool m_busy = false;
};

} // namespace throughline::widgets
