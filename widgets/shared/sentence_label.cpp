#include "widgets/shared/sentence_label.h"

#include "widgets/theme/fonts.h"
#include "widgets/theme/theme.h"

#include <QPainter>
#include <QTextLayout>

#include <cmath>

namespace throughline::widgets {

namespace {

/// Weight and colour of a part.
QTextCharFormat formatOf(RunTone tone)
{
    const Theme& theme = Theme::current();
    QTextCharFormat format;
    const bool strong = tone == RunTone::Strong || tone == RunTone::Bad || tone == RunTone::Good;
    format.setFontWeight(strong ? QFont::DemiBold : QFont::Normal);
    const Role role = tone == RunTone::Bad ? Role::AffectedText
        : tone == RunTone::Good            ? Role::GoodText
        : tone == RunTone::Muted           ? Role::Muted
                                           : Role::Text;
    format.setForeground(theme.colour(role));
    return format;
}

} // namespace

Sentence composeSentence(const QString& text, const Sentence& places)
{
    Sentence sentence;
    QString plain;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const int place = text.at(i) == QLatin1Char('%') && i + 1 < text.size()
            ? text.at(i + 1).digitValue()
            : -1;
        if (place < 1 || static_cast<std::size_t>(place) > places.size()) {
            plain += text.at(i);
            continue;
        }
        if (!plain.isEmpty()) {
            sentence.push_back({plain, RunTone::Normal});
            plain.clear();
        }
        sentence.push_back(places[static_cast<std::size_t>(place) - 1]);
        ++i;
    }
    if (!plain.isEmpty()) {
        sentence.push_back({plain, RunTone::Normal});
    }
    return sentence;
}

QString plainSentence(const Sentence& sentence)
{
    QString text;
    for (const SentenceRun& run : sentence) {
        text += run.text;
    }
    return text;
}

SentenceLabel::SentenceLabel(QWidget* parent)
    : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setFont(largeFont(font()));
}

void SentenceLabel::setSentence(const Sentence& sentence)
{
    m_sentence = sentence;
    setAccessibleName(text());
    updateGeometry();
    update();
}

QString SentenceLabel::text() const
{
    return plainSentence(m_sentence);
}

void SentenceLabel::setNatural()
{
    double width = 0;
    for (const SentenceRun& run : m_sentence) {
        QFont each(font());
        each.setWeight(formatOf(run.tone).fontWeight() > QFont::Normal ? QFont::DemiBold
                                                                       : QFont::Normal);
        width += QFontMetricsF(each).horizontalAdvance(run.text);
    }
    const int whole = static_cast<int>(std::ceil(width)) + 3;
    setFixedSize(whole, static_cast<int>(std::ceil(layOut(whole, nullptr))));
}

bool SentenceLabel::hasHeightForWidth() const
{
    return true;
}

int SentenceLabel::heightForWidth(int width) const
{
    return static_cast<int>(std::ceil(layOut(width, nullptr)));
}

QSize SentenceLabel::sizeHint() const
{
    return {480, heightForWidth(480)};
}

QSize SentenceLabel::minimumSizeHint() const
{
    return {200, fontMetrics().height()};
}

void SentenceLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    layOut(width(), &painter);
}

double SentenceLabel::layOut(int width, QPainter* painter) const
{
    QTextLayout layout(text(), font());
    QList<QTextLayout::FormatRange> formats;
    int start = 0;
    for (const SentenceRun& run : m_sentence) {
        const int length = static_cast<int>(run.text.size());
        formats.append({start, length, formatOf(run.tone)});
        start += length;
    }
    layout.setFormats(formats);
    double y = 0;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        line.setPosition(QPointF(0, y));
        y += line.height() * 1.3;
    }
    layout.endLayout();
    if (painter != nullptr) {
        layout.draw(painter, {});
    }
    return y;
}

} // namespace throughline::widgets
