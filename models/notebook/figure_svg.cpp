#include "models/notebook/figure_svg.h"

#include "models/base/text.h"
#include "models/codec/markup_writer.h"

namespace throughline::notebook {

namespace {

using codec::MarkupWriter;

/// Shortest with at most two decimals: pictures stay small and the same everywhere.
std::string number(double value)
{
    std::string text = formatFixed(value, 2);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') {
        text.pop_back();
    }
    return text == "-0" ? "0" : text;
}

std::string hexColour(ColourRole role)
{
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    const std::uint32_t colour = colourOf(role, ColourScheme::Light);
    std::string text = "#";
    for (int shift = 20; shift >= 0; shift -= 4) {
        text += kDigits[colour >> static_cast<unsigned>(shift) & 0xFU];
    }
    return text;
}

/// Writes the items either with classes, for a page, or with colours, for a file.
class Items
{
public:
    Items(MarkupWriter& svg, bool classes)
        : m_svg(svg)
        , m_classes(classes)
    {
    }

    void operator()(const FigureBox& box)
    {
        m_svg.leaf("rect",
                   {{"x", number(box.x)},
                    {"y", number(box.y)},
                    {"width", number(box.width)},
                    {"height", number(box.height)},
                    {"fill", colour(box.fill)},
                    {"class", styleClass("f-", box.fill)}});
    }

    void operator()(const FigureLine& line)
    {
        std::string points;
        for (const FigurePoint& point : line.points) {
            points.append(points.empty() ? "" : " ").append(number(point.x)).append(",");
            points.append(number(point.y));
        }
        m_svg.leaf("polyline",
                   {{"points", points},
                    {"fill", "none"},
                    {"stroke", colour(line.stroke)},
                    {"stroke-width", number(line.width)},
                    {"class", styleClass("s-", line.stroke)}});
    }

    void operator()(const FigureText& text)
    {
        const char* anchor = text.anchor == FigureAnchor::Start ? ""
            : text.anchor == FigureAnchor::Middle               ? "middle"
                                                                : "end";
        m_svg.element("text", text.text,
                      {{"x", number(text.x)},
                       {"y", number(text.y)},
                       {"font-size", number(text.size)},
                       {"font-weight", text.strong ? "600" : ""},
                       {"text-anchor", anchor},
                       {"fill", colour(text.fill)},
                       {"class", styleClass("f-", text.fill)}});
    }

private:
    [[nodiscard]] std::string colour(ColourRole role) const
    {
        return m_classes ? std::string() : hexColour(role);
    }

    [[nodiscard]] std::string styleClass(const char* prefix, ColourRole role) const
    {
        return m_classes ? std::string(prefix).append(toText(role)) : std::string();
    }

    MarkupWriter& m_svg;
    bool m_classes;
};

void writeItems(MarkupWriter& svg, const Figure& figure, bool classes)
{
    Items items(svg, classes);
    for (const FigureItem& item : figure.items) {
        std::visit(items, item);
    }
}

std::string viewBox(const Figure& figure)
{
    return "0 0 " + number(figure.width) + ' ' + number(figure.height);
}

} // namespace

std::string svgFile(const Figure& figure)
{
    MarkupWriter svg;
    svg.open(
        "svg",
        {{"xmlns", "http://www.w3.org/2000/svg"},
         {"width", number(figure.width)},
         {"height", number(figure.height)},
         {"viewBox", viewBox(figure)},
         {"role", "img"},
         {"font-family", "Inter, 'Segoe UI', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"}});
    svg.element("title", figure.title).element("desc", figure.description);
    svg.leaf("rect",
             {{"width", number(figure.width)},
              {"height", number(figure.height)},
              {"fill", hexColour(ColourRole::Surface)}});
    writeItems(svg, figure, false);
    svg.close().newLine();
    return svg.markup();
}

std::string svgElement(const Figure& figure, std::string_view id)
{
    MarkupWriter svg;
    svg.open("svg",
             {{"id", std::string(id)},
              {"viewBox", viewBox(figure)},
              {"role", "img"},
              {"aria-label", figure.title + ": " + figure.description}});
    writeItems(svg, figure, true);
    svg.close();
    return svg.markup();
}

} // namespace throughline::notebook
