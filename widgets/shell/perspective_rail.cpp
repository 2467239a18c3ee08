#include "widgets/shell/perspective_rail.h"

#include "widgets/shared/buttons.h"
#include "widgets/theme/fonts.h"

#include <QButtonGroup>
#include <QToolButton>
#include <QVBoxLayout>

namespace throughline::widgets {

PerspectiveRail::PerspectiveRail(QWidget* parent)
    : QFrame(parent)
    , m_group(new QButtonGroup(this))
    , m_column(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("perspectiveRail"));
    setAccessibleName(tr("Perspectives"));
    setLook(this, "surface");
    m_column->setContentsMargins(0, 8, 0, 8);
    m_column->setSpacing(2);
    m_column->addStretch(1);
    m_group->setExclusive(true);
    connect(m_group, &QButtonGroup::idClicked, this, [this](int place) {
        Q_EMIT perspectiveChosen(m_perspectives.at(static_cast<std::size_t>(place)).id);
    });
}

void PerspectiveRail::setPerspectives(const std::vector<Perspective>& perspectives)
{
    const auto buttons = m_group->buttons();
    for (QAbstractButton* button : buttons) {
        m_group->removeButton(button);
        button->hide();
        button->deleteLater();
    }
    m_perspectives = perspectives;
    for (std::size_t i = 0; i < perspectives.size(); ++i) {
        addButton(perspectives[i], static_cast<int>(i));
    }
}

void PerspectiveRail::addButton(const Perspective& perspective, int place)
{
    auto* button = new QToolButton(this);
    button->setObjectName(QStringLiteral("rail_") + perspective.id);
    button->setText(perspective.title);
    button->setAccessibleName(perspective.title);
    button->setCheckable(true);
    button->setIcon(icon(perspective.icon));
    button->setIconSize({18, 18});
    button->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
    button->setFont(smallFont(font()));
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    button->setMinimumWidth(72);
    button->setCursor(Qt::PointingHandCursor);
    button->setFocusPolicy(Qt::StrongFocus);
    setLook(button, "rail");
    if (place < 9) {
        const QKeySequence keys(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + place));
        button->setShortcut(keys);
        button->setToolTip(keys.toString(QKeySequence::NativeText));
    }
    m_group->addButton(button, place);
    m_column->insertWidget(place, button);
}

void PerspectiveRail::setCurrent(const QString& id)
{
    for (std::size_t i = 0; i < m_perspectives.size(); ++i) {
        if (m_perspectives[i].id == id) {
            m_group->button(static_cast<int>(i))->setChecked(true);
        }
    }
}

QString PerspectiveRail::current() const
{
    const int place = m_group->checkedId();
    return place < 0 ? QString() : m_perspectives.at(static_cast<std::size_t>(place)).id;
}

} // namespace throughline::widgets
