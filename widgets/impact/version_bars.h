#pragma once

#include "widgets/impact/error_detail.h"
#include "widgets/plot/plot_widget.h"

namespace throughline::widgets {

/// Sessions per version as short bars with their numbers; the latest six versions given.
class VersionBars : public PlotWidget
{
    Q_OBJECT

public:
    explicit VersionBars(QWidget* parent = nullptr);

    void setVersions(const std::vector<VersionCount>& versions);
    [[nodiscard]] TableTwin table() const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    [[nodiscard]] QString summary() const override;
    [[nodiscard]] QString hintAt(QPointF position) const override;
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] int rowHeight() const;
    [[nodiscard]] std::size_t firstShown() const;

    std::vector<VersionCount> m_versions;
};

} // namespace throughline::widgets
