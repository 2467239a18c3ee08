#pragma once

#include "models/base/result.h"
#include "models/base/time.h"

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>

namespace throughline::store {
class Connection;
class StoreFile;
class WriterLock;
} // namespace throughline::store

namespace throughline::workflow {

/// An open store, hidden behind what a user can ask for. Cheap to copy, safe to hand to another
/// thread: each question opens a connection of its own.
class Workspace
{
public:
    /// Store error: missing, foreign, newer, damaged. A store of an older version is brought to
    /// this program's first, which takes as long as an import's end; a copy stays beside it.
    static Result<Workspace> open(const std::filesystem::path& path);

    /// The same, or a new store where there is none.
    static Result<Workspace> openOrCreate(const std::filesystem::path& path, Timestamp now);

    [[nodiscard]] const std::filesystem::path& path() const;

    /// For the functions of this folder.
    [[nodiscard]] const store::StoreFile& file() const { return *m_file; }

private:
    static Result<Workspace> checked(store::StoreFile file);
    explicit Workspace(std::shared_ptr<const store::StoreFile> file);

    std::shared_ptr<const store::StoreFile> m_file;
};

} // namespace throughline::workflow
