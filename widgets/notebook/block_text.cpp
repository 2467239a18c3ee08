#include "widgets/notebook/block_text.h"

#include "models/qt/figure_painter.h"
#include "widgets/shared/format.h"
#include "widgets/shared/text.h"
#include "widgets/theme/fonts.h"
#include "widgets/theme/theme.h"

#include <QCoreApplication>
#include <QPainter>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextTable>

#include <algorithm>
#include <cmath>

namespace throughline::widgets {

namespace {

constexpr std::size_t kRowsShown = 12;
constexpr int kFine = 2;

class Words
{
    Q_DECLARE_TR_FUNCTIONS(throughline::widgets::BlockText)
};

QColor colour(Role role)
{
    return Theme::current().colour(role);
}

/// Puts one block after the other at the end of a document.
class Setter
{
public:
    Setter(QTextDocument& document, int width)
        : m_document(document)
        , m_cursor(&document)
        , m_base(document.defaultFont())
        , m_width(width)
    {
    }

    void operator()(const notebook::Heading& heading)
    {
        begin(10, 4);
        insert(heading.runs,
               format(heading.level == 1 ? largeFont(strongFont(m_base)) : strongFont(m_base)));
    }

    void operator()(const notebook::Paragraph& paragraph)
    {
        switch (paragraph.kind) {
        case notebook::ParagraphKind::Lead:
            begin(2, 6);
            insert(paragraph.runs, format(largeFont(m_base)));
            break;
        case notebook::ParagraphKind::Note:
            begin(0, 4);
            insert(paragraph.runs, format(smallFont(m_base), Role::Muted));
            break;
        case notebook::ParagraphKind::Quote:
            begin(2, 6, 1);
            insert(paragraph.runs, format(m_base, Role::Muted));
            break;
        case notebook::ParagraphKind::Plain:
            begin(0, 6);
            insert(paragraph.runs, format(m_base));
            break;
        }
    }

    void operator()(const notebook::ListBlock& list)
    {
        for (const notebook::ListItem& item : list.items) {
            begin(0, 2, std::clamp(item.depth, 0, 8) + 1);
            const QString marker =
                item.marker.empty() ? QStringLiteral("\u2022") : toQString(item.marker);
            m_cursor.insertText(marker + QStringLiteral("  "), format(m_base, Role::Muted));
            insert(item.runs, format(m_base));
        }
    }

    void operator()(const notebook::CodeBlock& code)
    {
        begin(4, 8);
        QTextBlockFormat block = m_cursor.blockFormat();
        block.setBackground(colour(Role::Window));
        block.setLeftMargin(8);
        m_cursor.setBlockFormat(block);
        QString text = toQString(notebook::shownText(code.text));
        while (text.endsWith(QLatin1Char('\n'))) {
            text.chop(1);
        }
        text.replace(QLatin1Char('\n'), QChar::LineSeparator);
        m_cursor.insertText(text, format(codeFont(m_base)));
    }

    void operator()(const notebook::TableBlock& table)
    {
        if (table.columns.empty()) {
            return;
        }
        caption(table.caption);
        const std::size_t shown = std::min(table.rows.size(), kRowsShown);
        QTextTable* grid =
            insertTable(static_cast<int>(shown) + 1, static_cast<int>(table.columns.size()));
        for (std::size_t column = 0; column < table.columns.size(); ++column) {
            cell(*grid, 0, column, notebook::plain(table.columns[column].title),
                 table.columns[column].align, format(smallFont(m_base), Role::Muted));
        }
        for (std::size_t row = 0; row < shown; ++row) {
            for (std::size_t column = 0; column < table.columns.size(); ++column) {
                if (column < table.rows[row].size()) {
                    cell(*grid, static_cast<int>(row) + 1, column, table.rows[row][column],
                         table.columns[column].align, format(m_base));
                }
            }
        }
        leaveTable();
        if (const std::uint64_t more = table.rows.size() - shown + table.leftOut; more > 0) {
            begin(0, 4);
            m_cursor.insertText(
                Words::tr("and %1 more")
                    .arg(formatCountOf(more, Words::tr("%1 row"), Words::tr("%1 rows"))),
                format(smallFont(m_base), Role::Muted));
        }
    }

    void operator()(const notebook::KeyFigures& figures)
    {
        if (figures.items.empty()) {
            return;
        }
        QTextTable* grid = insertTable(2, static_cast<int>(figures.items.size()), false);
        for (std::size_t i = 0; i < figures.items.size(); ++i) {
            cell(*grid, 0, i, notebook::plain(figures.items[i].value), notebook::ColumnAlign::Left,
                 format(largeFont(strongFont(m_base))));
            cell(*grid, 1, i, notebook::plain(figures.items[i].label), notebook::ColumnAlign::Left,
                 format(smallFont(m_base), Role::Muted));
        }
        leaveTable();
    }

