#pragma once

#include "models/workflow/notebook_workflow.h"

#include <iosfwd>

namespace throughline::cli {

/// A notebook for people: its cells in order, results by their question and main figures.
void printNotebook(const notebook::Notebook& notebook, std::ostream& out);

/// What a re-run came to: figures that moved, results that could not be asked, findings.
void printRerun(const workflow::Rerun& rerun, std::ostream& out);
void writeRerun(const workflow::Rerun& rerun, std::ostream& out);

} // namespace throughline::cli
