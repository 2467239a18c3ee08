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

bool send(QWidget* origin, PinRequest::Wish wish)
{
    for (QWidget* above = origin; above != nullptr; above = above->parentWidget()) {
        PinRequest request(origin, wish);
        request.ignore();
        QCoreApplication::sendEvent(above, &request);
        if (request.isAccepted()) {
            return true;
        }
    }
    return false;
}

} // namespace

QEvent::Type PinRequest::eventType()
{
    static const int type = QEvent::registerEventType();
    return static_cast<QEvent::Type>(type);
}

PinRequest::PinRequest(QWidget* origin, Wish wish)
    : QEvent(eventType())
    , m_origin(origin)
    , m_wish(wish)
{
}

void addPinAction(QMenu* menu, QWidget* origin)
{
    if (!send(origin, PinRequest::Wish::Ask)) {
        return;
    }
    QAction* pin = menu->addAction(Words::tr("Pin to notebook"), origin,
                                   [origin] { send(origin, PinRequest::Wish::Pin); });
    pin->setObjectName(QStringLiteral("pinToNotebook"));
}

} // namespace throughline::widgets
