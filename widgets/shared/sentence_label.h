#pragma once

#include <QString>
#include <QWidget>

#include <cstdint>
#include <vector>

namespace throughline::widgets {

/// How a part of a sentence is set.
enum class RunTone : std::uint8_t
{
    Normal,
    Strong,
    Muted,
    Bad,
    Good
};

/// A part of a sentence.
struct SentenceRun
{
    QString text;
    RunTone tone = RunTone::Normal;

    bool operator==(const SentenceRun&) const = default;
};

using Sentence = std::vector<SentenceRun>;

/// The parts of `text` with %1, %2 ... replaced by runs; what is between them is Normal.
[[nodiscard]] Sentence composeSentence(const QString& text, const Sentence& places);

/// The words without their tones.
[[nodiscard]] QString plainSentence(const Sentence& sentence);

/// A paragraph whose parts differ in weight and colour; no markup is ever read.
class SentenceLabel : public QWidget
{
    Q_OBJECT

public:
    explicit SentenceLabel(QWidget* parent = nullptr);

    void setSentence(const Sentence& sentence);
    [[nodiscard]] QString text() const;
    /// As wide as its words, on one line.
    void setNatural();

    [[nodiscard]] bool hasHeightForWidth() const override;
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double layOut(int width, QPainter* painter) const;

    Sentence m_sentence;
};

} // namespace throughline::widgets
