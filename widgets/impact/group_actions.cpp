#include "widgets/impact/group_actions.h"

#include "widgets/shared/buttons.h"

#include <QAction>
#include <QKeySequence>
#include <QMenu>
#include <QWidget>

#include <algorithm>

namespace throughline::widgets {

GroupActions::GroupActions(QWidget* owner)
    : QObject(owner)
    , m_owner(owner)
{
    merge = make(tr("Merge"), QStringLiteral("groupMerge"), QKeySequence(Qt::CTRL | Qt::Key_M));
    split = make(tr("Split\u2026"), QStringLiteral("groupSplit"),
                 QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_M));
    why =
        make(tr("Why apart?"), QStringLiteral("groupWhy"), QKeySequence(Qt::CTRL | Qt::Key_Slash));
    rename = make(tr("Rename\u2026"), QStringLiteral("groupRename"), QKeySequence(Qt::Key_F2));
    assign = make(tr("Assign\u2026"), QStringLiteral("groupAssign"),
                  QKeySequence(Qt::SHIFT | Qt::Key_F2));
    resolve = make(tr("Resolve as of now"), QStringLiteral("groupResolve"),
                   QKeySequence(Qt::CTRL | Qt::Key_R));
    resolveIn = make(tr("Resolve in version\u2026"), QStringLiteral("groupResolveIn"),
                     QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R));
    ignore = make(tr("Ignore"), QStringLiteral("groupIgnore"), QKeySequence(Qt::Key_Delete));
    reopen = make(tr("Reopen"), QStringLiteral("groupReopen"), {});
    undo = make(tr("Undo"), QStringLiteral("groupUndo"), QKeySequence(QKeySequence::Undo));
    redo = make(tr("Redo"), QStringLiteral("groupRedo"),
                QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z));
    regroup = make(tr("Group anew by your rules\u2026"), QStringLiteral("groupRegroup"), {});
    sourceMaps = make(tr("Apply source maps\u2026"), QStringLiteral("groupSourceMaps"), {});
    update();
}

QAction* GroupActions::make(const QString& text, const QString& name, const QKeySequence& key)
{
    auto* action = new QAction(text, this);
    action->setObjectName(name);
    action->setShortcut(key);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    m_owner->addAction(action);
    return action;
}

void GroupActions::setSelected(const std::vector<domain::ErrorGroup>& groups)
{
    m_groups = groups;
    update();
}

void GroupActions::setHistory(const QString& undone, const QString& redone)
{
    m_canUndo = !undone.isEmpty();
    m_canRedo = !redone.isEmpty();
    undo->setText(m_canUndo ? tr("Undo: %1").arg(literal(undone)) : tr("Undo"));
    redo->setText(m_canRedo ? tr("Redo: %1").arg(literal(redone)) : tr("Redo"));
    update();
}

void GroupActions::setBusy(bool busy)
{
    m_busy = busy;
    update();
}

void GroupActions::update()
{
    const bool one = m_groups.size() == 1 && !m_busy;
    const auto quiet = [](const domain::ErrorGroup& group) {
        return group.status == domain::ErrorStatus::Ignored
            || group.status == domain::ErrorStatus::Resolved;
    };
    merge->setEnabled(m_groups.size() > 1 && !m_busy);
    merge->setText(m_groups.size() > 1
                       ? tr("Merge %n groups", nullptr, static_cast<int>(m_groups.size()))
                       : tr("Merge"));
    why->setEnabled(m_groups.size() == 2);
    for (QAction* action : {split, rename, assign, resolveIn}) {
        action->setEnabled(one);
    }
    ignore->setEnabled(one && m_groups.front().status != domain::ErrorStatus::Ignored);
    resolve->setEnabled(one);
    reopen->setEnabled(one && quiet(m_groups.front()));
    undo->setEnabled(m_canUndo && !m_busy);
    redo->setEnabled(m_canRedo && !m_busy);
    regroup->setEnabled(!m_busy);
    sourceMaps->setEnabled(!m_busy);
}

void GroupActions::addTo(QMenu* menu) const
{
    menu->addSeparator();
    menu->addActions({merge, split, why});
    menu->addSeparator();
    menu->addActions({rename, assign, resolve, resolveIn, ignore, reopen});
    menu->addSeparator();
    menu->addActions({undo, redo});
}

} // namespace throughline::widgets
