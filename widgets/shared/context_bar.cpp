#include "widgets/shared/context_bar.h"

#include "widgets/shared/buttons.h"
#include "widgets/shared/jump_field.h"
#include "widgets/shared/plain_label.h"
#include "widgets/theme/icons.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace throughline::widgets {

ContextBar::ContextBar(QWidget* parent)
    : QFrame(parent)
    , m_back(makeArrow(tr("Back"), QStringLiteral("contextBack")))
    , m_forward(makeArrow(tr("Forward"), QStringLiteral("contextForward")))
    , m_trail(new QHBoxLayout)
    , m_jump(new JumpField(this))
    , m_buttons(new QHBoxLayout)
    , m_import(makeButton(tr("Import\u2026"), "primary", QStringLiteral("contextImport"), this))
{
    setObjectName(QStringLiteral("contextBar"));
    setAccessibleName(tr("Where you are"));
    setLook(this, "surface");
    m_back->setIcon(icon(Icon::Back));
    m_forward->setIcon(icon(Icon::Forward));
    m_back->setShortcut(QKeySequence(Qt::ALT | Qt::Key_Left));
    m_forward->setShortcut(QKeySequence(Qt::ALT | Qt::Key_Right));
    m_import->setAccessibleName(tr("Import files"));
    m_trail->setSpacing(2);
    m_buttons->setSpacing(8);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 7, 12, 7);
    row->setSpacing(8);
    row->addWidget(m_back);
    row->addWidget(m_forward);
    row->addLayout(m_trail, 3);
    row->addWidget(m_jump, 2);
    row->addLayout(m_buttons);
    row->addWidget(m_import);
    connect(m_back, &QPushButton::clicked, this, &ContextBar::backRequested);
    connect(m_forward, &QPushButton::clicked, this, &ContextBar::forwardRequested);
    connect(m_import, &QPushButton::clicked, this, &ContextBar::importRequested);
    connect(m_jump, &JumpField::edited, this, &ContextBar::jumpTextEdited);
    connect(m_jump, &JumpField::chosen, this, &ContextBar::jumpChosen);
    connect(m_jump, &JumpField::submitted, this, &ContextBar::jumpSubmitted);
    setCanGoBack(false);
    setCanGoForward(false);
}

QPushButton* ContextBar::makeArrow(const QString& name, const QString& objectName)
{
    QPushButton* button = makeButton({}, "", objectName, this);
    button->setAccessibleName(name);
    button->setToolTip(name);
    button->setIconSize({14, 14});
    return button;
}

void ContextBar::setCanGoBack(bool possible)
{
    m_back->setEnabled(possible);
}

void ContextBar::setCanGoForward(bool possible)
{
    m_forward->setEnabled(possible);
}

void ContextBar::setTrail(const QStringList& crumbs)
{
    if (crumbs == m_crumbs) {
        return;
    }
    m_crumbs = crumbs;
    while (QLayoutItem* item = m_trail->takeAt(0)) {
        if (QWidget* widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        delete item;
    }
    for (qsizetype i = 0; i < crumbs.size(); ++i) {
        const bool last = i + 1 == crumbs.size();
        if (i > 0) {
            m_trail->addWidget(new PlainLabel(QStringLiteral("\u203A"), TextTone::Muted, this));
        }
        QPushButton* crumb = makeButton(crumbs.at(i), last ? "here" : "crumb",
                                        QStringLiteral("crumb%1").arg(i), this);
        crumb->setText(literal(crumbs.at(i)));
        connect(crumb, &QPushButton::clicked, this,
                [this, i] { Q_EMIT crumbActivated(static_cast<int>(i)); });
        m_trail->addWidget(crumb);
    }
    m_trail->addStretch(1);
}

void ContextBar::setSuggestions(const std::vector<JumpSuggestion>& suggestions)
{
    m_jump->setSuggestions(suggestions);
}

QPushButton* ContextBar::addButton(const QString& text, const QString& objectName)
{
    QPushButton* button = makeButton(text, "", objectName, this);
    m_buttons->addWidget(button);
    return button;
}

void ContextBar::setImportEnabled(bool enabled)
{
    m_import->setEnabled(enabled);
}

void ContextBar::focusJumpField()
{
    m_jump->setFocus(Qt::ShortcutFocusReason);
    m_jump->selectAll();
}

} // namespace throughline::widgets
