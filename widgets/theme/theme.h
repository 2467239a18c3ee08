#pragma once

#include <QColor>
#include <QPalette>
#include <QString>

#include <cstddef>
#include <cstdint>

class QApplication;

namespace throughline::widgets {

/// What a colour is for. Nothing in the window names a colour otherwise.
enum class Role : std::uint8_t
{
    Window, ///< behind the panels
    Panel, ///< behind text and data
    PanelBorder,
    Rule, ///< between rows
    Text,
    Muted, ///< second lines, labels, axis text
    Accent, ///< the one primary button, the current perspective
    AccentText,
    Link,
    Selection, ///< the selected row
    SelectionMark, ///< its edge
    Hover,
    Field, ///< inside of an input
    FieldBorder,
    Focus,
    ChipFill,
    ChipBorder,
    Affected, ///< sessions with the error: the same in every chart
    AffectedText,
    AffectedGhost, ///< what an affected bar could have reached
    Unaffected,
    UnaffectedText,
    UnaffectedGhost,
    Bar, ///< neutral counts: the overview's sessions, a sparkline
    BarStrong, ///< neutral marks that must be seen, such as whiskers
    Grid,
    Axis, ///< the zero line
    Error,
    ErrorText,
    Warning, ///< frustration, failed requests, the critical path
    WarningText,
    Good,
    GoodText,
    View, ///< timeline lanes from here
    ViewText,
    Action,
    Request,
    Log,
    Ticket,
    TicketText,
    BadgeBad, ///< fills of small labels, with their texts
    BadgeBadText,
    BadgeGood,
    BadgeGoodText,
    BadgeNeutral,
    BadgeNeutralText,
    Brush, ///< a range being selected
    Count
};

/// Which of the two looks, or the desktop's own.
enum class ThemeChoice : std::uint8_t
{
    System,
    Light,
    Dark
};

/// A complete set of colours. There are two, both constant.
class Theme
{
public:
    [[nodiscard]] static const Theme& light();
    [[nodiscard]] static const Theme& dark();
    /// The one the program shows: dark when the application's window text is lighter than its
    /// window.
    [[nodiscard]] static const Theme& current();

    [[nodiscard]] bool isDark() const { return m_dark; }

    [[nodiscard]] QColor colour(Role role) const;
    /// A hue for the n-th service of a trace; repeats after eight.
    [[nodiscard]] QColor service(std::size_t place) const;
    /// The same, readable as text on a panel.
    [[nodiscard]] QColor serviceText(std::size_t place) const;
    [[nodiscard]] QPalette palette() const;
    /// The one style sheet of the window.
    [[nodiscard]] QString styleSheet() const;

private:
    explicit Theme(bool dark)
        : m_dark(dark)
    {
    }

    bool m_dark;
};

/// True when text of this palette is lighter than what it stands on.
[[nodiscard]] bool isDark(const QPalette& palette);

/// Sets style, palette and style sheet of the whole program; may be called again at any time.
void applyTheme(QApplication& application, ThemeChoice choice);

} // namespace throughline::widgets
