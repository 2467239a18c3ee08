#pragma once

#include "models/base/result.h"
#include "models/notebook/notebook.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::notebook {

/// What a template has to be told; each is asked for only where the template uses it.
enum class TemplateInput : std::uint8_t
{
    ErrorGroup,
    Funnel,
    At ///< the moment that parts before from after
};

/// "--error-group", "--funnel", "--at": as the command line names them.
[[nodiscard]] std::string_view toText(TemplateInput input);

/// Which part of the time a question of a template is about.
enum class TemplatePart : std::uint8_t
{
    All,
    Before,
    After
};

/// One cell to be.
struct TemplateCell
{
    CellKind kind = CellKind::Text;
    std::string text; ///< Markdown; {error_group}, {funnel} and {at} stand for what is told
    Question question; ///< kind, by, segments, sql; the rest is filled in
    bool withFunnel = false; ///< a list of errors is ranked by the funnel
    TemplatePart part = TemplatePart::All;
    std::string claim; ///< of a finding

    bool operator==(const TemplateCell&) const = default;
};

/// A notebook to be, as a document in resources/templates or of the user tells it.
struct NotebookTemplate
{
    std::string name; ///< "impact"
    std::string title;
    std::string description;
    std::vector<TemplateCell> cells;

    bool operator==(const NotebookTemplate&) const = default;
};

/// Usage error that names the file and what is wrong with which cell: no object, an unknown member,
/// a missing name, an unknown kind, a question without what it needs.
Result<NotebookTemplate> readTemplate(std::string_view json, const std::string& file);

/// What it has to be told, in the order of the enumerators.
[[nodiscard]] std::vector<TemplateInput> inputsOf(const NotebookTemplate& form);

/// What it is told.
struct TemplateInputs
{
    std::string errorGroup;
    domain::FunnelDefinition funnel; ///< no steps: none
    std::optional<Timestamp> at;
    domain::Scope scope;
};

/// The cells with everything filled in and no results. Usage error: something is missing.
Result<std::vector<Cell>> cellsOf(const NotebookTemplate& form, const TemplateInputs& inputs);

} // namespace throughline::notebook
