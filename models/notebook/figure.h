#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace throughline::notebook {

/// What a colour stands for; both schemes are safe for colour-blind people and in print.
enum class ColourRole : std::uint8_t
{
    Surface,
    Text,
    Muted,
    Affected,
    AffectedText,
    AffectedGhost,
    Unaffected,
    UnaffectedText,
    UnaffectedGhost,
    Bar,
    Grid,
    Axis,
    Count
};

enum class ColourScheme : std::uint8_t
{
    Light,
    Dark
};

/// 0xRRGGBB; the same colours as the window's.
[[nodiscard]] std::uint32_t colourOf(ColourRole role, ColourScheme scheme);
/// "affected-text": the role's name in style sheets.
[[nodiscard]] std::string_view toText(ColourRole role);

/// A filled rectangle.
struct FigureBox
{
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
    ColourRole fill = ColourRole::Bar;

    bool operator==(const FigureBox&) const = default;
};

struct FigurePoint
{
    double x = 0;
    double y = 0;

    bool operator==(const FigurePoint&) const = default;
};

/// A line through two or more points.
struct FigureLine
{
    std::vector<FigurePoint> points {};
    ColourRole stroke = ColourRole::Axis;
    double width = 1;

    bool operator==(const FigureLine&) const = default;
};

/// Which end of a text stands at its point.
enum class FigureAnchor : std::uint8_t
{
    Start,
    Middle,
    End
};

/// One line of text; y is its baseline.
struct FigureText
{
    double x = 0;
    double y = 0;
    std::string text {};
    ColourRole fill = ColourRole::Text;
    double size = 13; ///< pixels
    FigureAnchor anchor = FigureAnchor::Start;
    bool strong = false;

    bool operator==(const FigureText&) const = default;
};

using FigureItem = std::variant<FigureBox, FigureLine, FigureText>;

/// A picture as primitives, painted in order; made by pure functions from models/layout, written as
/// SVG (figure_svg) or painted (qt/figure_painter). Coordinates in pixels from the upper left.
struct Figure
{
    double width = 0;
    double height = 0;
    std::string title {}; ///< what it shows, in a few words
    std::string description {}; ///< its numbers in words, for who cannot see it
    std::vector<FigureItem> items {};

    bool operator==(const Figure&) const = default;
};

/// The width figures of a report are made for.
inline constexpr double kFigureWidth = 788;

/// About how wide a text is set, in pixels: on the wide side, so that nothing is cut.
[[nodiscard]] double textWidth(std::string_view text, double size);
/// The text, or as much of it as fits this width with an ellipsis.
[[nodiscard]] std::string elided(std::string_view text, double width, double size);

} // namespace throughline::notebook
