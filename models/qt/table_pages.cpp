#include "models/qt/table_pages.h"

#include "models/qt/run_text.h"

#include <QPainter>

#include <algorithm>
#include <numeric>

namespace throughline::qt {

namespace {

using notebook::ColourRole;
using notebook::TableBlock;

constexpr double kBeside = 6; ///< room at both sides of a cell
constexpr double kAbove = 3.5;

RunStyle cellStyle(const notebook::TableColumn& column, bool head)
{
    return {.pixelSize = 12,
            .lineHeight = 1.35,
            .colour = head ? ColourRole::Muted : ColourRole::Text,
            .alignRight = column.align == notebook::ColumnAlign::Right};
}

/// One row's cells, ready to paint.
struct Row
{
    std::vector<RunText> cells;
    double height = 0;
};

Row rowOf(const TableBlock& table, const std::vector<notebook::Runs>& texts,
          const std::vector<double>& widths, bool head)
{
    Row row;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        row.cells.emplace_back(i < texts.size() ? texts[i] : notebook::Runs(),
                               std::max(10.0, widths[i] - 2 * kBeside),
                               cellStyle(table.columns[i], head));
        row.height = std::max(row.height, row.cells.back().height());
    }
    row.height += 2 * kAbove;
    return row;
}

PageFlow::Paint painterOf(Row row, const std::vector<double>& widths, bool head)
{
    return [row = std::move(row), widths, head](QPainter& painter, QPointF corner) {
        double left = 0;
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            row.cells[i].paint(painter, corner + QPointF(left + kBeside, kAbove));
            left += widths[i];
        }
        painter.setPen(QPen(head ? QColor(0xA9ADB2) : QColor(0xE6E7E8), 1));
        painter.drawLine(corner + QPointF(0, row.height), corner + QPointF(left, row.height));
    };
}

std::vector<notebook::Runs> headOf(const TableBlock& table)
{
    std::vector<notebook::Runs> head;
    for (const notebook::TableColumn& column : table.columns) {
        head.push_back(notebook::plain(column.title));
    }
    return head;
}

std::vector<ColumnNeed> needsOf(const TableBlock& table)
{
    std::vector<ColumnNeed> needs(table.columns.size());
    const auto take = [&](const std::vector<notebook::Runs>& row) {
        for (std::size_t i = 0; i < std::min(row.size(), needs.size()); ++i) {
            const RunText::Widths own = RunText::widths(row[i], cellStyle(table.columns[i], false));
            needs[i].whole = std::max(needs[i].whole, own.whole + 2 * kBeside + 2);
            // Numbers are never broken.
            const bool whole = table.columns[i].align == notebook::ColumnAlign::Right;
            needs[i].word =
                std::max(needs[i].word, (whole ? own.whole : own.word) + 2 * kBeside + 2);
        }
    };
    take(headOf(table));
    for (const auto& row : table.rows) {
        take(row);
    }
    return needs;
}

} // namespace

std::vector<double> columnWidths(const std::vector<ColumnNeed>& needs, double width)
{
    const auto sum = [&](double ColumnNeed::*member) {
        return std::accumulate(
            needs.begin(), needs.end(), 0.0,
            [member](double all, const ColumnNeed& need) { return all + need.*member; });
    };
    const double whole = sum(&ColumnNeed::whole);
    const double words = sum(&ColumnNeed::word);
    std::vector<double> widths;
    for (const ColumnNeed& need : needs) {
        if (whole <= width || whole == words) {
            widths.push_back(whole > 0 ? need.whole / whole * width : 0);
        } else if (words >= width) {
            widths.push_back(need.word / words * width);
        } else {
            const double lack = (need.whole - need.word) / (whole - words);
            widths.push_back(need.word + lack * (width - words));
        }
    }
    return widths;
}

void flowTable(PageFlow& flow, const TableBlock& table)
{
    if (table.columns.empty()) {
        return;
    }
    const double width = flow.frame().contentWidth();
    const std::vector<double> widths = columnWidths(needsOf(table), width);
    Row head = rowOf(table, headOf(table), widths, true);
    const double headHeight = head.height;
    const PageFlow::Paint paintHead = painterOf(std::move(head), widths, true);
    // A head never stands alone at the foot of a page.
    const double firstHeight =
        table.rows.empty() ? 0 : rowOf(table, table.rows.front(), widths, false).height;
    const RunStyle small {.pixelSize = 12, .lineHeight = 1.5, .colour = ColourRole::Muted};
    if (!table.caption.empty()) {
        const RunText caption(notebook::plain(table.caption), width, small);
        flow.place(
            caption.height() + 2,
            [caption](QPainter& painter, QPointF corner) { caption.paint(painter, corner); },
            headHeight + firstHeight);
    }
    flow.place(headHeight, paintHead, firstHeight);
    flow.setRepeated(headHeight, paintHead);
    for (const auto& texts : table.rows) {
        Row row = rowOf(table, texts, widths, false);
        const double height = row.height;
        flow.place(height, painterOf(std::move(row), widths, false));
    }
    flow.endRepeated();
    if (const std::string more = notebook::leftOutText(table); !more.empty()) {
        const RunText text(notebook::plain(more), width, small);
        flow.place(text.height() + 4, [text](QPainter& painter, QPointF corner) {
            text.paint(painter, corner + QPointF(0, 4));
        });
    }
    flow.gap(12);
}

} // namespace throughline::qt
