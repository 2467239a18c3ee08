#include "models/qt/document_pages.h"

#include "models/qt/figure_painter.h"
#include "models/qt/run_text.h"
#include "models/qt/table_pages.h"

#include <QPainter>

#include <algorithm>

namespace throughline::qt {

namespace {

using notebook::ColourRole;
using notebook::Runs;

/// Room for a head and the first row below it.
constexpr double kWithHead = 84;

QColor colourOf(ColourRole role)
{
    return QColor::fromRgb(notebook::colourOf(role, notebook::ColourScheme::Light));
}

/// Sets one block after the other.
class Setter
{
public:
    Setter(PageFlow& flow, const notebook::Provenance& whole)
        : m_flow(flow)
        , m_whole(whole)
        , m_width(flow.frame().contentWidth())
    {
    }

    void operator()(const notebook::Heading& heading)
    {
        m_flow.gap(10);
        text(heading.runs, {.pixelSize = heading.level > 1 ? 14 : 15, .strong = true}, kWithHead);
        m_flow.gap(4);
    }

    void operator()(const notebook::Paragraph& paragraph)
    {
        switch (paragraph.kind) {
        case notebook::ParagraphKind::Lead:
            barred(paragraph.runs, {.pixelSize = 16, .lineHeight = 1.42}, ColourRole::Affected, 4);
            m_flow.gap(14);
            break;
        case notebook::ParagraphKind::Quote:
            barred(paragraph.runs, {.colour = ColourRole::Muted}, ColourRole::Bar, 3);
            m_flow.gap(10);
            break;
        case notebook::ParagraphKind::Note:
            text(paragraph.runs,
                 {.pixelSize = 12, .lineHeight = 1.45, .colour = ColourRole::Muted});
            m_flow.gap(6);
            break;
        case notebook::ParagraphKind::Plain:
            text(paragraph.runs, {.pixelSize = 13, .lineHeight = 1.4});
            m_flow.gap(8);
            break;
        }
    }

    void operator()(const notebook::ListBlock& list)
    {
        for (const notebook::ListItem& item : list.items) {
            const double left = 18.0 * (std::clamp(item.depth, 0, 8) + 1);
            const RunText marker(
                notebook::plain(item.marker.empty() ? "\u2022" : notebook::shownText(item.marker)),
                60, {.colour = ColourRole::Muted});
            lines(RunText(item.runs, m_width - left, {}), left, 0,
                  [marker, left](QPainter& painter, QPointF corner) {
                      marker.paint(painter, corner + QPointF(left - 16, 0));
                  });
            m_flow.gap(2);
        }
        m_flow.gap(8);
    }

    void operator()(const notebook::CodeBlock& code)
    {
        const RunText set(notebook::plain(code.text), m_width - 24,
                          {.pixelSize = 11, .lineHeight = 1.5, .fixedPitch = true});
        const double width = m_width;
        m_flow.gap(4);
        for (int line = 0; line < set.lineCount(); ++line) {
            m_flow.place(set.lineHeight(), [set, line, width](QPainter& painter, QPointF corner) {
                painter.fillRect(QRectF(corner, QSizeF(width, set.lineHeight() + 0.5)),
                                 QColor(0xF6F6F5));
                set.paintLine(painter, corner + QPointF(12, 0), line);
            });
        }
        m_flow.gap(14);
    }

    void operator()(const notebook::TableBlock& table) { flowTable(m_flow, table); }

    void operator()(const notebook::KeyFigures& figures)
    {
        if (figures.items.empty()) {
            return;
        }
        const double each = m_width / static_cast<double>(figures.items.size());
        std::vector<std::pair<RunText, RunText>> cells;
        double height = 0;
        for (const notebook::KeyFigures::Item& item : figures.items) {
            cells.emplace_back(
                RunText(notebook::plain(item.value), each - 26,
                        {.pixelSize = 20, .lineHeight = 1.25, .strong = true}),
                RunText(notebook::plain(item.label), each - 26,
                        {.pixelSize = 12, .lineHeight = 1.4, .colour = ColourRole::Muted}));
            height = std::max(height, cells.back().first.height() + cells.back().second.height());
        }
        height += 20;
        const double width = m_width;
        m_flow.place(height, [cells, each, height, width](QPainter& painter, QPointF corner) {
            painter.setPen(QPen(QColor(0xDFE1E3), 1));
            painter.drawRoundedRect(QRectF(corner, QSizeF(width, height)), 6, 6);
            for (std::size_t i = 0; i < cells.size(); ++i) {
                const double left = each * static_cast<double>(i);
                if (i > 0) {
                    painter.setPen(QPen(QColor(0xDFE1E3), 1));
                    painter.drawLine(corner + QPointF(left, 0), corner + QPointF(left, height));
                }
                const QPointF inside = corner + QPointF(left + 14, 9);
                cells[i].first.paint(painter, inside);
                cells[i].second.paint(painter, inside + QPointF(0, cells[i].first.height() + 2));
            }
        });
        m_flow.gap(12);
    }

