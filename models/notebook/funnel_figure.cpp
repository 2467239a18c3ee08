#include "models/notebook/funnel_figure.h"

#include "models/base/text.h"
#include "models/notebook/number_text.h"

#include <algorithm>

namespace throughline::notebook {

namespace {

constexpr double kBarWidth = 0.74;
constexpr double kSide = 6;
constexpr double kPlotTop = 38;
constexpr double kPlotHeight = 122;
constexpr double kSmall = 12.5;

layout::FunnelShares sharesOf(const analysis::FunnelResult& funnel)
{
    layout::FunnelShares shares;
    for (const analysis::FunnelStepResult& step : funnel.steps) {
        shares.push_back(step.rateFromStart);
    }
    return shares;
}

/// Draws one picture; holds its places.
class Drawing
{
public:
    explicit Drawing(const FunnelPicture& picture)
        : m_picture(picture)
    {
        m_figure.width = kFigureWidth;
        m_figure.title = picture.affected == nullptr
            ? "Funnel"
            : "Funnel of sessions " + picture.unaffectedName + " and " + picture.affectedName;
        const std::size_t steps = std::max<std::size_t>(1, picture.unaffected.steps.size());
        m_perStep = (kFigureWidth - 2 * kSide) / static_cast<double>(steps);
    }

    Figure draw()
    {
        std::vector<layout::FunnelShares> arms {sharesOf(m_picture.unaffected)};
        if (m_picture.affected != nullptr) {
            arms.push_back(affectedShares(*m_picture.affected, m_picture.exposureStep));
            drawLegend();
        }
        for (const layout::FunnelBar& bar : layout::funnelBars(arms, kBarWidth)) {
            drawBar(bar);
        }
        double bottom = kPlotTop + kPlotHeight;
        for (std::size_t step = 0; step < m_picture.unaffected.steps.size(); ++step) {
            bottom = std::max(bottom, drawLabel(step));
        }
        m_figure.height = bottom + 6;
        return std::move(m_figure);
    }

private:
    void box(double x, double y, double width, double height, ColourRole fill)
    {
        m_figure.items.emplace_back(FigureBox {x, y, width, height, fill});
    }

    void text(FigureText text) { m_figure.items.emplace_back(std::move(text)); }

    void drawLegend()
    {
        double right = kFigureWidth - kSide;
        const auto entry = [&](const std::string& name, ColourRole fill, ColourRole words) {
            const double width = textWidth(name, kSmall);
            text({right - width, 15, name, words, kSmall});
            box(right - width - 14, 6, 9, 9, fill);
            right -= width + 30;
        };
        entry(m_picture.affectedName, ColourRole::Affected, ColourRole::AffectedText);
        entry(m_picture.unaffectedName, ColourRole::Unaffected, ColourRole::UnaffectedText);
    }

    void drawBar(const layout::FunnelBar& bar)
    {
        if (!bar.present) {
            return;
        }
        const bool affected = bar.arm == 1;
        const double left = kSide + (bar.left + 0.5) * m_perStep;
        const double width = (bar.right - bar.left) * m_perStep - 2;
        const double height = bar.height * kPlotHeight;
        const double top = kPlotTop + kPlotHeight - height;
        box(left, kPlotTop, width, kPlotHeight,
            affected ? ColourRole::AffectedGhost : ColourRole::UnaffectedGhost);
        box(left, top, width, height, affected ? ColourRole::Affected : ColourRole::Unaffected);
        text({left + width / 2, top - 5, percentText(bar.height, 0),
              affected ? ColourRole::AffectedText : ColourRole::UnaffectedText, kSmall,
              FigureAnchor::Middle, affected});
    }

    /// The name, how many, and of the affected how many; the y below it.
    double drawLabel(std::size_t place)
    {
        const analysis::FunnelStepResult& step = m_picture.unaffected.steps[place];
        const double left =
            kSide + static_cast<double>(place) * m_perStep + m_perStep * (1 - kBarWidth) / 2;
        const double room = m_perStep - 8;
        double y = kPlotTop + kPlotHeight + 18;
        const std::string name = stepLabel(step.name);
        text({left, y, elided(name, room, 13), ColourRole::Text, 13, FigureAnchor::Start, true});
        y += 17;
        text({left, y, countText(step.count), ColourRole::Muted, kSmall});
        const bool exposed = m_picture.affected != nullptr && place + 1 >= m_picture.exposureStep
            && place < m_picture.affected->steps.size();
        std::string said = name + ' ' + countText(step.count);
        if (exposed) {
            const std::string affected =
                countText(m_picture.affected->steps[place].count) + ' ' + m_picture.affectedName;
            y += 16;
            text({left, y, elided(affected, room, kSmall), ColourRole::AffectedText, kSmall});
            said.append(", ").append(affected);
        }
        m_figure.description.append(m_figure.description.empty() ? "" : "; ").append(said);
        return y;
    }

    const FunnelPicture& m_picture;
    Figure m_figure;
    double m_perStep = 0;
};

} // namespace

layout::FunnelShares affectedShares(const analysis::FunnelResult& affected,
                                    std::uint32_t exposureStep)
{
    const std::size_t from = std::max<std::uint32_t>(1, exposureStep) - 1;
    const std::uint64_t base = from < affected.steps.size() ? affected.steps[from].count : 0;
    layout::FunnelShares shares;
    for (std::size_t i = 0; i < affected.steps.size(); ++i) {
        if (i < from || base == 0) {
            shares.push_back(std::nullopt);
        } else {
            shares.push_back(static_cast<double>(affected.steps[i].count)
                             / static_cast<double>(base));
        }
    }
    return shares;
}

std::string stepLabel(std::string_view name)
{
    const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return isAsciiLetter(c) || isAsciiDigit(c) || c == '_' || c == '-' || c == ' ';
    });
    if (!plain) {
        return std::string(name);
    }
    std::string label(name);
    std::replace(label.begin(), label.end(), '_', ' ');
    label.front() = toUpperAscii(label.substr(0, 1)).front();
    return label;
}

Figure funnelFigure(const FunnelPicture& picture)
{
    return Drawing(picture).draw();
}

} // namespace throughline::notebook
