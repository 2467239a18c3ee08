#pragma once

#include "models/base/result.h"
#include "models/store/sql/query_guard.h"
#include "models/store/sql/record_rows.h"

#include <array>
#include <memory>

namespace throughline::store {

/// The read-only virtual tables event, log, span and metric over the blocks of a connection. They
/// exist on that connection only: nothing of them is in the schema. Questions that bound the time
/// or name a session, user, account, trace, event or record read no more than the blocks that may
/// hold them.
class RecordModules
{
public:
    /// Registers the tables. Source and guard must outlive the connection's statements.
    static Result<std::unique_ptr<RecordModules>> install(RecordSource& source, QueryGuard& guard);

    RecordModules(const RecordModules&) = delete;
    RecordModules& operator=(const RecordModules&) = delete;
    ~RecordModules() = default;

    /// What one table's functions are handed.
    struct Table
    {
        domain::Signal signal = domain::Signal::Event;
        RecordSource* source = nullptr;
        QueryGuard* guard = nullptr;
    };

private:
    RecordModules() = default;

    std::array<Table, 4> m_tables;
};

} // namespace throughline::store
