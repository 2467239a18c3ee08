#include "models/workflow/output_place.h"

#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace throughline::workflow {

namespace {

namespace fs = std::filesystem;

Error systemError(const std::string& doing, const fs::path& path, int code)
{
    return environmentError("Cannot " + doing + " " + path.string() + " ("
                                + std::generic_category().message(code) + ")",
                            "Check the path, its permissions and the free space");
}

Error alreadyThere(const fs::path& path)
{
    return usageError(path.string() + " is there already",
                      "Name another, or replace it by --force");
}

Result<void> syncToDisk(const fs::path& path)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return systemError("open", path, errno);
    }
    const bool synced = ::fsync(descriptor) == 0;
    const int code = errno;
    ::close(descriptor);
    return synced ? Result<void>() : Result<void>(systemError("write", path, code));
}

Result<void> syncMembers(const fs::path& folder)
{
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator(folder, failed)) {
        TL_TRY(syncToDisk(entry.path()));
    }
    return {};
}

/// A folder of an earlier export, in which nothing else lies.
bool holdsOnly(const fs::path& folder, const std::string& members)
{
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator(folder, failed)) {
        if (!entry.is_regular_file(failed) || !entry.path().string().ends_with(members)) {
            return false;
        }
    }
    return !failed;
}

Result<void> checkAround(const fs::path& path)
{
    std::error_code failed;
    const fs::path around = path.parent_path().empty() ? fs::path(".") : path.parent_path();
    if (path.filename().empty()) {
        return usageError("'" + path.string() + "' names no file");
    }
    if (!fs::is_directory(around, failed)) {
        return environmentError("There is no folder " + around.string(), "Make it first");
    }
    return {};
}

} // namespace

OutputPlace::OutputPlace(fs::path path, bool folder)
    : m_path(std::move(path))
    , m_draft(m_path.string() + "-part")
    , m_folder(folder)
{
}

OutputPlace::OutputPlace(OutputPlace&& other) noexcept
    : m_path(std::move(other.m_path))
    , m_draft(std::exchange(other.m_draft, {}))
    , m_folder(other.m_folder)
{
}

OutputPlace::~OutputPlace()
{
    if (!m_draft.empty()) {
        std::error_code ignored;
        fs::remove_all(m_draft, ignored);
    }
}

Result<OutputPlace> OutputPlace::file(const fs::path& path, Existing existing)
{
    TL_TRY(checkAround(path));
    std::error_code failed;
    const auto status = fs::symlink_status(path, failed);
    if (fs::exists(status)) {
        if (!fs::is_regular_file(status)) {
            return usageError(path.string() + " is no file", "Name another");
        }
        if (existing == Existing::Refuse) {
            return alreadyThere(path);
        }
    }
    OutputPlace place(path, false);
    fs::remove_all(place.m_draft, failed);
    return place;
}

Result<OutputPlace> OutputPlace::folder(const fs::path& path, Existing existing,
                                        const std::string& members)
{
    const fs::path clean = path.filename().empty() ? path.parent_path() : path;
    TL_TRY(checkAround(clean));
    std::error_code failed;
    const auto status = fs::symlink_status(clean, failed);
    if (fs::exists(status)) {
        if (!fs::is_directory(status)) {
            return usageError(clean.string() + " is no folder", "Name another");
        }
        if (existing == Existing::Refuse && !fs::is_empty(clean, failed)) {
            return alreadyThere(clean);
        }
        if (!holdsOnly(clean, members)) {
            return usageError(clean.string() + " holds other things than *" + members,
                              "Name a folder of its own");
        }
    }
    OutputPlace place(clean, true);
    fs::remove_all(place.m_draft, failed);
    if (!fs::create_directory(place.m_draft, failed) || failed) {
        return systemError("make the folder", place.m_draft, failed.value());
    }
    return place;
}

Result<void> OutputPlace::publish()
{
    if (m_folder) {
        TL_TRY(syncMembers(m_draft));
        // A folder cannot be moved over another that holds something.
        std::error_code ignored;
        fs::remove_all(m_path, ignored);
    }
    TL_TRY(syncToDisk(m_draft));
    if (::rename(m_draft.c_str(), m_path.c_str()) != 0) {
        return systemError("make", m_path, errno);
    }
    m_draft.clear();
    return {};
}

} // namespace throughline::workflow
