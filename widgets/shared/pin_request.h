#pragma once

#include <QEvent>

class QMenu;
class QWidget;

namespace throughline::widgets {

/// How much of what a view shows.
enum class PinExtent
{
    One, ///< what is selected in it, or what it is about
    List ///< all that it lists
};

/// Goes up from a view to whoever knows what the view shows: can that be pinned, and pin it.
class PinRequest : public QEvent
{
public:
    enum class Wish
    {
        Ask, ///< accepted where there is something to pin
        Pin
    };

    static QEvent::Type eventType();

    PinRequest(QWidget* origin, PinExtent extent, Wish wish);

    [[nodiscard]] QWidget* origin() const { return m_origin; }

    [[nodiscard]] PinExtent extent() const { return m_extent; }

    [[nodiscard]] Wish wish() const { return m_wish; }

private:
    QWidget* m_origin;
    PinExtent m_extent;
    Wish m_wish;
};

/// Adds *Pin to notebook* for what this view shows, and *Pin list to notebook* for all it lists,
/// where somebody above it can pin that.
void addPinActions(QMenu* menu, QWidget* origin);

} // namespace throughline::widgets
