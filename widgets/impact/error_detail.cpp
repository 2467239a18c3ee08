#include "widgets/impact/error_detail.h"

#include "models/base/text.h"
#include "widgets/impact/version_bars.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/format.h"
#include "widgets/shared/text.h"
#include "widgets/theme/fonts.h"

#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextCursor>
#include <QVBoxLayout>

namespace throughline::widgets {

namespace {

QString headlineOf(const domain::ErrorGroup& group)
{
    QString first = ErrorDetail::tr("first seen %1").arg(formatDay(group.firstSeen));
    if (!group.versions.empty()) {
        first = ErrorDetail::tr("%1 in %2", "first seen when, in version")
                    .arg(first, toQString(group.versions.front()));
    }
    return joinFacts({oneLine(toQString(group.culprit)), toQString(listInWords(group.services)),
                      first, toQString(listInWords(group.environments))});
}

QTextCharFormat weight(QFont::Weight value)
{
    QTextCharFormat format;
    format.setFontWeight(value);
    return format;
}

} // namespace

QString frameText(const domain::StackFrame& frame)
{
    const QString module = toQString(frame.module);
    const QString function = toQString(frame.function);
    const QString name = module.isEmpty() || function.isEmpty()
        ? module + function
        : module + QLatin1Char('.') + function;
    QString place = toQString(frame.file);
    if (frame.line > 0) {
        place += QLatin1Char(':') + QString::number(frame.line);
    }
    return place.isEmpty() ? name : QStringLiteral("%1 (%2)").arg(name, place);
}

ErrorDetail::ErrorDetail(QWidget* parent)
    : Panel(tr("Error"), parent)
    , m_stack(new QPlainTextEdit(this))
    , m_versions(new VersionBars(this))
    , m_sessions(makeButton({}, "link", QStringLiteral("detailSessions"), this))
    , m_tickets(makeButton({}, "link", QStringLiteral("detailTickets"), this))
    , m_report(makeButton(tr("Export report\u2026"), "link", QStringLiteral("detailReport"), this))
{
    setObjectName(QStringLiteral("errorDetail"));
    m_stack->setObjectName(QStringLiteral("errorStack"));
    m_stack->setAccessibleName(tr("Stack of a typical occurrence"));
    m_stack->setReadOnly(true);
    m_stack->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_stack->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_stack->setFont(codeFont(font()));
    m_stack->document()->setDocumentMargin(0);
    setLook(m_stack, "code");
    auto* side = new QVBoxLayout;
    side->setSpacing(4);
    side->addWidget(m_versions);
    side->addWidget(m_sessions);
    side->addWidget(m_tickets);
    side->addWidget(m_report);
    side->addStretch(1);
    auto* body = new QWidget(this);
    auto* row = new QHBoxLayout(body);
    row->setContentsMargins(12, 10, 12, 8);
    row->setSpacing(12);
    row->addWidget(m_stack, 1);
    row->addLayout(side);
    setBody(body);
    clear();
    connect(m_sessions, &QPushButton::clicked, this, [this] { Q_EMIT sessionsRequested(m_group); });
    connect(m_versions, &VersionBars::versionActivated, this, &ErrorDetail::versionActivated);
    connect(m_tickets, &QPushButton::clicked, this, [this] { Q_EMIT ticketsRequested(m_group); });
    connect(m_report, &QPushButton::clicked, this, [this] { Q_EMIT reportRequested(m_group); });
}

void ErrorDetail::setDetail(const ErrorDetailValue& value)
{
    const domain::ErrorGroup& group = value.group;
    m_group = group.id;
    setTitle(oneLine(toQString(group.type)));
    setSubtitle(headlineOf(group));
    showStack(value);
    m_versions->setVersions(value.versions);
    const QString sessions = formatCountOf(group.sessions, tr("1 session"), tr("%1 sessions"));
    const QString tickets = formatCountOf(group.tickets, tr("1 ticket"), tr("%1 tickets"));
    m_sessions->setText(sessions + QStringLiteral(" \u203A"));
    m_sessions->setAccessibleName(sessions);
    m_tickets->setText(tickets + QStringLiteral(" \u203A"));
    m_tickets->setAccessibleName(tickets);
    m_tickets->setVisible(group.tickets > 0);
    setEmptyText({});
}

void ErrorDetail::clear()
{
    m_group = {};
    setTitle(tr("Error"));
    setSubtitle({});
    m_stack->clear();
    setEmptyText(tr("Select an error to see its stack and versions."));
}

void ErrorDetail::showStack(const ErrorDetailValue& value)
{
    m_stack->clear();
    QTextCursor cursor(m_stack->document());
    const QTextCharFormat plain = weight(QFont::Normal);
    if (value.chain.empty()) {
        cursor.insertText(toQString(value.group.type) + QStringLiteral(": ")
                              + toQString(value.group.title),
                          plain);
    }
    for (std::size_t i = 0; i < value.chain.size(); ++i) {
        const domain::ExceptionLink& link = value.chain[i];
        const QString head = toQString(link.type)
            + (link.message.empty() ? QString() : QStringLiteral(": ") + toQString(link.message));
        cursor.insertText(i == 0 ? head : QLatin1Char('\n') + tr("caused by %1").arg(head), plain);
        for (const domain::StackFrame& frame : link.frames) {
            cursor.insertText(QStringLiteral("\n    at ") + frameText(frame),
                              weight(frame.inApp ? QFont::Bold : QFont::Normal));
        }
    }
    m_stack->moveCursor(QTextCursor::Start);
}

} // namespace throughline::widgets
