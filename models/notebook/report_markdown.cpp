#include "models/notebook/report_markdown.h"

#include "models/base/text.h"
#include "models/codec/text_escape.h"
#include "models/notebook/figure_svg.h"
#include "models/notebook/number_text.h"

#include <algorithm>
#include <utility>

namespace throughline::notebook {

namespace {

enum class Place
{
    Paragraph,
    Cell
};

/// Data as text. A dollar within an element of its own pairs with no other one, whoever looks.
std::string escaped(std::string_view text, MarkdownReader reader)
{
    std::string markdown = codec::escapeMarkdown(text);
    return reader == MarkdownReader::Jupyter
        ? replaceAll(std::move(markdown), "\\$", "<span>&#36;</span>")
        : markdown;
}

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
std::string marked(const std::string& words, std::string_view mark)
{
    const std::string_view inner = trim(words);
    if (inner.empty()) {
        return words;
    }
    const auto lead = static_cast<std::size_t>(inner.data() - words.data());
    return words.substr(0, lead).append(mark).append(inner).append(mark).append(
        words.substr(lead + inner.size()));
}

std::string runText(const Run& run, Place place, MarkdownReader reader)
{
    switch (run.tone) {
    case RunTone::Code:
        return codeSpan(run.text, place);
    case RunTone::Strong:
    case RunTone::Bad:
        return marked(escaped(run.text, reader), "**");
    case RunTone::Emphasis:
        return marked(escaped(run.text, reader), "*");
    case RunTone::Normal:
    case RunTone::Muted:
        break;
    }
    return escaped(run.text, reader);
}

/// What GitHub and GitLab follow: pages only.
bool isPage(std::string_view url)
{
    const std::string start = toLowerAscii(url.substr(0, 8));
    return isSafeLink(url) && (start.starts_with("http://") || start.starts_with("https://"));
}

std::string runsText(const Runs& runs, Place place, MarkdownReader reader)
{
    std::string text;
    for (const Run& run : runs) {
        const std::string words = runText(run, place, reader);
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
std::string lineOf(const Runs& runs, MarkdownReader reader)
{
    return std::string(trim(runsText(runs, Place::Paragraph, reader)));
}

class Writer
{
public:
    Writer(std::string& text, MarkdownReader reader)
        : m_text(text)
        , m_reader(reader)
    {
    }

    void operator()(const Heading& heading)
    {
        const auto level = static_cast<std::size_t>(std::clamp(heading.level + 2, 3, 6));
        line(std::string(level, '#') + ' ' + lineOf(heading.runs, m_reader));
    }

    void operator()(const Paragraph& paragraph)
    {
        const std::string text = lineOf(paragraph.runs, m_reader);
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
            m_text.append(" ").append(lineOf(item.runs, m_reader)).append("\n");
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
            line(marked(escaped(table.caption, m_reader), "*"));
        }
        std::string head = "|";
        std::string rule = "|";
        for (const TableColumn& column : table.columns) {
            head.append(" ").append(trim(escaped(column.title, m_reader))).append(" |");
            rule += column.align == ColumnAlign::Right ? " ---: |" : " --- |";
        }
        m_text += head + '\n' + rule + '\n';
        for (const auto& row : table.rows) {
            m_text += '|';
            for (std::size_t i = 0; i < table.columns.size(); ++i) {
                const std::string cell =
                    i < row.size() ? runsText(row[i], Place::Cell, m_reader) : std::string();
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
            line(marked(escaped(facts, m_reader), "*"));
        }
    }

    std::string& m_text;
    MarkdownReader m_reader;
};

} // namespace

void MarkdownText::title(const Document& document)
{
    Writer writer(m_text, m_reader);
    writer.line("# " + std::string(trim(escaped(document.title, m_reader))));
    writer.line(std::string(trim(escaped(joinFacts(kickerFacts(document)), m_reader))));
}

void MarkdownText::sectionTitle(const std::string& text)
{
    Writer(m_text, m_reader).line("## " + std::string(trim(escaped(text, m_reader))));
}

void MarkdownText::block(const Block& block)
{
    Writer writer(m_text, m_reader);
    std::visit(writer, block);
}

void MarkdownText::picture(const Figure& figure, const std::string& fileName)
{
    Writer(m_text, m_reader)
        .line("![" + escaped(figure.title, m_reader) + "](" + codec::escapeUrlQuery(fileName)
              + ')');
}

void MarkdownText::foot(const Document& document)
{
    std::vector<std::string> facts = provenanceFacts(document.provenance);
    facts.push_back("made by Throughline " + momentText(document.made) + " UTC");
    Writer writer(m_text, m_reader);
    writer.line("---");
    writer.line(marked(escaped(joinFacts(facts), m_reader), "*"));
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
