#pragma once

#include <QEvent>

class QMenu;
class QWidget;

namespace throughline::widgets {

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

    PinRequest(QWidget* origin, Wish wish);

    [[nodiscard]] QWidget* origin() const { return m_origin; }

    [[nodiscard]] Wish wish() const { return m_wish; }

private:
    QWidget* m_origin;
    Wish m_wish;
};

/// Adds *Pin to notebook* for what this view shows, where somebody above it can pin that.
void addPinAction(QMenu* menu, QWidget* origin);

} // namespace throughline::widgets
