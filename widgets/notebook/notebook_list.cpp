#include "widgets/notebook/notebook_list.h"

#include "widgets/shared/buttons.h"
#include "widgets/shared/format.h"
#include "widgets/shared/text.h"

#include <QAction>
#include <QHBoxLayout>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QSignalBlocker>

namespace throughline::widgets {

NotebookList::NotebookList(QWidget* parent)
    : Panel(tr("Notebooks"), parent)
    , m_list(new QListWidget(this))
{
    setObjectName(QStringLiteral("notebookListPanel"));
    m_list->setObjectName(QStringLiteral("notebookList"));
    m_list->setAccessibleName(tr("Notebooks"));
    m_list->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setLook(m_list, "rows");
    setBody(m_list);
    auto* foot = new QWidget(this);
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(8, 6, 8, 6);
    QPushButton* fresh = makeButton(tr("New"), "", QStringLiteral("notebookNew"), foot);
    QPushButton* form =
        makeButton(tr("From template\u2026"), "", QStringLiteral("notebookTemplate"), foot);
    row->addWidget(fresh);
    row->addWidget(form);
    row->addStretch(1);
    setFooter(foot);
    auto* remove = new QAction(tr("Delete"), m_list);
    remove->setShortcut(QKeySequence::Delete);
    remove->setShortcutContext(Qt::WidgetShortcut);
    m_list->addAction(remove);
    connect(remove, &QAction::triggered, this, [this] { Q_EMIT removeRequested(currentName()); });
    connect(fresh, &QPushButton::clicked, this, &NotebookList::newRequested);
    connect(form, &QPushButton::clicked, this, &NotebookList::templateRequested);
    connect(m_list, &QListWidget::currentItemChanged, this, [this](const QListWidgetItem* item) {
        if (item != nullptr && !m_filling) {
            Q_EMIT notebookChosen(item->text());
        }
    });
    connect(m_list, &QListWidget::itemChanged, this, &NotebookList::nameEdited);
    connect(m_list, &QWidget::customContextMenuRequested, this, &NotebookList::showMenu);
    setNotebooks({});
}

void NotebookList::setNotebooks(const std::vector<NotebookRow>& rows)
{
    const QString current = currentName();
    m_filling = true;
    m_rows = rows;
    m_list->clear();
    for (const NotebookRow& row : rows) {
        auto* item = new QListWidgetItem(row.name, m_list);
        item->setFlags(item->flags() | Qt::ItemIsEditable);
        item->setToolTip(asToolTip(row.name + QLatin1Char('\n') + row.detail));
        item->setData(Qt::UserRole, row.name);
        item->setData(Qt::AccessibleTextRole, QStringLiteral("%1, %2").arg(row.name, row.detail));
    }
    m_filling = false;
    setSubtitle(rows.empty() ? QString() : formatCount(rows.size()));
    setEmptyText(rows.empty() ? tr("This store has no notebook yet.") : QString());
    setCurrent(current);
}

void NotebookList::setCurrent(const QString& name)
{
    m_filling = true;
    m_list->setCurrentItem(nullptr);
    for (int i = 0; i < m_list->count(); ++i) {
        if (m_list->item(i)->text() == name) {
            m_list->setCurrentRow(i);
        }
    }
    m_filling = false;
}

QString NotebookList::currentName() const
{
    const QListWidgetItem* item = m_list->currentItem();
    return item == nullptr ? QString() : item->data(Qt::UserRole).toString();
}

void NotebookList::nameEdited(QListWidgetItem* item)
{
    const QString was = item->data(Qt::UserRole).toString();
    const QString name = item->text().simplified();
    if (m_filling || name == was) {
        return;
    }
    if (name.isEmpty()) {
        const QSignalBlocker quiet(m_list);
        item->setText(was);
        return;
    }
    Q_EMIT renameRequested(was, name);
}

void NotebookList::showMenu(QPoint position)
{
    QListWidgetItem* item = m_list->itemAt(position);
    auto* menu = new QMenu(m_list);
    menu->setObjectName(QStringLiteral("notebookListMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (item != nullptr) {
        menu->addAction(tr("Rename"), this, [this, item] { m_list->editItem(item); });
        menu->addAction(tr("Delete"), this,
                        [this, name = item->text()] { Q_EMIT removeRequested(name); });
        menu->addSeparator();
    }
    menu->addAction(tr("New"), this, &NotebookList::newRequested);
    menu->addAction(tr("From template\u2026"), this, &NotebookList::templateRequested);
    menu->popup(m_list->viewport()->mapToGlobal(position));
}

} // namespace throughline::widgets
