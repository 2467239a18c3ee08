#include "models/notebook/notebook.h"

#include "models/base/text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace throughline::notebook {

namespace {

template<typename Enum, std::size_t N>
using Names = std::array<std::pair<Enum, std::string_view>, N>;

constexpr Names<QuestionKind, 14> kKinds {{{QuestionKind::Funnel, "funnel"},
                                           {QuestionKind::Comparison, "comparison"},
                                           {QuestionKind::ErrorGroup, "error-group"},
                                           {QuestionKind::Errors, "errors"},
                                           {QuestionKind::Session, "session"},
                                           {QuestionKind::Trace, "trace"},
                                           {QuestionKind::Ticket, "ticket"},
                                           {QuestionKind::Sql, "sql"},
                                           {QuestionKind::Sessions, "sessions"},
                                           {QuestionKind::Differences, "differences"},
                                           {QuestionKind::Release, "release"},
                                           {QuestionKind::Pivot, "pivot"},
                                           {QuestionKind::Record, "record"},
                                           {QuestionKind::Regroup, "regroup"}}};
constexpr Names<FindingStatus, 3> kStatuses {{{FindingStatus::Open, "open"},
                                              {FindingStatus::Confirmed, "confirmed"},
                                              {FindingStatus::Refuted, "refuted"}}};
constexpr Names<Standing, 4> kStandings {{{Standing::Stands, "stands"},
                                          {Standing::Moved, "moved"},
                                          {Standing::Overturned, "overturned"},
                                          {Standing::Unknown, "unknown"}}};
constexpr Names<CellKind, 3> kCells {
    {{CellKind::Text, "text"}, {CellKind::Result, "result"}, {CellKind::Finding, "finding"}}};

template<typename Enum, std::size_t N>
std::string_view nameOf(const Names<Enum, N>& names, Enum value)
{
    for (const auto& [each, name] : names) {
        if (each == value) {
            return name;
        }
    }
    return {};
}

template<typename Enum, std::size_t N>
std::optional<Enum> valueOf(const Names<Enum, N>& names, std::string_view text)
{
    for (const auto& [value, name] : names) {
        if (name == text) {
            return value;
        }
    }
    return std::nullopt;
}

std::string firstLine(std::string_view text)
{
    const std::string_view trimmed = trim(text);
    const std::size_t end = trimmed.find('\n');
    return std::string(trim(trimmed.substr(0, end)));
}

} // namespace

std::string_view toText(QuestionKind kind)
{
    return nameOf(kKinds, kind);
}

std::optional<QuestionKind> questionKindFromText(std::string_view text)
{
    return valueOf(kKinds, text);
}

std::string_view toText(FindingStatus status)
{
    return nameOf(kStatuses, status);
}

std::optional<FindingStatus> findingStatusFromText(std::string_view text)
{
    return valueOf(kStatuses, text);
}

std::string_view toText(Standing standing)
{
    return nameOf(kStandings, standing);
}

std::optional<Standing> standingFromText(std::string_view text)
{
    return valueOf(kStandings, text);
}

std::string_view toText(CellKind kind)
{
    return nameOf(kCells, kind);
}

std::optional<CellKind> cellKindFromText(std::string_view text)
{
    return valueOf(kCells, text);
}

std::string summaryOf(const Cell& cell)
{
    switch (cell.kind) {
    case CellKind::Text:
        return firstLine(cell.text);
    case CellKind::Result:
        return questionText(cell.pinned.question);
    case CellKind::Finding:
        return firstLine(cell.finding.claim);
    }
    return {};
}

std::int64_t append(Notebook& notebook, Cell cell)
{
    cell.id = notebook.nextCell++;
    notebook.cells.push_back(std::move(cell));
    return notebook.cells.back().id;
}

std::vector<std::int64_t> evidenceAtEnd(const Notebook& notebook)
{
    std::vector<std::int64_t> evidence;
    for (auto cell = notebook.cells.rbegin(); cell != notebook.cells.rend(); ++cell) {
        if (cell->kind == CellKind::Finding) {
            break;
        }
        if (cell->kind == CellKind::Result) {
            evidence.push_back(cell->id);
        }
    }
    std::reverse(evidence.begin(), evidence.end());
    return evidence;
}

} // namespace throughline::notebook
