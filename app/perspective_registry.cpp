#include "app/perspective_registry.h"

#include "app/window/data_page.h"
#include "app/window/impact_page.h"
#include "app/window/notebook_page.h"
#include "app/window/session_page.h"

#include <QCoreApplication>

namespace throughline::app {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(throughline::app::Perspectives)
};

template<typename Page>
PerspectivePage* makePage(const WindowServices& services)
{
    return new Page(services);
}

} // namespace

std::vector<PerspectiveEntry> allPerspectives()
{
    using widgets::Icon;
    return {
        {{QStringLiteral("impact"), Words::tr("Impact"), Icon::Impact},
         true,
         false,
         makePage<ImpactPage>},
        {{QStringLiteral("session"), Words::tr("Session"), Icon::Session},
         false,
         true,
         makePage<SessionPage>},
        {{QStringLiteral("data"), Words::tr("Data"), Icon::Data}, false, false, makePage<DataPage>},
        {{QStringLiteral("notebook"), Words::tr("Notebook"), Icon::Notebook},
         false,
         false,
         makePage<NotebookPage>}};
}

} // namespace throughline::app
