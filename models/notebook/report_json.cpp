#include "models/notebook/report_json.h"

#include "models/codec/json_writer.h"

namespace throughline::notebook {

namespace {

using codec::JsonWriter;

std::string_view kindText(ParagraphKind kind)
{
    switch (kind) {
    case ParagraphKind::Lead:
        return "lead";
    case ParagraphKind::Note:
        return "note";
    case ParagraphKind::Quote:
        return "quote";
    case ParagraphKind::Plain:
        break;
    }
    return "plain";
}

/// Writes each block as an object that names its type.
class Writer
{
public:
    explicit Writer(JsonWriter& json)
        : m_json(json)
    {
    }

    void operator()(const Heading& heading)
    {
        m_json.member("type", "heading").member("level", heading.level);
        m_json.member("text", textOf(heading.runs));
    }

    void operator()(const Paragraph& paragraph)
    {
        m_json.member("type", "paragraph").member("kind", kindText(paragraph.kind));
        m_json.member("text", textOf(paragraph.runs));
    }

    void operator()(const ListBlock& list)
    {
        m_json.member("type", "list").key("items").beginArray();
        for (const ListItem& item : list.items) {
            m_json.beginObject().member("depth", item.depth).textOrNull("marker", item.marker);
            m_json.member("text", textOf(item.runs)).endObject();
        }
        m_json.endArray();
    }

    void operator()(const CodeBlock& code)
    {
        m_json.member("type", "code").member("text", code.text);
    }

    void operator()(const TableBlock& table)
    {
        m_json.member("type", "table");
        writeTable(table);
    }

    void operator()(const KeyFigures& figures)
    {
        m_json.member("type", "key_figures").key("items").beginArray();
        for (const KeyFigures::Item& item : figures.items) {
            m_json.beginObject().member("value", item.value).member("label", item.label);
            m_json.endObject();
        }
        m_json.endArray();
    }

    void operator()(const FigureBlock& block)
    {
        m_json.member("type", "figure").member("title", block.figure.title);
        m_json.textOrNull("description", block.figure.description).key("table");
        if (block.table.columns.empty()) {
            m_json.null();
        } else {
            m_json.beginObject();
            writeTable(block.table);
            m_json.endObject();
        }
        m_json.key("provenance");
        write(block.provenance);
    }

    void operator()(const ProvenanceBlock& block)
    {
        m_json.member("type", "provenance").key("provenance");
        write(block.provenance);
    }

    void operator()(const ComputationBlock& block)
    {
        m_json.member("type", "computation").member("code", block.code);
        m_json.textOrNull("output", block.output);
    }

    void write(const Provenance& provenance)
    {
        m_json.beginObject().textOrNull("filter", provenance.filter);
        m_json.textOrNull("samples", provenance.samples);
        m_json.textOrNull("interval", provenance.interval);
        m_json.textOrNull("method", provenance.method);
        m_json.member("versions", provenance.versions).member("digests", provenance.digests);
        m_json.textOrNull("redacted", provenance.redacted);
        m_json.textOrNull("rejected", provenance.rejected).endObject();
    }

private:
    void writeTable(const TableBlock& table)
    {
        m_json.textOrNull("caption", table.caption).key("columns").beginArray();
        for (const TableColumn& column : table.columns) {
            m_json.value(column.title);
        }
        m_json.endArray().key("rows").beginArray();
        for (const auto& row : table.rows) {
            m_json.beginArray();
            for (const Runs& cell : row) {
                m_json.value(textOf(cell));
            }
            m_json.endArray();
        }
        m_json.endArray().member("left_out", table.leftOut);
    }

    JsonWriter& m_json;
};

} // namespace

std::string jsonReport(const Document& document)
{
    JsonWriter json(1);
    Writer writer(json);
    json.beginObject().member("kind", document.kind).member("title", document.title);
    json.member("facts", document.facts).member("made", formatRfc3339(document.made));
    json.key("provenance");
    writer.write(document.provenance);
    for (const auto& [name, value] : document.data) {
        json.key(name).raw(value);
    }
    json.key("sections").beginArray();
    for (const Section& section : document.sections) {
        json.beginObject().textOrNull("title", section.title).key("blocks").beginArray();
        for (const Block& block : section.blocks) {
            json.beginObject();
            std::visit(writer, block);
            json.endObject();
        }
        json.endArray().endObject();
    }
    json.endArray().endObject();
    return json.text() + '\n';
}

} // namespace throughline::notebook
