#include "models/codec/markup_writer.h"

#include "models/base/assert.h"
#include "models/base/text.h"
#include "models/codec/text_escape.h"

namespace throughline::codec {

namespace {

/// XML has no place for these two, not even escaped.
std::string withoutNonCharacters(std::string text)
{
    if (text.find("\xEF\xBF") == std::string::npos) {
        return text;
    }
    text = replaceAll(std::move(text), "\xEF\xBF\xBE", "\xEF\xBF\xBD");
    return replaceAll(std::move(text), "\xEF\xBF\xBF", "\xEF\xBF\xBD");
}

} // namespace

void MarkupWriter::begin(std::string_view name, std::initializer_list<MarkupAttribute> attributes)
{
    m_markup.append("<").append(name);
    for (const MarkupAttribute& attribute : attributes) {
        if (!attribute.value.empty()) {
            m_markup.append(" ").append(attribute.name).append("=\"");
            m_markup.append(withoutNonCharacters(escapeHtmlAttribute(attribute.value)));
            m_markup.append("\"");
        }
    }
}

MarkupWriter& MarkupWriter::open(std::string_view name,
                                 std::initializer_list<MarkupAttribute> attributes)
{
    begin(name, attributes);
    m_markup.append(">");
    m_open.emplace_back(name);
    return *this;
}

MarkupWriter& MarkupWriter::close()
{
    TL_ASSERT(!m_open.empty());
    m_markup.append("</").append(m_open.back()).append(">");
    m_open.pop_back();
    return *this;
}

MarkupWriter& MarkupWriter::leaf(std::string_view name,
                                 std::initializer_list<MarkupAttribute> attributes)
{
    begin(name, attributes);
    m_markup.append(" />");
    return *this;
}

MarkupWriter& MarkupWriter::text(std::string_view data)
{
    m_markup.append(withoutNonCharacters(escapeHtmlText(data)));
    return *this;
}

MarkupWriter& MarkupWriter::element(std::string_view name, std::string_view data,
                                    std::initializer_list<MarkupAttribute> attributes)
{
    return open(name, attributes).text(data).close();
}

MarkupWriter& MarkupWriter::trusted(std::string_view markup)
{
    m_markup.append(markup);
    return *this;
}

MarkupWriter& MarkupWriter::newLine()
{
    m_markup.append("\n");
    return *this;
}

} // namespace throughline::codec
