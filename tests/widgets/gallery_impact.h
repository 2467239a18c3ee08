#pragma once

class QWidget;

namespace throughline::test {

/// The Impact perspective with made-up values, as the window arranges it.
[[nodiscard]] QWidget* makeImpactGallery();

/// The same before anything is selected and with a comparison that found nothing.
[[nodiscard]] QWidget* makeQuietImpactGallery();

} // namespace throughline::test
