#pragma once

#include "models/base/result.h"
#include "models/store/connection.h"
#include "models/store/store_file.h"

#include <filesystem>
#include <functional>

namespace throughline::store {

/// Where the copy of a store of this version is kept when it is brought to a newer one.
[[nodiscard]] std::filesystem::path backupPath(const std::filesystem::path& store, int version);

/// Brings a store of an older version to the newest: a checked copy of it beside the store, then
/// everything in one transaction, in which `behind` builds what the new tables hold. On any error
/// the store is as it was. At most two copies are kept. Nothing happens where the store is the
/// newest already. Waits for a writer; cost is that of a copy. Environment error: no room for it.
Result<void> migrateStore(const StoreFile& file,
                          const std::function<Result<void>(Connection&)>& behind);

} // namespace throughline::store