    void operator()(const notebook::FigureBlock& block)
    {
        const notebook::Figure& figure = block.figure;
        const double scale = figure.width > 0 ? m_width / figure.width : 1;
        m_flow.place(
            figure.height * scale,
            [figure, scale](QPainter& painter, QPointF corner) {
                painter.translate(corner);
                painter.scale(scale, scale);
                paintFigure(painter, figure, {0, 0}, notebook::ColourScheme::Light, reportFont(13));
            },
            30);
        m_flow.gap(4);
        // The foot of each page says it of the whole document.
        if (block.provenance != m_whole) {
            source(block.provenance);
        }
    }

    void operator()(const notebook::ProvenanceBlock& block)
    {
        if (block.provenance != m_whole) {
            source(block.provenance);
        }
    }

    void operator()(const notebook::ComputationBlock& /*computation*/) { }

    void text(const Runs& runs, const RunStyle& style, double together = 0)
    {
        lines(RunText(runs, m_width, style), 0, together, {});
    }

private:
    void source(const notebook::Provenance& provenance)
    {
        const std::string facts = notebook::joinFacts(notebook::provenanceFacts(provenance));
        if (!facts.empty()) {
            text(notebook::plain(facts),
                 {.pixelSize = 10, .lineHeight = 1.45, .colour = ColourRole::Muted});
            m_flow.gap(9);
        }
    }

    /// Line by line, so that a long text goes on on the next page; a short one stays together.
    void lines(const RunText& set, double left, double together, const PageFlow::Paint& beside)
    {
        constexpr int kShort = 4;
        if (set.lineCount() <= kShort) {
            m_flow.place(
                set.height(),
                [set, left, beside](QPainter& painter, QPointF corner) {
                    if (beside) {
                        beside(painter, corner);
                    }
                    set.paint(painter, corner + QPointF(left, 0));
                },
                together);
            return;
        }
        for (int line = 0; line < set.lineCount(); ++line) {
            const PageFlow::Paint first = line == 0 ? beside : PageFlow::Paint();
            m_flow.place(set.lineHeight(),
                         [set, left, line, first](QPainter& painter, QPointF corner) {
                             if (first) {
                                 first(painter, corner);
                             }
                             set.paintLine(painter, corner + QPointF(left, 0), line);
                         });
        }
    }

    /// With a bar at the left, which goes along every line.
    void barred(const Runs& runs, const RunStyle& style, ColourRole colour, double thickness)
    {
        const RunText set(runs, m_width - 20, style);
        for (int line = 0; line < set.lineCount(); ++line) {
            m_flow.place(set.lineHeight(), [=](QPainter& painter, QPointF corner) {
                painter.fillRect(QRectF(corner, QSizeF(thickness, set.lineHeight() + 0.3)),
                                 colourOf(colour));
                set.paintLine(painter, corner + QPointF(20, 0), line);
            });
        }
    }

    PageFlow& m_flow;
    const notebook::Provenance& m_whole;
    double m_width;
};

void flowSection(PageFlow& flow, Setter& setter, const notebook::Section& section)
{
    if (section.newPage) {
        flow.newPage();
    }
    if (!section.title.empty()) {
        flow.gap(12);
        setter.text(notebook::plain(section.title), {.pixelSize = 15, .strong = true}, kWithHead);
        flow.gap(5);
    }
    for (const notebook::Block& block : section.blocks) {
        std::visit(setter, block);
    }
}

/// Title and the sections up to the first that begins a page of its own; how many these were.
std::size_t flowFirstPart(PageFlow& flow, Setter& setter, const notebook::Document& document)
{
    setter.text(notebook::plain(notebook::joinFacts(notebook::kickerFacts(document))),
                {.pixelSize = 12, .colour = ColourRole::Muted});
    flow.gap(4);
    setter.text(notebook::plain(document.title),
                {.pixelSize = 21, .lineHeight = 1.25, .strong = true});
    flow.gap(12);
    std::size_t section = 0;
    while (section < document.sections.size() && !document.sections[section].newPage) {
        flowSection(flow, setter, document.sections[section++]);
    }
    return section;
}

/// How much of the gaps may stay so that what is meant for one page does not leave its last lines
/// on a second; all where that cannot be had.
double gapShareOfFirstPart(const PageFrame& frame, const notebook::Document& document)
{
    for (const double share : {1.0, 0.8, 0.6, 0.4}) {
        PageFlow trial(frame);
        trial.setGapShare(share);
        Setter setter(trial, document.provenance);
        const std::size_t sections = flowFirstPart(trial, setter, document);
        if (trial.pageCount() == 1 || sections == document.sections.size()
            || trial.pageCount() > 2) {
            return trial.pageCount() == 1 ? share : 1;
        }
    }
    return 1;
}

} // namespace

void flowDocument(PageFlow& flow, const notebook::Document& document)
{
    Setter setter(flow, document.provenance);
    flow.setGapShare(gapShareOfFirstPart(flow.frame(), document));
    std::size_t section = flowFirstPart(flow, setter, document);
    flow.setGapShare(1);
    for (; section < document.sections.size(); ++section) {
        flowSection(flow, setter, document.sections[section]);
    }
}

} // namespace throughline::qt
