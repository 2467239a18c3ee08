#include "models/notebook/report_ipynb.h"

#include "models/base/hash.h"
#include "models/base/text.h"
#include "models/codec/base64.h"
#include "models/codec/json_writer.h"
#include "models/notebook/figure_svg.h"
#include "models/notebook/report_markdown.h"

#include <algorithm>

namespace throughline::notebook {

namespace {

using codec::JsonWriter;

/// What the other cells stand on. The report's digest finds the notebook among its neighbours; the
/// place for it is the only one filled in, with hexadecimal digits.
constexpr std::string_view kSetup =
    R"py(# What this notebook carries about itself, and the data beside it, if there is any.
import json
import pathlib
import sqlite3

REPORT = "{digest}"


def carried():
    for path in sorted(pathlib.Path().glob("*.ipynb")):
        try:
            own = json.loads(path.read_text(encoding="utf-8"))["metadata"]["throughline"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if own.get("report") == REPORT:
            return path, own
    raise FileNotFoundError("Run this notebook in the folder it lies in")


class Picture:
    def __init__(self, title, svg, png=None):
        self.title, self.svg, self.png = title, svg, png

    def _repr_mimebundle_(self, include=None, exclude=None):
        kind, picture = ("image/png", self.png) if self.png else ("image/svg+xml", self.svg)
        return {kind: picture, "text/plain": self.title}


def figure(number):
    return Picture(**own["figures"][number - 1])


path, own = carried()
beside = path.with_suffix(".sqlite")
data = None
if beside.exists():
    data = sqlite3.connect(beside.resolve().as_uri() + "?mode=ro", uri=True)
print(len(own["figures"]), "figures", "and the data beside them" if data else "")
)py";

/// Lines with their line ends, as the format wants sources.
void writeLines(JsonWriter& json, std::string_view text)
{
    json.beginArray();
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
        json.value(text.substr(0, end));
        text.remove_prefix(end);
    }
    json.endArray();
}

class Writer
{
public:
    Writer(const Document& document, const FigureToPng& png)
        : m_document(document)
        , m_png(png)
        , m_json(1)
    {
    }

    std::string write()
    {
        m_json.beginObject().key("cells").beginArray();
        m_markdown.title(m_document);
        for (const Section& section : m_document.sections) {
            if (!section.title.empty()) {
                m_markdown.sectionTitle(section.title);
            }
            for (const Block& block : section.blocks) {
                writeBlock(block);
            }
        }
        m_markdown.foot(m_document);
        writeMarkdown();
        m_json.endArray();
        writeMetadata();
        m_json.member("nbformat", 4).member("nbformat_minor", 5).endObject();
        return m_json.text() + '\n';
    }

private:
    /// Text gathers for the next Markdown cell; pictures and computations are cells of code.
    void writeBlock(const Block& block)
    {
        const auto* picture = std::get_if<FigureBlock>(&block);
        const auto* computation = std::get_if<ComputationBlock>(&block);
        if ((picture != nullptr || computation != nullptr) && m_run == 0) {
            writeSetup();
        }
        if (picture != nullptr) {
            writePicture(picture->figure);
        }
        if (computation != nullptr) {
            writeCode(computation->code, [&] { writeStream(computation->output); });
        }
        m_markdown.block(block);
    }

    void beginCell(std::string_view type)
    {
        m_json.beginObject().member("cell_type", type);
        m_json.member("id", "cell-" + std::to_string(++m_cells)).key("metadata").beginObject();
        m_json.endObject();
    }

    void writeMarkdown()
    {
        const std::string taken = m_markdown.take();
        const std::string_view text = trim(taken);
        if (text.empty()) {
            return;
        }
        beginCell("markdown");
        m_json.key("source");
        writeLines(m_json, text);
        m_json.endObject();
    }

    template<typename WriteOutput>
    void writeCode(std::string_view code, WriteOutput writeOutput)
    {
        writeMarkdown();
        beginCell("code");
        m_json.member("execution_count", ++m_run).key("outputs").beginArray();
        writeOutput();
        m_json.endArray().key("source");
        writeLines(m_json, trim(code));
        m_json.endObject();
    }

    void writeStream(std::string_view text)
    {
        if (!text.empty()) {
            m_json.beginObject().member("name", "stdout").member("output_type", "stream");
            m_json.key("text");
            writeLines(m_json, text);
            m_json.endObject();
        }
    }

    void writeSetup()
    {
        const std::string code = replaceAll(std::string(kSetup), "{digest}", digest());
        writeCode(code, [&] { writeStream(std::to_string(figures().size()) + " figures \n"); });
    }

    void writePicture(const Figure& figure)
    {
        ++m_pictures;
        writeCode("figure(" + std::to_string(m_pictures) + ")", [&] {
            m_json.beginObject().key("data").beginObject();
            // One kind: what turns notebooks into pages prefers SVG and then takes it out.
            if (const std::string png = pngOf(figure); !png.empty()) {
                m_json.member("image/png", png);
            } else {
                m_json.member("image/svg+xml", svgFile(figure));
            }
            m_json.member("text/plain", figure.title).endObject();
            m_json.member("execution_count", m_run).key("metadata").beginObject().endObject();
            m_json.member("output_type", "execute_result").endObject();
        });
    }

    void writeMetadata()
    {
        m_json.key("metadata").beginObject().key("kernelspec").beginObject();
        m_json.member("display_name", "Python 3").member("language", "python");
        m_json.member("name", "python3").endObject().key("language_info").beginObject();
        m_json.member("name", "python").endObject().key("throughline").beginObject();
        m_json.member("report", digest()).member("title", m_document.title);
        m_json.key("figures").beginArray();
        for (const Figure* figure : figures()) {
            m_json.beginObject().member("title", figure->title);
            m_json.member("svg", svgFile(*figure));
            if (const std::string png = pngOf(*figure); !png.empty()) {
                m_json.member("png", png);
            }
            m_json.endObject();
        }
        m_json.endArray();
        for (const auto& [name, value] : m_document.data) {
            m_json.key(name).raw(value);
        }
        m_json.endObject().endObject();
    }

    [[nodiscard]] std::vector<const Figure*> figures() const
    {
        std::vector<const Figure*> found;
        for (const Section& section : m_document.sections) {
            for (const Block& block : section.blocks) {
                if (const auto* picture = std::get_if<FigureBlock>(&block)) {
                    found.push_back(&picture->figure);
                }
            }
        }
        return found;
    }

    /// In base 64; empty without what paints it.
    [[nodiscard]] std::string pngOf(const Figure& figure) const
    {
        return m_png ? codec::base64(m_png(figure)) : std::string();
    }

    /// Tells this report from others beside it.
    [[nodiscard]] std::string digest() const
    {
        std::string content = m_document.title + formatRfc3339(m_document.made);
        for (const Figure* figure : figures()) {
            content += svgFile(*figure);
        }
        return toHex(hash128(content));
    }

    const Document& m_document;
    const FigureToPng& m_png;
    JsonWriter m_json;
    MarkdownText m_markdown {MarkdownReader::Jupyter};
    int m_cells = 0;
    int m_run = 0;
    int m_pictures = 0;
};

} // namespace

std::string ipynbReport(const Document& document, const FigureToPng& png)
{
    return Writer(document, png).write();
}

} // namespace throughline::notebook
