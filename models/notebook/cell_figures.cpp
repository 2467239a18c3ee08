#include "models/notebook/cell_figures.h"

#include "models/base/text.h"
#include "models/notebook/answer_blocks.h"
#include "models/notebook/funnel_figure.h"
#include "models/notebook/impact_parts.h"
#include "models/notebook/interval_figure.h"
#include "models/notebook/number_text.h"
#include "models/notebook/series_figure.h"

#include <algorithm>
#include <utility>

namespace throughline::notebook {

namespace {

constexpr std::size_t kMostIntervals = 14;
constexpr std::size_t kMostPlaces = 400;
constexpr std::size_t kMostColumns = 40;
constexpr std::size_t kMostSeries = 4;

std::optional<Figure> funnelPicture(const ResultReader& result)
{
    analysis::FunnelResult funnel;
    for (const std::uint32_t entry : result.childrenOf(result.child(0, "steps"))) {
        analysis::FunnelStepResult step;
        step.step = static_cast<std::uint32_t>(funnel.steps.size() + 1);
        step.name = result.text(entry, "name");
        step.count = parseUnsigned(result.text(entry, "count")).value_or(0);
        step.rateFromStart = result.number(entry, "rate_from_start").value_or(0);
        step.rateFromPrevious = result.number(entry, "rate_from_previous").value_or(0);
        step.optional = result.text(entry, "optional") == "true";
        funnel.steps.push_back(std::move(step));
    }
    if (funnel.steps.empty()) {
        return std::nullopt;
    }
    funnel.entered = parseUnsigned(result.text(0, "entered")).value_or(0);
    funnel.converted = parseUnsigned(result.text(0, "converted")).value_or(0);
    return funnelFigure({.unaffected = funnel, .unaffectedName = "all"});
}

/// An estimate in points with its interval; a note where there is none.
IntervalPictureRow intervalRow(const ResultReader& result, std::uint32_t entry, std::string label)
{
    IntervalPictureRow row;
    row.label = std::move(label);
    row.count = countOf(parseUnsigned(result.text(entry, "affected")).value_or(0), "session");
    const auto difference = result.number(entry, "difference");
    if (!difference) {
        row.note = "not enough data";
        return row;
    }
    row.value.estimate = *difference * 100;
    const auto bounds = result.childrenOf(result.child(entry, "ci"));
    if (bounds.size() == 2) {
        row.value.low = result.number(bounds[0]).value_or(*difference) * 100;
        row.value.high = result.number(bounds[1]).value_or(*difference) * 100;
    }
    return row;
}

std::optional<Figure> comparisonPicture(const ResultReader& result)
{
    const std::uint32_t headline = result.child(0, "headline");
    if (headline == 0 || !result.number(headline, "difference")) {
        return std::nullopt;
    }
    std::vector<IntervalPictureRow> rows {intervalRow(result, headline, "All affected")};
    rows.front().strong = true;
    for (const std::uint32_t segment : result.childrenOf(result.child(0, "segments"))) {
        if (rows.size() < kMostIntervals && result.number(segment, "difference")) {
            rows.push_back(
                intervalRow(result, segment,
                            fieldWord(result.text(segment, "field")) + ": "
                                + result.shown(result.child(segment, "value"), NumberShape::Text)));
        }
    }
    return intervalFigure(rows, "Difference in conversion, affected against control", "points");
}

std::optional<Figure> hoursPicture(const ResultReader& result)
{
    SeriesPicture picture;
    picture.title = "Occurrences per hour";
    picture.series.push_back({"occurrences", {}});
    const auto hours = result.childrenOf(result.child(0, "per_hour"));
    const std::size_t first = hours.size() > kMostPlaces ? hours.size() - kMostPlaces : 0;
    for (std::size_t i = first; i < hours.size(); ++i) {
        const std::string time = result.text(hours[i], "t");
        constexpr std::size_t kMonth = 5;
        constexpr std::size_t kDayAndHour = 8;
        std::string place = time.size() > kMonth ? time.substr(kMonth, kDayAndHour) + "h" : time;
        std::replace(place.begin(), place.end(), 'T', ' ');
        picture.places.push_back(std::move(place));
        picture.series.front().values.push_back(result.number(hours[i], "count"));
    }
    return picture.places.size() < 2 ? std::nullopt : std::optional(seriesFigure(picture));
}

std::optional<Figure> lossPicture(const ResultReader& result)
{
    std::vector<IntervalPictureRow> rows;
    for (const std::uint32_t group : result.childrenOf(result.child(0, "error_groups"))) {
        const std::uint32_t impact = result.child(group, "impact");
        if (impact != 0 && rows.size() < kMostIntervals && result.number(impact, "difference")) {
            rows.push_back(intervalRow(
                result, impact, result.text(group, "id") + " " + result.text(group, "type")));
        }
    }
    return rows.empty()
        ? std::nullopt
        : std::optional(intervalFigure(rows, "Difference in conversion by error group", "points"));
}

std::optional<Figure> differencesPicture(const ResultReader& result)
{
    std::vector<IntervalPictureRow> rows;
    for (const std::uint32_t entry : result.childrenOf(result.child(0, "differences"))) {
        const bool estimated = result.childrenOf(result.child(entry, "ci")).size() == 2;
        if (rows.size() == kMostIntervals || !estimated) {
            continue;
        }
        IntervalPictureRow row = intervalRow(result, entry, differenceLabel(result, entry));
        row.count = result.shown(result.child(entry, "a"), NumberShape::Count) + " of the first";
        rows.push_back(std::move(row));
    }
    return rows.empty() ? std::nullopt
                        : std::optional(intervalFigure(
                            rows, "Share in the first set against the others", "points"));
}

std::optional<Figure> releasePicture(const ResultReader& result)
{
    const std::uint32_t conversion = result.child(0, "conversion");
    const std::uint32_t estimate = conversion == 0 ? 0 : result.child(conversion, "estimate");
    if (estimate == 0 || !result.number(estimate, "difference")) {
        return std::nullopt;
    }
    std::vector<IntervalPictureRow> rows {intervalRow(result, estimate, "Since the release")};
    rows.front().strong = true;
    if (const std::uint32_t placebo = result.child(conversion, "placebo");
        placebo != 0 && result.child(placebo, "method") != 0) {
        rows.push_back(intervalRow(result, placebo, "The period before"));
    }
    return intervalFigure(rows, "Difference in conversion to the period before each", "points");
}

/// One column of names and one to four of numbers, over a few rows: columns. Over many: lines.
std::optional<Figure> sqlPicture(const ResultReader& result)
{
    const auto columns = result.childrenOf(result.child(0, "columns"));
    const auto rows = result.childrenOf(result.child(0, "rows"));
    if (columns.size() < 2 || columns.size() > kMostSeries + 1 || rows.size() < 2
        || rows.size() > kMostPlaces) {
        return std::nullopt;
    }
    SeriesPicture picture;
    picture.shape = rows.size() > kMostColumns ? SeriesShape::Line : SeriesShape::Columns;
    for (std::size_t column = 1; column < columns.size(); ++column) {
        picture.series.push_back({result.shown(columns[column], NumberShape::Text), {}});
    }
    picture.title = join(
        [&picture] {
            std::vector<std::string> names;
            for (const auto& series : picture.series) {
                names.push_back(series.name);
            }
            return names;
        }(),
        ", ");
    picture.title += " by " + result.shown(columns.front(), NumberShape::Text);
    for (const std::uint32_t row : rows) {
        const auto values = result.childrenOf(row);
        if (values.size() != columns.size()) {
            return std::nullopt;
        }
        picture.places.push_back(result.shown(values.front(), NumberShape::Text));
        for (std::size_t column = 1; column < values.size(); ++column) {
            const auto number = result.number(values[column]);
            // Words among the numbers are a table's matter; a gap is not.
            if (!number && result.shown(values[column], NumberShape::Text) != "\u2013") {
                return std::nullopt;
            }
            picture.series[column - 1].values.push_back(number);
        }
    }
    return seriesFigure(picture);
}

} // namespace

std::optional<Figure> figureOf(const PinnedResult& pinned, const ResultReader& result)
{
    if (!result.good()) {
        return std::nullopt;
    }
    switch (pinned.question.kind) {
    case QuestionKind::Funnel:
        return funnelPicture(result);
    case QuestionKind::Comparison:
        return comparisonPicture(result);
    case QuestionKind::ErrorGroup:
        return hoursPicture(result);
    case QuestionKind::Errors:
        return lossPicture(result);
    case QuestionKind::Sql:
        return sqlPicture(result);
    case QuestionKind::Differences:
        return differencesPicture(result);
    case QuestionKind::Release:
        return releasePicture(result);
    case QuestionKind::Session:
    case QuestionKind::Trace:
    case QuestionKind::Ticket:
    case QuestionKind::Sessions:
    case QuestionKind::Pivot:
    case QuestionKind::Record:
    case QuestionKind::Regroup:
        return std::nullopt;
    }
    return std::nullopt;
}

} // namespace throughline::notebook
