#pragma once

#include "widgets/theme/theme.h"

#include <QLabel>

namespace throughline::widgets {

/// How a line of text is set.
enum class TextTone : std::uint8_t
{
    Normal,
    Strong,
    Muted,
    SmallMuted,
    Large
};

/// One line or paragraph of plain text: data is never read as markup. A single line that does not
/// fit ends in an ellipsis and shows itself whole in a tool tip.
class PlainLabel : public QLabel
{
    Q_OBJECT

public:
    explicit PlainLabel(TextTone tone = TextTone::Normal, QWidget* parent = nullptr);
    PlainLabel(const QString& text, TextTone tone, QWidget* parent = nullptr);

    /// Uses this colour in place of the tone's.
    void setColourRole(Role role);
    /// Keeps its full width instead of yielding to its neighbours.
    void setNeverShortened();

    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QColor textColour() const;

    Role m_role;
    bool m_neverShortened = false;
};

} // namespace throughline::widgets
