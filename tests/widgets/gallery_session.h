#pragma once

class QWidget;

namespace throughline::test {

/// The Session perspective with made-up values, as the window arranges it.
[[nodiscard]] QWidget* makeSessionGallery();

/// Sources and quarantine, with made-up values.
[[nodiscard]] QWidget* makeDataGallery();

/// What a first start shows, with a running import above.
[[nodiscard]] QWidget* makeEmptyGallery();

} // namespace throughline::test
