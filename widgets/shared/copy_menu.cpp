#include "widgets/shared/copy_menu.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QMenu>

#include <utility>

namespace throughline::widgets {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(throughline::widgets::CopyMenu)
};

} // namespace

void addCopyActions(QMenu* menu, std::function<TableTwin()> table)
{
    const auto copy = [table = std::move(table)](CopyFormat format) {
        QGuiApplication::clipboard()->setText(tableText(table(), format));
    };
    menu->addAction(Words::tr("Copy"), menu, [copy] { copy(CopyFormat::Text); });
    QMenu* as = menu->addMenu(Words::tr("Copy as"));
    as->addAction(Words::tr("Text"), menu, [copy] { copy(CopyFormat::Text); });
    as->addAction(Words::tr("CSV"), menu, [copy] { copy(CopyFormat::Csv); });
    as->addAction(Words::tr("Markdown"), menu, [copy] { copy(CopyFormat::Markdown); });
    as->addAction(Words::tr("JSON"), menu, [copy] { copy(CopyFormat::Json); });
}

} // namespace throughline::widgets
