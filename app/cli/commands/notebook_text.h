#pragma once

#include "models/workflow/notebook_workflow.h"

#include <iosfwd>
#include <string>
#include <vector>

namespace throughline::cli {

/// A notebook for people: its cells in order, results by their question and main figures.
void printNotebook(const notebook::Notebook& notebook, std::ostream& out);

/// What others did to a notebook between its reading and its saving; empty: nothing.
std::vector<std::string> savedNotes(const workflow::SavedNotebook& saved);

/// What a re-run came to: figures that moved, results that could not be asked, findings.
void printRerun(const workflow::Rerun& rerun, std::ostream& out);
void writeRerun(const workflow::Rerun& rerun, std::ostream& out);

} // namespace throughline::cli
