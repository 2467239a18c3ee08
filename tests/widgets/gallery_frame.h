#pragma once

#include <QString>
#include <QStringList>

class QWidget;

namespace throughline::widgets {
class FilterBar;
}

namespace throughline::test {

/// What surrounds the panels in a gallery picture.
struct GalleryFrame
{
    QString perspective;
    QStringList trail;
    QString basis;
    QString store;
    QString facts;
    bool escalate = false;
};

/// Rail, bars and status line around `body`; `strip`, which may be null, stands below the filter.
[[nodiscard]] QWidget* makeGalleryWindow(const GalleryFrame& frame, QWidget* strip, QWidget* body);

/// The filter bar of such a window.
[[nodiscard]] widgets::FilterBar& filterBarOf(QWidget& window);

} // namespace throughline::test
