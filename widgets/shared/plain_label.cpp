#include "widgets/shared/plain_label.h"

#include "widgets/shared/text.h"
#include "widgets/theme/fonts.h"

#include <QPainter>

namespace throughline::widgets {

PlainLabel::PlainLabel(TextTone tone, QWidget* parent)
    : QLabel(parent)
    , m_role(tone == TextTone::Muted || tone == TextTone::SmallMuted ? Role::Muted : Role::Text)
{
    setTextFormat(Qt::PlainText);
    if (tone == TextTone::Strong) {
        setFont(strongFont(font()));
    } else if (tone == TextTone::SmallMuted) {
        setFont(smallFont(font()));
    } else if (tone == TextTone::Large) {
        setFont(strongFont(largeFont(largeFont(font()))));
    }
}

PlainLabel::PlainLabel(const QString& text, TextTone tone, QWidget* parent)
    : PlainLabel(tone, parent)
{
    setText(text);
}

void PlainLabel::setColourRole(Role role)
{
    m_role = role;
    update();
}

void PlainLabel::setNeverShortened()
{
    m_neverShortened = true;
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
}

QSize PlainLabel::minimumSizeHint() const
{
    const QSize whole = QLabel::minimumSizeHint();
    if (wordWrap() || m_neverShortened) {
        return whole;
    }
    return {std::min(whole.width(), fontMetrics().averageCharWidth() * 4), whole.height()};
}

QColor PlainLabel::textColour() const
{
    return Theme::current().colour(isEnabled() ? m_role : Role::BarStrong);
}

void PlainLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(textColour());
    const QRect box = contentsRect();
    if (wordWrap()) {
        painter.drawText(box, static_cast<int>(alignment()) | Qt::TextWordWrap, text());
        return;
    }
    const QString shown = fontMetrics().elidedText(text(), Qt::ElideRight, box.width() + 1);
    if (shown != text() && toolTip().isEmpty()) {
        setToolTip(asToolTip(text()));
    } else if (shown == text() && toolTip() == asToolTip(text())) {
        setToolTip({});
    }
    drawFigures(painter, box, alignment(), shown);
}

} // namespace throughline::widgets
