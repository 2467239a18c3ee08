#pragma once

#include "models/notebook/notebook.h"
#include "models/qt/investigation_context.h"

#include <optional>

namespace throughline::qt {

/// What a view shows, as a question a notebook can keep: of the selection and over the scope. None
/// where the selection lacks what that kind needs. Only of kinds that a selection tells all of.
[[nodiscard]] std::optional<notebook::Question>
pinQuestion(notebook::QuestionKind kind, const Selection& selection, const domain::Scope& scope);

} // namespace throughline::qt
