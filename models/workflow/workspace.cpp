#include "models/workflow/workspace.h"

#include "models/store/connection.h"
#include "models/store/migrator.h"
#include "models/store/schema.h"
#include "models/store/store_file.h"
#include "models/workflow/derive_workflow.h"

namespace throughline::workflow {

Workspace::Workspace(std::shared_ptr<const store::StoreFile> file)
    : m_file(std::move(file))
{
}

Result<Workspace> Workspace::checked(store::StoreFile file)
{
    TL_ASSIGN(const store::Connection connection, file.openReader());
    TL_ASSIGN(const int version, store::schemaVersion(connection));
    if (version > 0 && version < store::newestVersion()) {
        TL_TRY(store::migrateStore(
            file, [](store::Connection& writer) { return deriveAll(writer, false, {}); }));
    }
    TL_TRY(store::checkSchema(connection));
    return Workspace(std::make_shared<const store::StoreFile>(std::move(file)));
}

Result<Workspace> Workspace::open(const std::filesystem::path& path)
{
    TL_ASSIGN(store::StoreFile file, store::StoreFile::find(path));
    return checked(std::move(file));
}

Result<Workspace> Workspace::openOrCreate(const std::filesystem::path& path, Timestamp now)
{
    TL_ASSIGN(store::StoreFile file, store::StoreFile::findOrCreate(path, now));
    return checked(std::move(file));
}

const std::filesystem::path& Workspace::path() const
{
    return m_file->path();
}

} // namespace throughline::workflow
