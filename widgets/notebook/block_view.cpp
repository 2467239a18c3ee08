#include "widgets/notebook/block_view.h"

#include "models/notebook/figure_svg.h"
#include "widgets/notebook/block_text.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QFileDialog>
#include <QGuiApplication>
#include <QMenu>
#include <QSaveFile>
#include <QScrollBar>

#include <algorithm>
#include <cmath>
#include <utility>

namespace throughline::widgets {

BlockView::BlockView(QWidget* parent)
    : QTextEdit(parent)
{
    setReadOnly(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTextInteractionFlags(Qt::TextSelectableByMouse);
    setFocusPolicy(Qt::ClickFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setUndoRedoEnabled(false);
    document()->setDocumentMargin(0);
    viewport()->setAutoFillBackground(false);
}

void BlockView::setBlocks(std::vector<notebook::Block> blocks)
{
    m_blocks = std::move(blocks);
    rebuild();
}

QSize BlockView::sizeHint() const
{
    return {400, minimumHeight()};
}

QSize BlockView::minimumSizeHint() const
{
    return {120, minimumHeight()};
}

void BlockView::rebuild()
{
    m_rebuilding = true;
    m_figureWidth = std::max(200, viewport()->width());
    document()->setDefaultFont(font());
    widgets::setBlocks(*document(), m_blocks, m_figureWidth);
    m_rebuilding = false;
    fit();
}

void BlockView::fit()
{
    document()->setTextWidth(viewport()->width());
    setFixedHeight(std::max(20, static_cast<int>(std::ceil(document()->size().height())) + 2));
}

void BlockView::resizeEvent(QResizeEvent* event)
{
    QTextEdit::resizeEvent(event);
    if (m_rebuilding || event->size().width() == event->oldSize().width()) {
        return;
    }
    const notebook::Figure* picture = figure();
    const auto whole = picture == nullptr ? 0 : static_cast<int>(picture->width);
    const bool narrow = viewport()->width() < whole || m_figureWidth < whole;
    if (narrow && viewport()->width() != m_figureWidth) {
        rebuild();
    } else {
        fit();
    }
}

void BlockView::changeEvent(QEvent* event)
{
    QTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        rebuild();
    }
}

void BlockView::wheelEvent(QWheelEvent* event)
{
    event->ignore();
}

void BlockView::mouseDoubleClickEvent(QMouseEvent*)
{
    Q_EMIT activated();
}

const notebook::Figure* BlockView::figure() const
{
    for (const notebook::Block& block : m_blocks) {
        if (const auto* figure = std::get_if<notebook::FigureBlock>(&block)) {
            return &figure->figure;
        }
    }
    return nullptr;
}

void BlockView::copyImage() const
{
    if (const notebook::Figure* picture = figure()) {
        QGuiApplication::clipboard()->setImage(imageOf(*picture));
    }
}

bool BlockView::saveSvg(const QString& path) const
{
    const notebook::Figure* picture = figure();
    QSaveFile file(path);
    if (picture == nullptr || !file.open(QIODevice::WriteOnly)) {
        return false;
    }
    const std::string svg = notebook::svgFile(*picture);
    file.write(svg.data(), static_cast<qint64>(svg.size()));
    return file.commit();
}

void BlockView::chooseSvg()
{
    auto* dialog = new QFileDialog(this, tr("Save as SVG"), {}, tr("Pictures (*.svg)"));
    dialog->setObjectName(QStringLiteral("saveSvgDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("svg"));
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString& path) { static_cast<void>(saveSvg(path)); });
    dialog->open();
}

void BlockView::contextMenuEvent(QContextMenuEvent* event)
{
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("blockMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy"), this, [this] {
        if (!textCursor().hasSelection()) {
            selectAll();
        }
        copy();
    });
    menu->addAction(tr("Select all"), this, &QTextEdit::selectAll);
    if (figure() != nullptr) {
        menu->addSeparator();
        menu->addAction(tr("Copy as image"), this, &BlockView::copyImage);
        menu->addAction(tr("Save as SVG\u2026"), this, &BlockView::chooseSvg);
    }
    menu->popup(event->globalPos());
}

} // namespace throughline::widgets
