#include "models/notebook/report_html.h"

#include "models/base/text.h"
#include "models/codec/markup_writer.h"
#include "models/notebook/figure_svg.h"
#include "models/notebook/number_text.h"

#include <algorithm>

namespace throughline::notebook {

namespace {

using codec::MarkupWriter;

/// Writes one document; knows how many figures there were, to name them.
class Writer
{
public:
    explicit Writer(const Document& document)
        : m_document(document)
    {
    }

    std::string write()
    {
        m_html.trusted("<!DOCTYPE html>\n").open("html", {{"lang", "en"}}).newLine();
        writeHead();
        m_html.open("body").newLine().open("main").newLine();
        m_html.element("p", joinFacts(kickerFacts(m_document)), {{"class", "kicker"}}).newLine();
        m_html.element("h1", m_document.title).newLine();
        const std::size_t contentsBefore = placeOfContents();
        for (std::size_t i = 0; i < m_document.sections.size(); ++i) {
            if (i == contentsBefore) {
                writeContents();
            }
            writeSection(i);
        }
        if (contentsBefore == m_document.sections.size()) {
            writeContents();
        }
        m_html.close().newLine().open("footer").element("p", footLine()).close().newLine();
        m_html.close().newLine().close().newLine();
        return m_html.markup();
    }

    void operator()(const Heading& heading)
    {
        const int level = std::clamp(heading.level + 2, 3, 5);
        m_html.open("h" + std::to_string(level));
        writeRuns(heading.runs);
        m_html.close().newLine();
    }

    void operator()(const Paragraph& paragraph)
    {
        const bool quote = paragraph.kind == ParagraphKind::Quote;
        if (quote) {
            m_html.open("blockquote");
        }
        m_html.open("p", {{"class", classOf(paragraph.kind)}});
        writeRuns(paragraph.runs);
        m_html.close();
        if (quote) {
            m_html.close();
        }
        m_html.newLine();
    }

    void operator()(const ListBlock& list)
    {
        m_html.open("ul", {{"class", "items"}}).newLine();
        for (const ListItem& item : list.items) {
            m_html.open("li", {{"class", "d" + std::to_string(std::clamp(item.depth, 0, 3))}});
            m_html.element("span", item.marker.empty() ? "\u2022" : item.marker,
                           {{"class", "mark"}});
            m_html.open("span");
            writeRuns(item.runs);
            m_html.close().close().newLine();
        }
        m_html.close().newLine();
    }

    void operator()(const CodeBlock& code) { m_html.element("pre", code.text).newLine(); }

    void operator()(const TableBlock& table)
    {
        m_html.open("div",
                    {{"class", "scroll"},
                     {"tabindex", "0"},
                     {"role", "region"},
                     {"aria-label", table.caption.empty() ? "Table" : table.caption}});
        m_html.open("table");
        if (!table.caption.empty()) {
            m_html.element("caption", table.caption);
        }
        m_html.open("thead").open("tr");
        for (const TableColumn& column : table.columns) {
            m_html.element("th", column.title, {{"scope", "col"}, {"class", classOf(column)}});
        }
        m_html.close().close().newLine().open("tbody").newLine();
        for (const auto& row : table.rows) {
            m_html.open("tr");
            for (std::size_t i = 0; i < table.columns.size(); ++i) {
                m_html.open("td", {{"class", classOf(table.columns[i])}});
                if (i < row.size()) {
                    writeRuns(row[i]);
                }
                m_html.close();
            }
            m_html.close().newLine();
        }
        if (table.rows.empty()) {
            m_html.open("tr").element("td", "none",
                                      {{"colspan", std::to_string(table.columns.size())}});
            m_html.close().newLine();
        }
        m_html.close().close().close().newLine();
        if (const std::string more = leftOutText(table); !more.empty()) {
            m_html.element("p", more, {{"class", "left-out"}}).newLine();
        }
    }

    void operator()(const KeyFigures& figures)
    {
        m_html.open("ul", {{"class", "figures"}});
        for (const KeyFigures::Item& item : figures.items) {
            m_html.open("li").element("strong", item.value).text(" ");
            m_html.element("span", item.label).close();
        }
        m_html.close().newLine();
    }

    void operator()(const FigureBlock& block)
    {
        const std::string id = "figure-" + std::to_string(++m_figures);
        m_html.open("figure").trusted(svgElement(block.figure, id)).close().newLine();
        m_html.open("details").element("summary", "Numbers and where they come from");
        if (!block.table.columns.empty()) {
            (*this)(block.table);
        }
        writeSource(block.provenance, "source");
        m_html.close().newLine();
        // What is folded on the screen is printed.
        writeSource(block.provenance, "source printed");
    }

