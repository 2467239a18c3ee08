#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::codec {

/// One attribute of an element; the value is data.
struct MarkupAttribute
{
    std::string_view name;
    std::string value;
};

/// Builds HTML or SVG element by element. Names are ours; every text and every value is escaped, so
/// data never becomes markup. Characters XML cannot hold become U+FFFD.
class MarkupWriter
{
public:
    /// Attributes with an empty value are left out.
    MarkupWriter& open(std::string_view name,
                       std::initializer_list<MarkupAttribute> attributes = {});
    MarkupWriter& close();

    /// An element without content, as `<name />`.
    MarkupWriter& leaf(std::string_view name,
                       std::initializer_list<MarkupAttribute> attributes = {});

    MarkupWriter& text(std::string_view data);

    /// An element that holds nothing but this text.
    MarkupWriter& element(std::string_view name, std::string_view data,
                          std::initializer_list<MarkupAttribute> attributes = {});

    /// Markup that is whole already: of another writer, or a constant of ours.
    MarkupWriter& trusted(std::string_view markup);

    /// A line end, for people who read the file; between blocks only.
    MarkupWriter& newLine();

    [[nodiscard]] const std::string& markup() const { return m_markup; }

private:
    void begin(std::string_view name, std::initializer_list<MarkupAttribute> attributes);

    std::string m_markup;
    std::vector<std::string> m_open;
};

} // namespace throughline::codec
