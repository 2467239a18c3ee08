#pragma once

#include <QIcon>

#include <cstdint>

namespace throughline::widgets {

/// The pictures the window uses, all shipped: none depends on the desktop's icon theme.
enum class Icon : std::uint8_t
{
    Back,
    Forward,
    Close,
    ChevronDown,
    ChevronRight,
    Search,
    Import,
    OpenStore,
    Demo,
    Impact,
    Session,
    Data,
    Warning,
    Information,
    Done,
    Store,
    Notebook
};

/// Follows the palette of the widget that shows it: text colour, greyed when disabled.
[[nodiscard]] QIcon icon(Icon name);

/// In one colour, for painting at any size.
[[nodiscard]] QPixmap iconPixmap(Icon name, const QColor& colour, int size, double scale);

} // namespace throughline::widgets
