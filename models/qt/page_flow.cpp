#include "models/qt/page_flow.h"

#include <QPainter>

namespace throughline::qt {

PageFlow::PageFlow(PageFrame frame)
    : m_frame(frame)
    , m_pages(1)
    , m_y(frame.top)
    , m_topOfContent(frame.top)
{
}

bool PageFlow::atTop() const
{
    return m_y <= m_topOfContent;
}

void PageFlow::beginPage()
{
    m_pages.emplace_back();
    m_y = m_frame.top;
    if (m_repeated) {
        m_pages.back().push_back({{m_frame.left, m_y}, m_repeated});
        m_y += m_repeatedHeight;
    }
    m_topOfContent = m_y;
}

void PageFlow::place(double height, Paint paint, double together)
{
    if (m_y + height + together > m_frame.bottom && !atTop()) {
        beginPage();
    }
    m_pages.back().push_back({{m_frame.left, m_y}, std::move(paint)});
    m_y += height;
}

void PageFlow::gap(double height)
{
    if (!atTop()) {
        m_y += height * m_gapShare;
    }
}

void PageFlow::newPage()
{
    if (!atTop()) {
        beginPage();
    }
}

void PageFlow::setRepeated(double height, Paint paint)
{
    m_repeatedHeight = height;
    m_repeated = std::move(paint);
}

void PageFlow::endRepeated()
{
    m_repeated = nullptr;
}

void PageFlow::paintPage(QPainter& painter, std::size_t page) const
{
    for (const Placed& placed : m_pages[page]) {
        painter.save();
        placed.paint(painter, placed.corner);
        painter.restore();
    }
}

} // namespace throughline::qt
