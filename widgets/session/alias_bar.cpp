#include "widgets/session/alias_bar.h"

#include "widgets/shared/buttons.h"
#include "widgets/shared/flow_layout.h"
#include "widgets/shared/plain_label.h"
#include "widgets/shared/text.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace throughline::widgets {

AliasBar::AliasBar(QWidget* parent)
    : QFrame(parent)
    , m_sentence(new PlainLabel(TextTone::Normal, this))
    , m_owner(new QLineEdit(this))
    , m_accept(makeButton(tr("Apply"), "primary", QStringLiteral("aliasBarAccept"), this))
    , m_undo(makeButton(tr("Undo"), "link", QStringLiteral("aliasBarUndo"), this))
    , m_close(makeButton({}, "flat", QStringLiteral("aliasBarClose"), this))
{
    setObjectName(QStringLiteral("aliasBar"));
    setAccessibleName(tr("Spellings of one id"));
    setLook(this, "message-note");
    m_sentence->setObjectName(QStringLiteral("aliasBarSentence"));
    m_sentence->setWordWrap(true);
    m_owner->setObjectName(QStringLiteral("aliasBarOwner"));
    m_owner->setAccessibleName(tr("The id it stands for"));
    m_owner->setPlaceholderText(tr("The id it stands for"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(9, 6, 9, 6);
    column->setSpacing(6);
    column->addWidget(m_sentence);
    column->addWidget(m_owner);
    auto* buttons = new QWidget(this);
    auto* flow = new FlowLayout(8, buttons);
    flow->setContentsMargins(0, 0, 0, 0);
    for (QPushButton* button : {m_accept, m_undo, m_close}) {
        flow->addWidget(button);
    }
    column->addWidget(buttons);
    connect(m_owner, &QLineEdit::returnPressed, this, &AliasBar::accept);
    connect(m_accept, &QPushButton::clicked, this, &AliasBar::accept);
    connect(m_undo, &QPushButton::clicked, this, &AliasBar::undoRequested);
    connect(m_close, &QPushButton::clicked, this, &AliasBar::dismiss);
    hide();
}

QString AliasBar::sentence() const
{
    return m_sentence->text();
}

void AliasBar::arrange(bool asks)
{
    m_owner->setVisible(asks);
    m_accept->setVisible(asks);
    m_undo->setVisible(false);
    m_close->setText(asks ? tr("Cancel") : tr("Close"));
    show();
}

void AliasBar::ask(const QString& name)
{
    m_name = name;
    arrange(true);
    m_sentence->setText(tr("%1 is another spelling of:").arg(name));
    m_owner->clear();
    m_owner->setFocus();
}

void AliasBar::say(const QString& sentence, bool undoable)
{
    arrange(false);
    m_sentence->setText(sentence);
    m_undo->setVisible(undoable);
}

void AliasBar::accept()
{
    const QString owner = m_owner->text().trimmed();
    if (m_accept->isHidden() || owner.isEmpty()) {
        m_owner->setFocus();
        return;
    }
    m_accept->hide(); // until there is an answer
    Q_EMIT accepted(m_name, owner);
}

void AliasBar::dismiss()
{
    if (isHidden()) {
        return;
    }
    hide();
    if (parentWidget() != nullptr) {
        parentWidget()->setFocus();
    }
}

void AliasBar::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape) {
        dismiss();
        return;
    }
    QFrame::keyPressEvent(event);
}

} // namespace throughline::widgets
