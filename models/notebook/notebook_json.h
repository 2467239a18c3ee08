#pragma once

#include "models/base/result.h"
#include "models/codec/json_writer.h"
#include "models/notebook/notebook.h"

#include <string>
#include <string_view>

namespace throughline::notebook {

/// A cell as the store keeps it and scripts read it.
void writeCell(codec::JsonWriter& json, const Cell& cell);

/// And back. Store error: it is none.
Result<Cell> readCell(std::string_view json);

/// A funnel's whole definition, as the store and questions keep it, and back. Store error: it is
/// none.
[[nodiscard]] std::string funnelText(const domain::FunnelDefinition& funnel);
Result<domain::FunnelDefinition> funnelFromText(std::string_view json);

/// A question alone, and back; for templates too. Usage error: what is wrong with it.
void writeQuestion(codec::JsonWriter& json, const Question& question);
Result<Question> readQuestion(std::string_view json);

/// A whole notebook as one document: {"name", "template", "next_cell", "cells": []}.
[[nodiscard]] std::string notebookText(const Notebook& notebook);
Result<Notebook> notebookFromText(std::string_view json);

} // namespace throughline::notebook
