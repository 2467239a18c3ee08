#pragma once

#include "models/notebook/notebook_template.h"
#include "models/workflow/snapshot.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace throughline::workflow {

/// The templates there are, and what is wrong with those that cannot be used.
struct TemplateList
{
    struct Entry
    {
        notebook::NotebookTemplate form;
        std::string origin; ///< "built in", or the file of the user
    };

    std::vector<Entry> templates; ///< by name
    std::vector<Error> problems; ///< each names its file
};

/// Ours, and the user's from *.json in a folder; of the same name the user's counts.
TemplateList listTemplates(const std::filesystem::path& userFolder);

/// The folder of the user's own.
[[nodiscard]] std::filesystem::path templateFolder();

/// Usage error, with the nearest names or what is wrong with its file, where there is none.
Result<notebook::NotebookTemplate> findTemplate(const std::string& name,
                                                const std::filesystem::path& userFolder);

/// A template and what it is told.
struct TemplateUse
{
    notebook::NotebookTemplate form;
    notebook::TemplateInputs inputs;
};

/// Adds the template's cells to the notebook, with every question of theirs answered. A finding
/// rests on the results above it. Usage error: something it needs was not told. Nothing is stored.
Result<notebook::Notebook> applyTemplate(const Workspace& workspace,
                                         const SnapshotPointer& snapshot,
                                         notebook::Notebook notebook, const TemplateUse& use,
                                         Timestamp now, const std::stop_token& stop);

} // namespace throughline::workflow
