#include "models/workflow/import_files.h"

#include <algorithm>

namespace throughline::workflow {

namespace {

namespace fs = std::filesystem;

Result<void> walk(const fs::path& folder, std::vector<ImportFile>& files)
{
    std::error_code failed;
    std::vector<fs::directory_entry> entries;
    for (auto entry = fs::directory_iterator(folder, failed);
         !failed && entry != fs::directory_iterator(); entry.increment(failed)) {
        entries.push_back(*entry);
    }
    if (failed) {
        return environmentError("The folder " + folder.string() + " cannot be read ("
                                + failed.message() + ")");
    }
    std::sort(entries.begin(), entries.end());
    for (const fs::directory_entry& entry : entries) {
        if (entry.path().filename().string().front() == '.' || entry.is_symlink(failed)) {
            continue;
        }
        if (entry.is_directory(failed)) {
            TL_TRY(walk(entry.path(), files));
        } else if (entry.is_regular_file(failed)) {
            files.push_back({entry.path(), false});
        }
    }
    return {};
}

} // namespace

Result<std::vector<ImportFile>> filesToImport(const std::vector<fs::path>& paths)
{
    std::vector<ImportFile> files;
    for (const fs::path& path : paths) {
        std::error_code failed;
        if (path == "-") {
            files.push_back({path, true});
        } else if (!fs::exists(path, failed)) {
            return badInputError("There is no file or folder " + path.string(),
                                 "Check the spelling of the path");
        } else if (fs::is_directory(path, failed)) {
            TL_TRY(walk(path, files));
        } else {
            files.push_back({path, true});
        }
    }
    return files;
}

} // namespace throughline::workflow
