#include "widgets/shared/time_range_edit.h"

#include "widgets/shared/buttons.h"
#include "widgets/shared/format.h"
#include "widgets/shared/plain_label.h"

#include <QDateTimeEdit>
#include <QGridLayout>
#include <QPushButton>

namespace throughline::widgets {

namespace {

QDateTimeEdit* makeEdit(Timestamp time, const QString& name, const QString& objectName,
                        QWidget* parent)
{
    auto* edit = new QDateTimeEdit(parent);
    edit->setTimeSpec(Qt::UTC);
    edit->setDisplayFormat(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    edit->setDateTime(QDateTime::fromMSecsSinceEpoch(time.ns / 1'000'000, Qt::UTC));
    edit->setAccessibleName(name);
    edit->setObjectName(objectName);
    return edit;
}

} // namespace

TimeRangeEdit::TimeRangeEdit(const TimeRange& range, QWidget* parent)
    : QFrame(parent, Qt::Popup)
    , m_from(makeEdit(range.from, tr("From"), QStringLiteral("rangeFrom"), this))
    , m_to(makeEdit(range.to, tr("To"), QStringLiteral("rangeTo"), this))
    , m_note(new PlainLabel(TextTone::SmallMuted, this))
    , m_apply(makeButton(tr("Apply"), "primary", QStringLiteral("rangeApply"), this))
{
    setObjectName(QStringLiteral("timeRangeEdit"));
    setLook(this, "panel");
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(12, 12, 12, 12);
    grid->addWidget(new PlainLabel(tr("From (UTC)"), TextTone::Muted, this), 0, 0);
    grid->addWidget(m_from, 0, 1);
    grid->addWidget(new PlainLabel(tr("To, not included"), TextTone::Muted, this), 1, 0);
    grid->addWidget(m_to, 1, 1);
    grid->addWidget(m_note, 2, 0);
    grid->addWidget(m_apply, 2, 1, Qt::AlignRight);
    connect(m_from, &QDateTimeEdit::dateTimeChanged, this, &TimeRangeEdit::check);
    connect(m_to, &QDateTimeEdit::dateTimeChanged, this, &TimeRangeEdit::check);
    connect(m_apply, &QPushButton::clicked, this, [this] {
        Q_EMIT chosen(this->range());
        close();
    });
    check();
}

TimeRange TimeRangeEdit::range() const
{
    return {Timestamp::fromMilliseconds(m_from->dateTime().toMSecsSinceEpoch()),
            Timestamp::fromMilliseconds(m_to->dateTime().toMSecsSinceEpoch())};
}

void TimeRangeEdit::check()
{
    const TimeRange wanted = range();
    m_apply->setEnabled(!wanted.empty());
    m_note->setText(wanted.empty() ? tr("The end must come after the start")
                                   : formatLength(wanted.length()));
}

} // namespace throughline::widgets
