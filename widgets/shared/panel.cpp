#include "widgets/shared/panel.h"

#include "widgets/shared/buttons.h"
#include "widgets/shared/plain_label.h"

#include <QHBoxLayout>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace throughline::widgets {

namespace {

constexpr int kMargin = 12;
constexpr int kHeaderHeight = 36;

} // namespace

Panel::Panel(const QString& title, QWidget* parent)
    : QFrame(parent)
    , m_title(new PlainLabel(title, TextTone::Strong, this))
    , m_subtitle(new PlainLabel(TextTone::Muted, this))
    , m_aside(new PlainLabel(TextTone::Muted, this))
    , m_header(new QHBoxLayout)
    , m_column(new QVBoxLayout(this))
    , m_stack(new QStackedWidget(this))
    , m_empty(new PlainLabel(TextTone::Muted, this))
{
    setLook(this, "panel");
    setAccessibleName(title);
    m_title->setNeverShortened();
    m_subtitle->hide();
    m_aside->hide();
    m_header->setContentsMargins(kMargin, 0, kMargin, 0);
    m_header->setSpacing(8);
    m_header->addWidget(m_title);
    m_header->addWidget(m_subtitle);
    m_header->addStretch(1);
    m_header->addWidget(m_aside);
    m_header->addStrut(kHeaderHeight);
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setContentsMargins(2 * kMargin, kMargin, 2 * kMargin, kMargin);
    m_stack->addWidget(m_empty);
    m_column->setContentsMargins(1, 1, 1, 1);
    m_column->setSpacing(0);
    m_column->addLayout(m_header);
    m_column->addWidget(makeRule("rule", this));
    m_column->addWidget(m_stack, 1);
}

void Panel::setTitle(const QString& title)
{
    m_title->setText(title);
    setAccessibleName(title);
}

QString Panel::title() const
{
    return m_title->text();
}

void Panel::setSubtitle(const QString& subtitle)
{
    m_subtitle->setText(subtitle);
    m_subtitle->setVisible(!subtitle.isEmpty());
}

void Panel::keepSubtitleWhole()
{
    m_subtitle->setNeverShortened();
}

void Panel::setAside(const QString& text)
{
    m_aside->setText(text);
    m_aside->setVisible(!text.isEmpty());
}

void Panel::addAfterSubtitle(QWidget* widget)
{
    m_header->insertWidget(m_header->indexOf(m_subtitle) + 1, widget);
}

void Panel::addToHeader(QWidget* widget)
{
    m_header->addWidget(widget);
}

void Panel::setBody(QWidget* body)
{
    if (body->accessibleName().isEmpty()) {
        body->setAccessibleName(title());
    }
    m_stack->addWidget(body);
    m_stack->setCurrentWidget(body);
}

void Panel::setFooter(QWidget* footer)
{
    m_column->addWidget(makeRule("rule", this));
    m_column->addWidget(footer);
}

void Panel::addBelow(QWidget* widget)
{
    m_column->addWidget(widget);
}

void Panel::setEmptyText(const QString& text)
{
    m_empty->setText(text);
    m_stack->setCurrentIndex(text.isEmpty() && m_stack->count() > 1 ? 1 : 0);
}

bool Panel::showsEmptyText() const
{
    return m_stack->currentWidget() == m_empty;
}

} // namespace throughline::widgets
