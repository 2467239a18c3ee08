#pragma once

#include "models/base/result.h"
#include "models/base/time.h"
#include "models/store/connection.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::store {

/// A notebook as it lies in the store.
struct NotebookRow
{
    std::string name;
    std::string content; ///< its cells, as the layer above writes them
    std::uint64_t cells = 0;
    std::string templateName;
    Timestamp created;
    Timestamp changed;
};

/// All of them without their contents, by name.
Result<std::vector<NotebookRow>> notebookRows(const Connection& connection);
Result<std::optional<NotebookRow>> findNotebook(const Connection& connection,
                                                std::string_view name);

/// Puts a notebook in place of the one of its name, or a new one; when it was created stays. Part
/// of the caller's transaction, as all changes here.
Result<void> putNotebook(Connection& connection, const NotebookRow& row, Timestamp now);
/// False: the new name is taken or the old one is not there.
Result<bool> renameNotebook(Connection& connection, std::string_view from, std::string_view to);
/// False: there is none of this name.
Result<bool> removeNotebook(Connection& connection, std::string_view name);

} // namespace throughline::store
