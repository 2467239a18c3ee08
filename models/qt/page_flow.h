#pragma once

#include <QFont>
#include <QPointF>
#include <QString>

#include <functional>
#include <memory>
#include <vector>

class QPainter;
class QTextLayout;

namespace throughline::qt {

/// A page's measures, in units of which 900 are the width of A4; content stands between the
/// margins.
struct PageFrame
{
    double width = 900;
    double height = 1273;
    double left = 56;
    double top = 40;
    double right = 844;
    double bottom = 1202; ///< content ends here; below is the foot

    [[nodiscard]] double contentWidth() const { return right - left; }
};

/// Places what is painted on pages, one below the other, and remembers it until the number of pages
/// is known. One thread.
class PageFlow
{
public:
    using Paint = std::function<void(QPainter&, QPointF corner)>;

    explicit PageFlow(PageFrame frame);

    [[nodiscard]] const PageFrame& frame() const { return m_frame; }

    /// Something of this height as a whole; on the next page where this one has no room for it and
    /// `together` below it.
    void place(double height, Paint paint, double together = 0);

    /// Room that is not kept at the top of a page.
    void gap(double height);

    /// Gaps are this much of what is asked for, from here on.
    void setGapShare(double share) { m_gapShare = share; }

    /// What comes next begins a page.
    void newPage();

    /// What is painted at the top of every further page while it is set: the head of a table.
    void setRepeated(double height, Paint paint);
    void endRepeated();

    [[nodiscard]] std::size_t pageCount() const { return m_pages.size(); }

    void paintPage(QPainter& painter, std::size_t page) const;

private:
    struct Placed
    {
        QPointF corner;
        Paint paint;
    };

    void beginPage();
    [[nodiscard]] bool atTop() const;

    PageFrame m_frame;
    std::vector<std::vector<Placed>> m_pages;
    double m_y;
    double m_topOfContent;
    double m_gapShare = 1;
    double m_repeatedHeight = 0;
    Paint m_repeated;
};

} // namespace throughline::qt
