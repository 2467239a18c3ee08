#include "models/notebook/report_markdown.h"

#include "models/base/text.h"
#include "models/codec/text_escape.h"
#include "models/notebook/figure_svg.h"
#include "models/notebook/number_text.h"

#include <algorithm>
#include <utility>

namespace throughline::notebook {

namespace {

using codec::escapeMarkdown;

enum class Place
{
    Paragraph,
    Cell
};

/// The longest run of this character.
std::size_t longestRun(std::string_view text, char wanted)
{
    std::size_t longest = 0;
    std::size_t run = 0;
    for (const char c : text) {
        run = c == wanted ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return longest;
}

/// A code span: its fence is longer than any inside, so nothing of it is markup.
std::string codeSpan(std::string_view text, Place place)
{
    std::string code = codec::escapeTerminal(text);
    if (trim(code).empty()) {
        return {};
    }
    if (place == Place::Cell) {
        code = replaceAll(std::move(code), "|", "\\|");
    }
    const std::string fence(longestRun(code, '`') + 1, '`');
    const bool padded = code.front() == '`' || code.back() == '`' || code.front() == ' ';
    const std::string pad = padded ? " " : "";
    return fence + pad + code + pad + fence;
}

/// Marks around a text, with blanks left outside, where they would not count.
std::string marked(const std::string& escaped, std::string_view mark)
{
    const std::string_view inner = trim(escaped);
    if (inner.empty()) {
        return escaped;
    }
    const auto lead = static_cast<std::size_t>(inner.data() - escaped.data());
    return escaped.substr(0, lead).append(mark).append(inner).append(mark).append(
        escaped.substr(lead + inner.size()));
}

std::string runText(const Run& run, Place place)
{
    switch (run.tone) {
    case RunTone::Code:
        return codeSpan(run.text, place);
    case RunTone::Strong:
    case RunTone::Bad:
        return marked(escapeMarkdown(run.text), "**");
    case RunTone::Emphasis:
        return marked(escapeMarkdown(run.text), "*");
    case RunTone::Normal:
    case RunTone::Muted:
        break;
    }
    return escapeMarkdown(run.text);
}

/// What GitHub and GitLab follow: pages only.
bool isPage(std::string_view url)
{
    const std::string start = toLowerAscii(url.substr(0, 8));
    return isSafeLink(url) && (start.starts_with("http://") || start.starts_with("https://"));
}

std::string runsText(const Runs& runs, Place place)
{
    std::string text;
    for (const Run& run : runs) {
        const std::string words = runText(run, place);
        if (!isPage(run.url) || trim(words).empty()) {
            text += words;
            continue;
        }
        std::string url = replaceAll(run.url, "|", "%7C");
        url = replaceAll(std::move(url), "(", "%28");
        text += '[' + words + "](" + replaceAll(std::move(url), ")", "%29") + ')';
    }
    return text;
}

/// In one line, with nothing in front that would make it a block of another kind.
std::string lineOf(const Runs& runs)
{
    return std::string(trim(runsText(runs, Place::Paragraph)));
}

class Writer
{
public:
    explicit Writer(std::string& text)
        : m_text(text)
    {
    }

    void operator()(const Heading& heading)
    {
        const auto level = static_cast<std::size_t>(std::clamp(heading.level + 2, 3, 6));
        line(std::string(level, '#') + ' ' + lineOf(heading.runs));
    }

    void operator()(const Paragraph& paragraph)
    {
        const std::string text = lineOf(paragraph.runs);
        if (text.empty()) {
            return;
        }
        const bool set =
            paragraph.kind == ParagraphKind::Lead || paragraph.kind == ParagraphKind::Quote;
        line(set ? "> " + text : text);
    }

    void operator()(const ListBlock& list)
    {
        for (const ListItem& item : list.items) {
            const auto depth = static_cast<std::size_t>(std::clamp(item.depth, 0, 8));
            const bool numbered = !item.marker.empty()
                && std::all_of(item.marker.begin(), item.marker.end() - 1, isAsciiDigit)
                && item.marker.size() > 1 && item.marker.size() < 9 && item.marker.back() == '.';
            m_text.append(std::string(depth * 4, ' ')).append(numbered ? item.marker : "-");
            m_text.append(" ").append(lineOf(item.runs)).append("\n");
        }
        m_text += '\n';
    }

    void operator()(const CodeBlock& code)
    {
        std::string text = codec::showControls(replaceAll(code.text, "\r\n", "\n"));
        const std::string fence(std::max<std::size_t>(3, longestRun(text, '`') + 1), '`');
        line(fence + '\n' + text + (text.ends_with('\n') ? "" : "\n") + fence);
    }

    void operator()(const TableBlock& table)
    {
        if (table.columns.empty()) {
            return;
        }
        if (!table.caption.empty()) {
            line(marked(escapeMarkdown(table.caption), "*"));
        }
        std::string head = "|";
        std::string rule = "|";
        for (const TableColumn& column : table.columns) {
            head.append(" ").append(trim(escapeMarkdown(column.title))).append(" |");
            rule += column.align == ColumnAlign::Right ? " ---: |" : " --- |";
        }
        m_text += head + '\n' + rule + '\n';
        for (const auto& row : table.rows) {
            m_text += '|';
            for (std::size_t i = 0; i < table.columns.size(); ++i) {
                const std::string cell =
                    i < row.size() ? runsText(row[i], Place::Cell) : std::string();
                m_text.append(" ").append(trim(cell)).append(" |");
            }
            m_text += '\n';
        }
        m_text += '\n';
        if (const std::string more = leftOutText(table); !more.empty()) {
            line(more);
        }
    }

    void operator()(const KeyFigures& figures)
    {
        TableBlock table;
        table.rows.emplace_back();
        for (const KeyFigures::Item& item : figures.items) {
            table.columns.push_back({item.label});
            table.rows.front().push_back({Run {item.value, RunTone::Strong}});
        }
        (*this)(table);
    }

    void operator()(const FigureBlock& block) { provenance(block.provenance); }

    void operator()(const ProvenanceBlock& block) { provenance(block.provenance); }

    void operator()(const ComputationBlock& /*computation*/) { }

    /// A block of its own; blanks in front would make it code.
    void line(std::string_view text) { m_text.append(trim(text)).append("\n\n"); }

private:
    void provenance(const Provenance& provenance)
    {
        if (const std::string facts = joinFacts(provenanceFacts(provenance)); !facts.empty()) {
            line(marked(escapeMarkdown(facts), "*"));
        }
    }

    std::string& m_text;
};

} // namespace

void MarkdownText::title(const Document& document)
{
    Writer writer(m_text);
    writer.line("# " + std::string(trim(escapeMarkdown(document.title))));
    writer.line(std::string(trim(escapeMarkdown(joinFacts(kickerFacts(document))))));
}

void MarkdownText::sectionTitle(const std::string& text)
{
    Writer(m_text).line("## " + std::string(trim(escapeMarkdown(text))));
}

void MarkdownText::block(const Block& block)
{
    Writer writer(m_text);
    std::visit(writer, block);
}

void MarkdownText::picture(const Figure& figure, const std::string& fileName)
{
    Writer(m_text).line("![" + escapeMarkdown(figure.title) + "](" + codec::escapeUrlQuery(fileName)
                        + ')');
}

void MarkdownText::foot(const Document& document)
{
    std::vector<std::string> facts = provenanceFacts(document.provenance);
    facts.push_back("made by Throughline " + momentText(document.made) + " UTC");
    Writer writer(m_text);
    writer.line("---");
    writer.line(marked(escapeMarkdown(joinFacts(facts)), "*"));
}

std::string MarkdownText::take()
{
    return std::exchange(m_text, {});
}

MarkdownReport markdownReport(const Document& document, const std::string& name)
{
    MarkdownReport report;
    MarkdownText markdown;
    markdown.title(document);
    for (const Section& section : document.sections) {
        if (!section.title.empty()) {
            markdown.sectionTitle(section.title);
        }
        for (const Block& block : section.blocks) {
            if (const auto* picture = std::get_if<FigureBlock>(&block)) {
                const std::string file =
                    name + '-' + std::to_string(report.pictures.size() + 1) + ".svg";
                report.pictures.push_back({file, svgFile(picture->figure)});
                markdown.picture(picture->figure, file);
            }
            markdown.block(block);
        }
    }
    markdown.foot(document);
    report.text = markdown.take();
    return report;
}

} // namespace throughline::notebook
