#pragma once

#include <QString>

namespace throughline::widgets {

class Theme;

/// The window's style sheet with this theme's colours filled in.
[[nodiscard]] QString filledStyleSheet(const Theme& theme);

} // namespace throughline::widgets
