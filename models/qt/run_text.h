#pragma once

#include "models/notebook/report_document.h"

#include <QPointF>

#include <memory>

class QPainter;
class QTextLayout;

namespace throughline::qt {

/// How runs are set.
struct RunStyle
{
    int pixelSize = 14;
    double lineHeight = 1.45; ///< of the pixel size
    notebook::ColourRole colour = notebook::ColourRole::Text;
    bool strong = false;
    bool fixedPitch = false;
    bool alignRight = false;
};

/// Runs of text broken into lines of a width. Shared by what paints it; not changed once made.
class RunText
{
public:
    RunText(const notebook::Runs& runs, double width, const RunStyle& style);

    [[nodiscard]] double height() const { return m_height; }

    [[nodiscard]] double lineHeight() const { return m_lineHeight; }

    [[nodiscard]] int lineCount() const;

    void paint(QPainter& painter, QPointF corner) const;
    /// One line alone, its top at the corner.
    void paintLine(QPainter& painter, QPointF corner, int line) const;

    /// The width of the runs on one line, and of their longest word.
    struct Widths
    {
        double whole = 0;
        double word = 0;
    };

    [[nodiscard]] static Widths widths(const notebook::Runs& runs, const RunStyle& style);

private:
    std::shared_ptr<QTextLayout> m_layout;
    notebook::ColourRole m_colour;
    double m_height = 0;
    double m_lineHeight = 0;
};

} // namespace throughline::qt
