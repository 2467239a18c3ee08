#pragma once

#include "models/base/result.h"

#include <filesystem>

namespace throughline::workflow {

/// What to do where something stands already.
enum class Existing : std::uint8_t
{
    Refuse,
    Replace
};

/// A file or folder that appears at its place whole or not at all: it is written beside it, brought
/// to the disk and then moved. Not moved in place, it vanishes with this object.
class OutputPlace
{
public:
    /// Usage error: something stands there already and is not to be replaced, or is no file (a
    /// folder for `folder`). A folder is replaced only if all it holds ends in `members`, such as
    /// ".csv". Environment error: the folder around it is missing.
    static Result<OutputPlace> file(const std::filesystem::path& path, Existing existing);
    static Result<OutputPlace> folder(const std::filesystem::path& path, Existing existing,
                                      const std::string& members);

    OutputPlace(OutputPlace&& other) noexcept;
    OutputPlace& operator=(OutputPlace&&) = delete;
    ~OutputPlace();

    /// Where to write; readable by the user alone.
    [[nodiscard]] const std::filesystem::path& draft() const { return m_draft; }

    /// Moves what was written in place. Environment error: disk, permission.
    Result<void> publish();

private:
    OutputPlace(std::filesystem::path path, bool folder);

    std::filesystem::path m_path;
    std::filesystem::path m_draft;
    bool m_folder = false;
};

} // namespace throughline::workflow