    void operator()(const notebook::FigureBlock& figure)
    {
        const QString name = QStringLiteral("figure:%1").arg(m_figures++);
        m_document.addResource(QTextDocument::ImageResource, QUrl(name), imageOf(figure.figure));
        const double scale =
            std::min(1.0, static_cast<double>(m_width) / std::max(1.0, figure.figure.width));
        QTextImageFormat image;
        image.setName(name);
        image.setWidth(std::floor(figure.figure.width * scale));
        image.setHeight(std::floor(figure.figure.height * scale));
        image.setProperty(QTextFormat::ImageAltText, toQString(figure.figure.description));
        begin(4, 6);
        m_cursor.insertImage(image);
        (*this)(figure.table);
    }

    void operator()(const notebook::ProvenanceBlock& block)
    {
        begin(2, 0);
        m_cursor.insertText(
            toQString(notebook::joinFacts(notebook::provenanceFacts(block.provenance))),
            format(smallFont(m_base), Role::Muted));
    }

    void operator()(const notebook::ComputationBlock&) { }

private:
    static QTextCharFormat format(const QFont& font, Role role = Role::Text)
    {
        QTextCharFormat format;
        format.setFont(font);
        format.setForeground(colour(role));
        return format;
    }

    /// A new paragraph; the first takes the one the document begins with.
    void begin(int above, int below, int indent = 0)
    {
        QTextBlockFormat block;
        block.setTopMargin(m_first ? 0 : above);
        block.setBottomMargin(below);
        block.setLeftMargin(indent * 16);
        if (m_first) {
            m_cursor.setBlockFormat(block);
        } else {
            m_cursor.insertBlock(block);
        }
        m_first = false;
    }

    void insert(const notebook::Runs& runs, const QTextCharFormat& base)
    {
        for (const notebook::Run& run : runs) {
            QTextCharFormat format(base);
            switch (run.tone) {
            case notebook::RunTone::Strong:
                format.setFontWeight(QFont::DemiBold);
                break;
            case notebook::RunTone::Emphasis:
                format.setFontItalic(true);
                break;
            case notebook::RunTone::Muted:
                format.setForeground(colour(Role::Muted));
                break;
            case notebook::RunTone::Bad:
                format.setFontWeight(QFont::DemiBold);
                format.setForeground(colour(Role::AffectedText));
                break;
            case notebook::RunTone::Code:
                format.setFont(codeFont(m_base));
                format.setBackground(colour(Role::Window));
                break;
            case notebook::RunTone::Normal:
                break;
            }
            if (!run.url.empty()) {
                format.setForeground(colour(Role::Link));
                format.setToolTip(asToolTip(toQString(run.url)));
            }
            QString text = toQString(notebook::shownText(run.text));
            text.replace(QLatin1Char('\n'), QChar::LineSeparator);
            m_cursor.insertText(text, format);
        }
    }

    void caption(const std::string& text)
    {
        if (!text.empty()) {
            begin(4, 2);
            m_cursor.insertText(toQString(text), format(strongFont(smallFont(m_base))));
        }
    }

    QTextTable* insertTable(int rows, int columns, bool ruled = true)
    {
        QTextTableFormat table;
        table.setBorder(0);
        table.setCellPadding(3);
        table.setCellSpacing(0);
        table.setBorderCollapse(true);
        table.setTopMargin(0);
        table.setBottomMargin(4);
        m_ruled = ruled;
        m_first = false;
        return m_cursor.insertTable(rows, columns, table);
    }

    void leaveTable() { m_cursor.movePosition(QTextCursor::End); }

    void cell(QTextTable& grid, int row, std::size_t column, const notebook::Runs& runs,
              notebook::ColumnAlign align, const QTextCharFormat& base)
    {
        QTextTableCell cell = grid.cellAt(row, static_cast<int>(column));
        QTextTableCellFormat look;
        look.setRightPadding(16);
        look.setVerticalAlignment(QTextCharFormat::AlignTop);
        if (m_ruled) {
            look.setBottomBorder(1);
            look.setBottomBorderStyle(QTextFrameFormat::BorderStyle_Solid);
            look.setBottomBorderBrush(colour(Role::Rule));
        }
        cell.setFormat(look);
        m_cursor = cell.firstCursorPosition();
        QTextBlockFormat block;
        block.setAlignment(align == notebook::ColumnAlign::Right ? Qt::AlignRight : Qt::AlignLeft);
        m_cursor.setBlockFormat(block);
        insert(runs, base);
    }

    QTextDocument& m_document;
    QTextCursor m_cursor;
    QFont m_base;
    int m_width;
    int m_figures = 0;
    bool m_first = true;
    bool m_ruled = true;
};

} // namespace

QImage imageOf(const notebook::Figure& figure)
{
    const Theme& theme = Theme::current();
    QImage image(std::max(1, static_cast<int>(std::ceil(figure.width * kFine))),
                 std::max(1, static_cast<int>(std::ceil(figure.height * kFine))),
                 QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(kFine);
    image.fill(theme.colour(Role::Panel));
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    qt::paintFigure(painter, figure, {},
                    theme.isDark() ? notebook::ColourScheme::Dark : notebook::ColourScheme::Light,
                    qt::reportFont(13));
    return image;
}

void setBlocks(QTextDocument& document, const std::vector<notebook::Block>& blocks, int width)
{
    document.clear();
    Setter setter(document, width);
    for (const notebook::Block& block : blocks) {
        std::visit(setter, block);
    }
}

} // namespace throughline::widgets
