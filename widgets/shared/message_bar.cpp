#include "widgets/shared/message_bar.h"

#include "widgets/shared/buttons.h"
#include "widgets/shared/plain_label.h"
#include "widgets/shared/text.h"
#include "widgets/theme/icons.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace throughline::widgets {

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent)
    , m_icon(new PlainLabel(TextTone::Strong, this))
    , m_text(new PlainLabel(TextTone::Normal, this))
    , m_action(makeButton({}, "", QStringLiteral("messageAction"), this))
    , m_detailsButton(makeButton(tr("Details"), "link", QStringLiteral("messageDetails"), this))
    , m_copy(makeButton(tr("Copy details"), "link", QStringLiteral("messageCopy"), this))
    , m_close(makeButton({}, "flat", QStringLiteral("messageClose"), this))
    , m_details(new QPlainTextEdit(this))
{
    setObjectName(QStringLiteral("messageBar"));
    setAccessibleName(tr("Message"));
    m_text->setWordWrap(true);
    m_icon->setNeverShortened();
    m_close->setIcon(icon(Icon::Close));
    m_close->setAccessibleName(tr("Close message"));
    m_details->setReadOnly(true);
    m_details->setObjectName(QStringLiteral("messageDetailsText"));
    m_details->setAccessibleName(tr("Details of the message"));
    m_details->setMaximumHeight(140);
    setLook(m_details, "field");
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_icon);
    row->addWidget(m_text, 1);
    for (QPushButton* button : {m_action, m_detailsButton, m_copy, m_close}) {
        row->addWidget(button);
    }
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 6, 12, 6);
    column->addLayout(row);
    column->addWidget(m_details);
    connect(m_action, &QPushButton::clicked, this, &MessageBar::actionTriggered);
    connect(m_detailsButton, &QPushButton::clicked, this, &MessageBar::toggleDetails);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_text->text() + QLatin1Char('\n')
                                              + m_details->toPlainText());
    });
    connect(m_close, &QPushButton::clicked, this, &MessageBar::dismiss);
    hide();
}

void MessageBar::showError(const Error& error)
{
    setLook(this, "message-error");
    m_icon->setText(tr("Problem"));
    m_icon->setColourRole(Role::BadgeBadText);
    QString text = toQString(error.message);
    if (!error.hint.empty()) {
        text += (text.endsWith(QLatin1Char('.')) ? QStringLiteral(" ") : QStringLiteral(". "))
            + toQString(error.hint);
    }
    show(text, error.context.empty() ? QString() : toQString(describe(error)));
}

void MessageBar::showNote(const QString& text, const QString& details)
{
    setLook(this, "message-note");
    m_icon->setText(tr("Note"));
    m_icon->setColourRole(Role::Link);
    show(text, details);
}

void MessageBar::setAction(const QString& text)
{
    m_action->setText(text);
    m_action->setAccessibleName(text);
    m_action->setVisible(!text.isEmpty());
}

void MessageBar::dismiss()
{
    if (isHidden()) {
        return;
    }
    hide();
    Q_EMIT dismissed();
}

QString MessageBar::text() const
{
    return m_text->text();
}

void MessageBar::show(const QString& text, const QString& details)
{
    m_text->setText(text);
    m_details->setPlainText(details);
    m_details->hide();
    m_copy->hide();
    m_detailsButton->setVisible(!details.isEmpty());
    setAction({});
    setVisible(true);
}

void MessageBar::toggleDetails()
{
    const bool wanted = m_details->isHidden();
    m_details->setVisible(wanted);
    m_copy->setVisible(wanted);
}

} // namespace throughline::widgets
