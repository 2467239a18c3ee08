#include "models/notebook/series_figure.h"

#include "models/layout/axis_ticks.h"
#include "models/layout/linear_scale.h"
#include "models/notebook/number_text.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace throughline::notebook {

namespace {

constexpr double kLeft = 64;
constexpr double kRight = kFigureWidth - 8;
constexpr double kPlotHeight = 150;
constexpr double kSmall = 12;
constexpr std::size_t kMostColumns = 390; ///< beyond it columns are thinner than two pixels
constexpr std::array kSeriesColours {ColourRole::Unaffected, ColourRole::Affected, ColourRole::Axis,
                                     ColourRole::Bar};

bool usable(const std::optional<double>& value)
{
    return value && std::isfinite(*value);
}

/// Draws one picture; holds its places.
class Drawing
{
public:
    explicit Drawing(const SeriesPicture& picture)
        : m_picture(picture)
        , m_count(std::min(picture.series.size(), kSeriesColours.size()))
        , m_top(m_count > 1 ? 26 : 8)
    {
        m_figure.width = kFigureWidth;
        m_figure.height = m_top + kPlotHeight + 28;
        m_figure.title = picture.title;
        for (std::size_t i = 0; i < m_count; ++i) {
            m_places = std::max(m_places, picture.series[i].values.size());
        }
        m_perPlace = (kRight - kLeft) / static_cast<double>(std::max<std::size_t>(1, m_places));
        findScale();
    }

    Figure draw()
    {
        drawAxis();
        const bool columns =
            m_picture.shape == SeriesShape::Columns && m_places * m_count <= kMostColumns;
        for (std::size_t i = 0; i < m_count; ++i) {
            columns ? drawColumns(i) : drawLine(i);
        }
        drawPlaces();
        if (m_count > 1) {
            drawLegend();
        }
        describe();
        return std::move(m_figure);
    }

private:
    void findScale()
    {
        double low = 0;
        double high = 0;
        for (std::size_t i = 0; i < m_count; ++i) {
            for (const std::optional<double>& value : m_picture.series[i].values) {
                low = usable(value) ? std::min(low, *value) : low;
                high = usable(value) ? std::max(high, *value) : high;
            }
        }
        const layout::AxisRange range =
            low == high ? layout::AxisRange {0, 1} : layout::niceRange(low, high, 4);
        m_scale = {range.low, range.high, m_top + kPlotHeight, m_top};
        m_ticks = layout::niceTicks(range.low, range.high, 4);
    }

    void drawAxis()
    {
        for (const double value : m_ticks.values) {
            const double y = m_scale.toPixel(value);
            m_figure.items.emplace_back(FigureLine {
                {{kLeft, y}, {kRight, y}}, value == 0 ? ColourRole::Axis : ColourRole::Grid, 1});
            m_figure.items.emplace_back(FigureText {kLeft - 8, y + 4,
                                                    numberText(value, m_ticks.decimals),
                                                    ColourRole::Muted, kSmall, FigureAnchor::End});
        }
    }

    [[nodiscard]] double middleOf(std::size_t place) const
    {
        return kLeft + (static_cast<double>(place) + 0.5) * m_perPlace;
    }

    void drawColumns(std::size_t series)
    {
        const double each = m_perPlace * 0.8 / static_cast<double>(m_count);
        const double zero = m_scale.toPixel(0);
        const auto& values = m_picture.series[series].values;
        for (std::size_t place = 0; place < values.size(); ++place) {
            if (usable(values[place])) {
                const double left =
                    middleOf(place) - m_perPlace * 0.4 + each * static_cast<double>(series);
                const double y = m_scale.toPixel(*values[place]);
                m_figure.items.emplace_back(FigureBox {left, std::min(y, zero),
                                                       std::max(each - 0.5, 0.5),
                                                       std::abs(zero - y), kSeriesColours[series]});
            }
        }
    }

    /// Runs of numbers as lines; of what falls on one pixel the lowest and the highest.
    void drawLine(std::size_t series)
    {
        FigureLine line {{}, kSeriesColours[series], 1.5};
        const auto finish = [&] {
            if (line.points.size() == 1) {
                line.points.push_back({line.points.front().x + 1, line.points.front().y});
            }
            if (!line.points.empty()) {
                m_figure.items.emplace_back(line);
                line.points.clear();
            }
        };
        const auto& values = m_picture.series[series].values;
        for (std::size_t place = 0; place < values.size();) {
            if (!usable(values[place])) {
                finish();
                ++place;
                continue;
            }
            const double x = std::floor(middleOf(place) * 2) / 2;
            double low = *values[place];
            double high = low;
            for (; place < values.size() && usable(values[place])
                 && std::floor(middleOf(place) * 2) / 2 == x;
                 ++place) {
                low = std::min(low, *values[place]);
                high = std::max(high, *values[place]);
            }
            line.points.push_back({x, m_scale.toPixel(low)});
            if (high > low) {
                line.points.push_back({x, m_scale.toPixel(high)});
            }
        }
        finish();
    }

    /// As many names as stand side by side.
    void drawPlaces()
    {
        double widest = 1;
        for (const std::string& name : m_picture.places) {
            widest = std::max(widest, textWidth(name, kSmall));
        }
        widest = std::min(widest, 140.0);
        const auto every = std::max<std::size_t>(
            1, static_cast<std::size_t>(std::ceil((widest + 14) / m_perPlace)));
        for (std::size_t place = 0; place < std::min(m_places, m_picture.places.size());
             place += every) {
            const double half = widest / 2;
            const double x = std::clamp(middleOf(place), kLeft + half - 20, kRight - half + 4);
            m_figure.items.emplace_back(FigureText {
                x, m_top + kPlotHeight + 18, elided(m_picture.places[place], widest, kSmall),
                ColourRole::Muted, kSmall, FigureAnchor::Middle});
        }
    }

    void drawLegend()
    {
        double left = kLeft;
        for (std::size_t i = 0; i < m_count; ++i) {
            const std::string name = elided(m_picture.series[i].name, 160, kSmall);
            m_figure.items.emplace_back(FigureBox {left, 4, 9, 9, kSeriesColours[i]});
            m_figure.items.emplace_back(FigureText {left + 14, 13, name, ColourRole::Text, kSmall});
            left += textWidth(name, kSmall) + 36;
        }
    }

    /// The lowest and highest number of each; the table beside a picture holds all of them.
    void describe()
    {
        for (std::size_t i = 0; i < m_count; ++i) {
            std::optional<double> low;
            std::optional<double> high;
            for (const std::optional<double>& value : m_picture.series[i].values) {
                if (usable(value)) {
                    low = std::min(low.value_or(*value), *value);
                    high = std::max(high.value_or(*value), *value);
                }
            }
            std::string& said = m_figure.description;
            said.append(said.empty() ? "" : "; ").append(m_picture.series[i].name);
            said.append(low ? ": " + numberText(*low, m_ticks.decimals) + " to "
                                + numberText(*high, m_ticks.decimals)
                            : ": no values");
        }
    }

    const SeriesPicture& m_picture;
    std::size_t m_count;
    double m_top;
    std::size_t m_places = 0;
    double m_perPlace = 1;
    layout::LinearScale m_scale;
    layout::AxisTicks m_ticks;
    Figure m_figure;
};

} // namespace

Figure seriesFigure(const SeriesPicture& picture)
{
    return Drawing(picture).draw();
}

} // namespace throughline::notebook
