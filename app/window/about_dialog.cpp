#include "app/window/about_dialog.h"

#include "widgets/shared/plain_label.h"

#include <QCoreApplication>
#include <QVBoxLayout>

namespace throughline::app {

AboutDialog::AboutDialog(QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("aboutDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("About Throughline"));
    const QString version = QCoreApplication::applicationVersion();
    auto* name =
        new widgets::PlainLabel(tr("Throughline %1").arg(version), widgets::TextTone::Large, this);
    auto* text = new widgets::PlainLabel(
        tr("What a defect costs, whom it hits, where it sits, and how sure we are.\n\n"
           "Everything stays on this computer: the program makes no network connection. "
           "Personal data is replaced by pseudonyms when files are imported.\n\n"
           "Free software under the GNU General Public License, version 3 or later."),
        widgets::TextTone::Normal, this);
    text->setWordWrap(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 24, 20);
    column->setSpacing(10);
    column->addWidget(name);
    column->addWidget(text);
    column->addStretch(1);
    resize(440, 240);
}

} // namespace throughline::app
