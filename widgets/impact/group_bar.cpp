#include "widgets/impact/group_bar.h"

#include "widgets/shared/buttons.h"
#include "widgets/shared/plain_label.h"
#include "widgets/shared/text.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>

namespace throughline::widgets {

GroupBar::GroupBar(QWidget* parent)
    : QFrame(parent)
    , m_sentence(new PlainLabel(TextTone::Normal, this))
    , m_text(new QLineEdit(this))
    , m_fields(new QComboBox(this))
    , m_accept(makeButton({}, "primary", QStringLiteral("groupBarAccept"), this))
    , m_undo(makeButton(tr("Undo"), "link", QStringLiteral("groupBarUndo"), this))
    , m_close(makeButton(tr("Close"), "flat", QStringLiteral("groupBarClose"), this))
{
    setObjectName(QStringLiteral("groupBar"));
    setAccessibleName(tr("Decision about error groups"));
    setLook(this, "message-note");
    m_sentence->setObjectName(QStringLiteral("groupBarSentence"));
    m_text->setObjectName(QStringLiteral("groupBarText"));
    m_fields->setObjectName(QStringLiteral("groupBarFields"));
    m_fields->setAccessibleName(tr("Split by"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 5, 8, 5);
    row->setSpacing(8);
    row->addWidget(m_sentence, 1);
    row->addWidget(m_text, 2);
    row->addWidget(m_fields, 2);
    row->addWidget(m_accept);
    row->addWidget(m_undo);
    row->addWidget(m_close);
    connect(m_text, &QLineEdit::returnPressed, this, &GroupBar::accept);
    connect(m_accept, &QPushButton::clicked, this, &GroupBar::accept);
    connect(m_undo, &QPushButton::clicked, this, &GroupBar::undoRequested);
    connect(m_close, &QPushButton::clicked, this, &GroupBar::dismiss);
    hide();
}

QString GroupBar::sentence() const
{
    return m_sentence->text();
}

void GroupBar::arrange(bool asks, bool splits)
{
    m_text->setVisible(asks && !splits);
    m_fields->setVisible(splits);
    m_accept->setVisible(asks);
    m_undo->setVisible(false);
    m_close->setText(asks ? tr("Cancel") : tr("Close"));
    show();
}

void GroupBar::say(const QString& sentence, bool undoable)
{
    arrange(false, false);
    m_sentence->setText(sentence);
    m_sentence->setToolTip(asToolTip(sentence));
    m_undo->setVisible(undoable);
}

void GroupBar::ask(domain::GroupRuleKind kind, domain::ErrorGroupId group, const QString& text)
{
    m_rule = {};
    m_rule.kind = kind;
    m_rule.groups = {group};
    arrange(true, false);
    const QString number = toQString(domain::toText(group));
    switch (kind) {
    case domain::GroupRuleKind::Rename:
        m_sentence->setText(tr("Name of %1").arg(number));
        m_text->setPlaceholderText(tr("Empty: as it calls itself"));
        m_accept->setText(tr("Rename"));
        break;
    case domain::GroupRuleKind::Assign:
        m_sentence->setText(tr("Who looks after %1").arg(number));
        m_text->setPlaceholderText(tr("Empty: nobody"));
        m_accept->setText(tr("Assign"));
        break;
    default:
        m_sentence->setText(tr("Version that fixes %1").arg(number));
        m_text->setPlaceholderText(tr("For example 2.4.1"));
        m_accept->setText(tr("Resolve"));
        break;
    }
    m_text->setAccessibleName(m_sentence->text());
    m_text->setText(text);
    m_text->selectAll();
    m_text->setFocus();
}

void GroupBar::askSplit(domain::ErrorGroupId group, const std::vector<SplitOffer>& offers)
{
    const QString number = toQString(domain::toText(group));
    if (offers.empty()) {
        say(tr("The occurrences of %1 differ in nothing it could be split by.").arg(number), false);
        return;
    }
    m_rule = {};
    m_rule.kind = domain::GroupRuleKind::Split;
    m_rule.groups = {group};
    arrange(true, true);
    m_sentence->setText(tr("Split %1 by").arg(number));
    m_accept->setText(tr("Split"));
    m_fields->clear();
    for (const SplitOffer& offer : offers) {
        m_fields->addItem(offer.text, offer.field);
    }
    m_fields->setFocus();
}

void GroupBar::accept()
{
    if (m_accept->isHidden()) {
        return;
    }
    if (m_rule.kind == domain::GroupRuleKind::Split) {
        m_rule.field = toStdString(m_fields->currentData().toString());
    } else {
        m_rule.text = toStdString(m_text->text().trimmed());
        if (m_rule.kind == domain::GroupRuleKind::Resolve && m_rule.text.empty()) {
            m_text->setFocus();
            return;
        }
    }
    const domain::GroupRule rule = m_rule;
    dismiss();
    Q_EMIT decided(rule);
}

void GroupBar::dismiss()
{
    if (isHidden()) {
        return;
    }
    hide();
    if (parentWidget() != nullptr) {
        parentWidget()->setFocus();
    }
}

void GroupBar::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape) {
        dismiss();
        return;
    }
    QFrame::keyPressEvent(event);
}

} // namespace throughline::widgets
