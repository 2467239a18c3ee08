#include "models/workflow/workspace.h"

#include "models/store/connection.h"
#include "models/store/store_file.h"

namespace throughline::workflow {

Workspace::Workspace(std::shared_ptr<const store::StoreFile> file)
    : m_file(std::move(file))
{
}

Result<Workspace> Workspace::open(const std::filesystem::path& path)
{
    TL_ASSIGN(store::StoreFile file, store::StoreFile::find(path));
    TL_ASSIGN(const store::Connection connection, file.openReader());
    TL_TRY(store::checkSchema(connection));
    return Workspace(std::make_shared<const store::StoreFile>(std::move(file)));
}

Result<Workspace> Workspace::openOrCreate(const std::filesystem::path& path, Timestamp now)
{
    TL_ASSIGN(store::StoreFile file, store::StoreFile::findOrCreate(path, now));
    TL_ASSIGN(const store::Connection connection, file.openReader());
    TL_TRY(store::checkSchema(connection));
    return Workspace(std::make_shared<const store::StoreFile>(std::move(file)));
}

const std::filesystem::path& Workspace::path() const
{
    return m_file->path();
}

} // namespace throughline::workflow
