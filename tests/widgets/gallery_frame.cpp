#include "tests/widgets/gallery_frame.h"

#include "widgets/shared/buttons.h"
#include "widgets/shared/context_bar.h"
#include "widgets/shared/filter_bar.h"
#include "widgets/shell/perspective_rail.h"
#include "widgets/shell/status_line.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace throughline::test {

using namespace widgets;

QWidget* makeGalleryWindow(const GalleryFrame& frame, QWidget* strip, QWidget* body)
{
    auto* window = new QWidget;
    setLook(window, "window");
    window->setAttribute(Qt::WA_StyledBackground);
    auto* context = new ContextBar(window);
    context->setTrail(frame.trail);
    context->setCanGoBack(true);
    context->addButton(QStringLiteral("Pin to notebook"), QStringLiteral("pin"));
    if (frame.escalate) {
        context->addButton(QStringLiteral("Escalate\u2026"), QStringLiteral("escalate"));
    }
    auto* filter = new FilterBar(window);
    filter->setTimeRange({Timestamp::fromSeconds(1790812800), Timestamp::fromSeconds(1792022400)},
                         {Timestamp::fromSeconds(1790812800), Timestamp::fromSeconds(1792022400)});
    filter->setBasis(frame.basis);
    auto* rail = new PerspectiveRail(window);
    rail->setPerspectives({{QStringLiteral("impact"), QStringLiteral("Impact"), Icon::Impact},
                           {QStringLiteral("session"), QStringLiteral("Session"), Icon::Session},
                           {QStringLiteral("data"), QStringLiteral("Data"), Icon::Data}});
    rail->setCurrent(frame.perspective);
    auto* status = new StatusLine(window);
    status->setStore(frame.store);
    status->setFacts(frame.facts);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(rail);
    middle->addWidget(body, 1);
    auto* column = new QVBoxLayout(window);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(context);
    column->addWidget(makeRule("edge", window));
    column->addWidget(filter);
    column->addWidget(makeRule("edge", window));
    if (strip != nullptr) {
        column->addWidget(strip);
        column->addWidget(makeRule("edge", window));
    }
    column->addLayout(middle, 1);
    column->addWidget(makeRule("edge", window));
    column->addWidget(status);
    return window;
}

FilterBar& filterBarOf(QWidget& window)
{
    return *window.findChild<FilterBar*>();
}

} // namespace throughline::test
