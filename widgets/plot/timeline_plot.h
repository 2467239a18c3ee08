#pragma once

#include "widgets/plot/plot_widget.h"
#include "widgets/plot/timeline_scene.h"

#include <memory>
#include <optional>
#include <vector>

namespace throughline::widgets {

/// Everything around one session in lanes on one clock.
///
/// Keys: W S zoom, A D pan (Shift: faster), F the whole session, . , next and previous item, E next
/// error, Enter activates, Esc clears. Wheel zooms at the pointer, with Shift it pans; drag pans.
class TimelinePlot : public PlotWidget
{
    Q_OBJECT

public:
    using Items = std::shared_ptr<const std::vector<domain::TimelineItem>>;

    explicit TimelinePlot(QWidget* parent = nullptr);

    /// Items in time order; `whole` is the session.
    void setItems(Items items, const TimeRange& whole);
    /// Selects without a signal; nullopt or a place beyond the items clears.
    void selectItem(std::optional<std::size_t> place);

    [[nodiscard]] std::optional<std::size_t> selectedItem() const { return m_selected; }

    /// Errors with this id keep their colour, others step back; empty: all alike.
    void setHighlightedError(const QString& id);

    [[nodiscard]] TimeRange visibleRange() const { return m_visible; }

    void setVisibleRange(const TimeRange& range);

    [[nodiscard]] TableTwin table() const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// Place in the items set last.
    void itemSelected(std::size_t place);
    void itemActivated(std::size_t place);
    void selectionCleared();
    void visibleRangeChanged(const TimeRange& range);

protected:
    [[nodiscard]] QString summary() const override;
    [[nodiscard]] QString hintAt(QPointF position) const override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    [[nodiscard]] const TimelineScene& scene() const;

    [[nodiscard]] std::size_t count() const { return m_items ? m_items->size() : 0; }

    [[nodiscard]] Timestamp focusTime() const;
    void choose(std::size_t place);
    void step(int by);
    void nextError();
    void zoomBy(double factor, Timestamp anchor);
    void panBy(double share);
    void showSelected();
    bool handleKey(int key, bool shift);
    void sceneChanged();

    Items m_items;
    TimeRange m_whole;
    TimeRange m_visible;
    std::optional<std::size_t> m_selected;
    QString m_highlighted;
    mutable std::optional<TimelineScene> m_scene;
    std::optional<QPointF> m_dragFrom;
    TimeRange m_dragRange;
    bool m_dragged = false;
};

/// "Views", "Actions", ...
[[nodiscard]] QString laneName(domain::TimelineKind kind);

} // namespace throughline::widgets
