#pragma once

#include "widgets/impact/error_detail.h"
#include "widgets/plot/plot_widget.h"

#include <optional>

namespace throughline::widgets {

/// Occurrences per version as short bars with their numbers; the latest six versions given. Up and
/// Down move, Enter or a click asks what that release changed.
class VersionBars : public PlotWidget
{
    Q_OBJECT

public:
    explicit VersionBars(QWidget* parent = nullptr);

    void setVersions(const std::vector<VersionCount>& versions);
    [[nodiscard]] TableTwin table() const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void versionActivated(const QString& version);

protected:
    [[nodiscard]] QString summary() const override;
    [[nodiscard]] QString hintAt(QPointF position) const override;
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    [[nodiscard]] std::optional<std::size_t> placeAt(QPointF position) const;
    void activate(std::size_t place);
    [[nodiscard]] int rowHeight() const;
    [[nodiscard]] std::size_t firstShown() const;

    std::vector<VersionCount> m_versions;
    std::optional<std::size_t> m_current;
};

} // namespace throughline::widgets
