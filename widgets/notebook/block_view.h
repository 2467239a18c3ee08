#pragma once

#include "models/notebook/report_document.h"

#include <QTextEdit>

#include <vector>

namespace throughline::widgets {

/// Blocks of a report to read, as tall as they are. Text can be selected and copied; its menu also
/// copies the picture and saves it as SVG. Words cannot be changed here.
class BlockView : public QTextEdit
{
    Q_OBJECT

public:
    explicit BlockView(QWidget* parent = nullptr);

    void setBlocks(std::vector<notebook::Block> blocks);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

    /// The first picture, or nullptr.
    [[nodiscard]] const notebook::Figure* figure() const;
    void copyImage() const;
    /// False when the file cannot be written.
    [[nodiscard]] bool saveSvg(const QString& path) const;

Q_SIGNALS:
    void activated(); ///< double click

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;

private:
    void rebuild();
    void fit();
    void chooseSvg();

    std::vector<notebook::Block> m_blocks;
    int m_figureWidth = 0;
    bool m_rebuilding = false;
};

} // namespace throughline::widgets
