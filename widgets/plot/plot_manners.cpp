#include "widgets/plot/plot_manners.h"

#include "widgets/plot/twin_dialog.h"
#include "widgets/shared/copy_menu.h"
#include "widgets/shared/pin_request.h"

#include <QClipboard>
#include <QFile>
#include <QFileDialog>
#include <QGuiApplication>
#include <QMenu>
#include <QPainter>
#include <QSvgGenerator>
#include <QWidget>

#include <utility>

namespace throughline::widgets {

PlotManners::PlotManners(QWidget* plot, std::function<TableTwin()> table)
    : QObject(plot)
    , m_plot(plot)
    , m_table(std::move(table))
{
    plot->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(plot, &QWidget::customContextMenuRequested, this, &PlotManners::showMenu);
}

void PlotManners::setFurtherActions(std::function<void(QMenu*, QPoint)> add)
{
    m_further = std::move(add);
}

void PlotManners::showMenu(QPoint position)
{
    auto* menu = new QMenu(m_plot);
    menu->setObjectName(QStringLiteral("plotMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (m_further) {
        m_further(menu, position);
    }
    menu->addAction(tr("Show as table"), this, &PlotManners::showTable);
    addCopyActions(menu, m_table);
    addPinActions(menu, m_plot);
    menu->addSeparator();
    menu->addAction(tr("Copy as image"), this, &PlotManners::copyImage);
    menu->addAction(tr("Save as SVG\u2026"), this, &PlotManners::chooseSvg);
    menu->popup(m_plot->mapToGlobal(position));
}

void PlotManners::showTable()
{
    auto* dialog = new TwinDialog(m_table(), m_plot);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

void PlotManners::copyImage()
{
    QGuiApplication::clipboard()->setPixmap(m_plot->grab());
}

bool PlotManners::saveSvg(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly)) {
        return false;
    }
    QSvgGenerator generator;
    generator.setOutputDevice(&file);
    generator.setSize(m_plot->size());
    generator.setViewBox(QRect({0, 0}, m_plot->size()));
    generator.setTitle(m_plot->accessibleName());
    QPainter painter(&generator);
    m_plot->render(&painter);
    return painter.end() && file.error() == QFile::NoError;
}

void PlotManners::chooseSvg()
{
    auto* dialog = new QFileDialog(m_plot, tr("Save as SVG"), {}, tr("Pictures (*.svg)"));
    dialog->setObjectName(QStringLiteral("saveSvgDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("svg"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        if (!saveSvg(path)) {
            Q_EMIT saveFailed(path);
        }
    });
    dialog->open();
}

} // namespace throughline::widgets
