#include "models/workflow/mapping_workflow.h"

#include "models/base/text.h"
#include "models/base/user_folders.h"
#include "models/ingest/importer.h"
#include "models/ingest/mapping/mapping_document.h"
#include "models/ingest/mapping/mapping_proposal.h"

#include <algorithm>
#include <fstream>

namespace throughline::workflow {

namespace {

namespace fs = std::filesystem;

/// Letters, digits and hyphens of a file's name without its endings: what a format is called.
std::string formatName(const fs::path& file)
{
    const std::string stem = file.filename().string();
    std::string name;
    for (const char c : toLowerAscii(stem.substr(0, stem.find('.', 1)))) {
        if (isAsciiLetter(c) || isAsciiDigit(c)) {
            name += c;
        } else if (!name.empty() && name.back() != '-') {
            name += '-';
        }
    }
    while (name.ends_with('-')) {
        name.pop_back();
    }
    return name.empty() ? "mapped" : name;
}

bool isFileName(std::string_view name)
{
    return !name.empty() && name.size() <= 100 && name.front() != '.'
        && std::ranges::all_of(name, [](char c) {
               return isAsciiLetter(c) || isAsciiDigit(c) || c == '-' || c == '_' || c == '.';
           });
}

} // namespace

Result<domain::Mapping> proposeMapping(const fs::path& file)
{
    TL_ASSIGN(const ingest::FileSample sample, ingest::sampleFile(file));
    return ingest::proposeMapping(sample, formatName(file));
}

domain::Signal signalOfMapping(const domain::Mapping& mapping)
{
    return ingest::signalOf(mapping);
}

Result<std::string> mappingDocument(const domain::Mapping& mapping)
{
    return ingest::documentOfMapping(mapping);
}

Result<fs::path> saveMapping(const domain::Mapping& mapping)
{
    TL_ASSIGN(const std::string document, ingest::documentOfMapping(mapping));
    if (!isFileName(mapping.name)) {
        return usageError("A format cannot be called '" + mapping.name + "'",
                          "Use letters, digits, hyphens and points");
    }
    const bool taken =
        std::ranges::any_of(ingest::allFormats(), [&mapping](const ingest::Format& format) {
            return format.name == mapping.name;
        });
    const fs::path folder = userConfigFolder() / "formats";
    const fs::path path = folder / (mapping.name + ".json");
    std::error_code failed;
    if (taken || fs::exists(path, failed)) {
        return usageError("There is a format named " + mapping.name + " already",
                          "Give the mapping another name");
    }
    fs::create_directories(folder, failed);
    // Whole or not at all: another run may read the folder at any time.
    const fs::path draft = folder / ('.' + mapping.name + ".new");
    {
        std::ofstream out(draft, std::ios::binary | std::ios::trunc);
        out << document;
        out.close();
        if (!out) {
            fs::remove(draft, failed);
            return environmentError("The mapping cannot be written to " + path.string(),
                                    "Check that the folder may be written to");
        }
    }
    fs::rename(draft, path, failed);
    if (failed) {
        return environmentError("The mapping cannot be written to " + path.string() + " ("
                                + failed.message() + ')');
    }
    ingest::reloadFormats();
    return path;
}

} // namespace throughline::workflow
