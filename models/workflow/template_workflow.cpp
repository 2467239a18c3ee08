#include "models/workflow/template_workflow.h"

#include "models/base/embedded.h"
#include "models/base/text.h"
#include "models/base/user_folders.h"
#include "models/workflow/notebook_answer.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace throughline::workflow {

namespace {

namespace fs = std::filesystem;
using notebook::Cell;
using notebook::CellKind;
using notebook::NotebookTemplate;

constexpr std::uintmax_t kLargestFile = 1 << 20;

Result<std::string> readFile(const fs::path& path)
{
    std::error_code failed;
    const auto size = fs::file_size(path, failed);
    if (failed || size > kLargestFile) {
        return usageError("The template " + path.string()
                          + " cannot be used: it cannot be read "
                            "or is larger than 1 MB");
    }
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
}

void put(TemplateList& list, NotebookTemplate form, const std::string& origin)
{
    const auto same = std::find_if(
        list.templates.begin(), list.templates.end(),
        [&form](const TemplateList::Entry& entry) { return entry.form.name == form.name; });
    if (same != list.templates.end()) {
        *same = {std::move(form), origin};
    } else {
        list.templates.push_back({std::move(form), origin});
    }
}

void readUserFiles(TemplateList& list, const fs::path& folder)
{
    std::error_code failed;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder, failed)) {
        if (entry.path().extension() == ".json") {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) {
        auto text = readFile(file);
        auto form = text ? notebook::readTemplate(*text, file.string())
                         : Result<NotebookTemplate>(std::move(text).error());
        if (form) {
            put(list, *std::move(form), file.string());
        } else {
            list.problems.push_back(form.error());
        }
    }
}

} // namespace

fs::path templateFolder()
{
    return userConfigFolder() / "templates";
}

TemplateList listTemplates(const fs::path& userFolder)
{
    TemplateList list;
    for (const embedded::File& file : embedded::templates()) {
        auto form = notebook::readTemplate(file.text, std::string(file.name));
        if (form) {
            put(list, *std::move(form), "built in");
        } else {
            list.problems.push_back(form.error());
        }
    }
    readUserFiles(list, userFolder);
    std::sort(list.templates.begin(), list.templates.end(),
              [](const auto& a, const auto& b) { return a.form.name < b.form.name; });
    return list;
}

Result<NotebookTemplate> findTemplate(const std::string& name, const fs::path& userFolder)
{
    const TemplateList list = listTemplates(userFolder);
    std::vector<std::string> names;
    for (const TemplateList::Entry& entry : list.templates) {
        if (entry.form.name == name) {
            return entry.form;
        }
        names.push_back(entry.form.name);
    }
    for (const Error& problem : list.problems) {
        if (problem.message.find(name + ".json") != std::string::npos) {
            return problem;
        }
    }
    const auto nearest = nearestNames(name, names);
    return usageError("There is no template '" + name + "'",
                      nearest.empty() ? "There are " + listInWords(names)
                                      : "Did you mean " + listInWords(nearest, "or") + "?");
}

Result<notebook::Notebook> applyTemplate(const Workspace& workspace,
                                         const SnapshotPointer& snapshot,
                                         notebook::Notebook notebook, const TemplateUse& use,
                                         Timestamp now, const std::stop_token& stop)
{
    TL_ASSIGN(std::vector<Cell> cells, notebook::cellsOf(use.form, use.inputs));
    if (notebook.templateName.empty()) {
        notebook.templateName = use.form.name;
    }
    for (Cell& cell : cells) {
        if (cell.kind == CellKind::Result) {
            TL_ASSIGN(cell.pinned,
                      pinnedAnswer(workspace, snapshot, cell.pinned.question, now, stop));
        } else if (cell.kind == CellKind::Finding) {
            cell.finding.evidence = notebook::evidenceAtEnd(notebook);
            cell.finding.standing = cell.finding.evidence.empty() ? notebook::Standing::Unknown
                                                                  : notebook::Standing::Stands;
        }
        notebook::append(notebook, std::move(cell));
    }
    return notebook;
}

} // namespace throughline::workflow
