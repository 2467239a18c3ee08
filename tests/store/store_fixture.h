#pragma once

#include "models/domain/record.h"
#include "models/store/block_writer.h"
#include "models/store/record_batch.h"
#include "models/store/store_file.h"
#include "tests/support/temp_workspace.h"

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace throughline::store::test {

/// A record that owns its texts.
struct OwnedRecord
{
    struct OwnedField
    {
        std::string key;
        std::string value;
        domain::ValueKind kind = domain::ValueKind::Text;
    };

    domain::Signal signal = domain::Signal::Event;
    std::int64_t ns = 0;
    std::vector<OwnedField> fields;

    [[nodiscard]] domain::Record view() const;
};

/// An event of a session at a second of the year 2026.
[[nodiscard]] OwnedRecord eventAt(std::string_view session, std::int64_t second,
                                  std::string_view name = "view");

/// A moment so many seconds after 2026-01-01.
[[nodiscard]] Timestamp moment(std::int64_t second);

/// A store in a folder of its own with a connection that writes.
class StoreFixture
{
public:
    StoreFixture();

    [[nodiscard]] Connection& connection() { return *m_connection; }

    [[nodiscard]] const StoreFile& file() const { return *m_file; }

    [[nodiscard]] const throughline::test::TempWorkspace& workspace() const { return m_workspace; }

    /// How far a source gets.
    enum class Until
    {
        Committed,
        Loaded,
        Done
    };

    /// Writes a source as an import does; what came of it.
    domain::SourceSummary write(const std::string& name, const std::vector<OwnedRecord>& records,
                                Until until = Until::Done);

    /// Digest over all visible sources.
    [[nodiscard]] SignalDigest digest();

    [[nodiscard]] std::int64_t count(std::string_view sql);

private:
    throughline::test::TempWorkspace m_workspace;
    std::optional<StoreFile> m_file;
    std::optional<WriterLock> m_lock;
    std::optional<Connection> m_connection;
    Dictionaries m_dictionaries;
};

} // namespace throughline::store::test