    void operator()(const ProvenanceBlock& block) { writeSource(block.provenance, "source"); }

    void operator()(const ComputationBlock& /*computation*/) { }

private:
    void writeHead()
    {
        m_html.open("head").newLine().leaf("meta", {{"charset", "utf-8"}}).newLine();
        m_html.leaf("meta",
                    {{"http-equiv", "Content-Security-Policy"},
                     {"content",
                      "default-src 'none'; style-src '" + std::string(reportStyleDigest())
                          + "'; img-src data:; base-uri 'none'; form-action 'none'"}});
        m_html.newLine();
        m_html.leaf("meta",
                    {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
        m_html.newLine().leaf("meta", {{"name", "referrer"}, {"content", "no-referrer"}}).newLine();
        m_html.leaf("meta", {{"name", "generator"}, {"content", "Throughline"}}).newLine();
        m_html.element("title", m_document.title + " \u00b7 " + m_document.kind).newLine();
        m_html.open("style").trusted(reportStyleSheet()).close().newLine();
        m_html.close().newLine();
    }

    /// Behind the first page: before the first section that begins one.
    [[nodiscard]] std::size_t placeOfContents() const
    {
        const auto& sections = m_document.sections;
        return static_cast<std::size_t>(
            std::find_if(sections.begin(), sections.end(),
                         [](const Section& section) { return section.newPage; })
            - sections.begin());
    }

    /// Nothing where no section has a title.
    void writeContents()
    {
        const auto& sections = m_document.sections;
        if (std::all_of(sections.begin(), sections.end(),
                        [](const Section& section) { return section.title.empty(); })) {
            return;
        }
        m_html.open("nav", {{"aria-label", "Contents"}}).element("h2", "In this report");
        m_html.open("ol").newLine();
        for (std::size_t i = 0; i < m_document.sections.size(); ++i) {
            if (!m_document.sections[i].title.empty()) {
                m_html.open("li").element("a", m_document.sections[i].title,
                                          {{"href", "#" + anchorOf(m_document, i)}});
                m_html.close().newLine();
            }
        }
        m_html.close().close().newLine();
    }

    void writeSection(std::size_t place)
    {
        const Section& section = m_document.sections[place];
        const std::string id = anchorOf(m_document, place);
        m_html.open("section", {{"id", id}, {"class", section.newPage ? "new-page" : ""}});
        m_html.newLine();
        if (!section.title.empty()) {
            m_html.element("h2", section.title).newLine();
        }
        for (const Block& block : section.blocks) {
            std::visit(*this, block);
        }
        m_html.close().newLine();
    }

    void writeRuns(const Runs& runs)
    {
        for (const Run& run : runs) {
            if (run.text.empty()) {
                continue; // an element around nothing is not valid
            }
            const bool linked = isSafeLink(run.url);
            if (linked) {
                m_html.open("a", {{"href", run.url}, {"rel", "noreferrer"}});
            }
            writeRun(run);
            if (linked) {
                m_html.close();
            }
        }
    }

    void writeRun(const Run& run)
    {
        switch (run.tone) {
        case RunTone::Normal:
            m_html.text(run.text);
            break;
        case RunTone::Strong:
            m_html.element("strong", run.text);
            break;
        case RunTone::Emphasis:
            m_html.element("em", run.text);
            break;
        case RunTone::Muted:
            m_html.element("span", run.text, {{"class", "muted"}});
            break;
        case RunTone::Bad:
            m_html.element("strong", run.text, {{"class", "bad"}});
            break;
        case RunTone::Code:
            m_html.element("code", run.text);
            break;
        }
    }

    void writeSource(const Provenance& provenance, const std::string& look)
    {
        if (const std::string facts = joinFacts(provenanceFacts(provenance)); !facts.empty()) {
            m_html.element("p", facts, {{"class", look}}).newLine();
        }
    }

    [[nodiscard]] std::string footLine() const
    {
        std::vector<std::string> facts = provenanceFacts(m_document.provenance);
        facts.push_back("made by Throughline " + momentText(m_document.made) + " UTC");
        return joinFacts(facts);
    }

    static std::string classOf(ParagraphKind kind)
    {
        return kind == ParagraphKind::Lead ? "lead" : kind == ParagraphKind::Note ? "note" : "";
    }

    static std::string classOf(const TableColumn& column)
    {
        return column.align == ColumnAlign::Right ? "right" : "";
    }

    const Document& m_document;
    MarkupWriter m_html;
    std::size_t m_figures = 0;
};

} // namespace

std::string htmlReport(const Document& document)
{
    return Writer(document).write();
}

} // namespace throughline::notebook
