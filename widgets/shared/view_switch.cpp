#include "widgets/shared/view_switch.h"

#include "widgets/shared/buttons.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>

namespace throughline::widgets {

ViewSwitch::ViewSwitch(const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_views(new QButtonGroup(this))
    , m_row(new QHBoxLayout(this))
{
    setAccessibleName(name);
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(2);
    m_views->setExclusive(true);
    connect(m_views, &QButtonGroup::idClicked, this, [this](int view) {
        showChosen();
        Q_EMIT viewChosen(view);
    });
}

void ViewSwitch::setCompact()
{
    m_menu = makeButton({}, "choice", QStringLiteral("viewMenu"), this);
    m_menu->setMenu(new QMenu(m_menu));
    m_row->addWidget(m_menu);
}

void ViewSwitch::showChosen()
{
    if (m_menu != nullptr && m_views->checkedButton() != nullptr) {
        const QString title = m_views->checkedButton()->text();
        m_menu->setText(withMenuMark(title));
        m_menu->setAccessibleName(
            tr("%1: %2", "what the views are of, view").arg(accessibleName(), title));
    }
}

void ViewSwitch::addView(const QString& title, const QString& objectName)
{
    QPushButton* button = makeButton(title, "view", objectName, this);
    button->setCheckable(true);
    button->setAccessibleDescription(accessibleName());
    const int view = static_cast<int>(m_views->buttons().size());
    m_views->addButton(button, view);
    button->setChecked(view == 0);
    m_row->addWidget(button);
    if (m_menu != nullptr) {
        button->hide();
        m_menu->menu()->addAction(title, button, &QPushButton::click);
        showChosen();
    }
}

int ViewSwitch::current() const
{
    return m_views->checkedId();
}

void ViewSwitch::setCurrent(int view)
{
    if (QAbstractButton* button = m_views->button(view)) {
        button->setChecked(true);
        showChosen();
    }
}

} // namespace throughline::widgets
