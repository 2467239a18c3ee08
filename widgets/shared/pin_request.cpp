#include "widgets/shared/pin_request.h"

#include <QCoreApplication>
#include <QMenu>
#include <QWidget>

namespace throughline::widgets {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(throughline::widgets::PinRequest)
};

bool send(QWidget* origin, PinExtent extent, PinRequest::Wish wish)
{
    for (QWidget* above = origin; above != nullptr; above = above->parentWidget()) {
        PinRequest request(origin, extent, wish);
        request.ignore();
        QCoreApplication::sendEvent(above, &request);
        if (request.isAccepted()) {
            return true;
        }
    }
    return false;
}

void addAction(QMenu* menu, QWidget* origin, PinExtent extent, const QString& text,
               const QString& name)
{
    if (!send(origin, extent, PinRequest::Wish::Ask)) {
        return;
    }
    QAction* pin = menu->addAction(
        text, origin, [origin, extent] { send(origin, extent, PinRequest::Wish::Pin); });
    pin->setObjectName(name);
}

} // namespace

QEvent::Type PinRequest::eventType()
{
    static const int type = QEvent::registerEventType();
    return static_cast<QEvent::Type>(type);
}

PinRequest::PinRequest(QWidget* origin, PinExtent extent, Wish wish)
    : QEvent(eventType())
    , m_origin(origin)
    , m_extent(extent)
    , m_wish(wish)
{
}

void addPinActions(QMenu* menu, QWidget* origin)
{
    addAction(menu, origin, PinExtent::One, Words::tr("Pin to notebook"),
              QStringLiteral("pinToNotebook"));
    addAction(menu, origin, PinExtent::List, Words::tr("Pin list to notebook"),
              QStringLiteral("pinListToNotebook"));
}

} // namespace throughline::widgets
