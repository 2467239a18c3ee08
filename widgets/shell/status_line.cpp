#include "widgets/shell/status_line.h"

#include "widgets/shared/buttons.h"
#include "widgets/shared/plain_label.h"

#include <QHBoxLayout>

namespace throughline::widgets {

StatusLine::StatusLine(QWidget* parent)
    : QFrame(parent)
    , m_store(new PlainLabel(TextTone::SmallMuted, this))
    , m_facts(new PlainLabel(TextTone::SmallMuted, this))
{
    setObjectName(QStringLiteral("statusLine"));
    setAccessibleName(tr("Status"));
    setLook(this, "surface");
    m_facts->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 3, 12, 3);
    row->addWidget(m_store, 1);
    row->addWidget(m_facts, 3);
}

void StatusLine::setStore(const QString& text)
{
    m_store->setText(text);
}

void StatusLine::setFacts(const QString& text)
{
    m_facts->setText(text);
}

} // namespace throughline::widgets
