#pragma once

#include "models/codec/byte_sink.h"
#include "models/workflow/import_workflow.h"
#include "models/workflow/store_workflow.h"
#include "tests/support/temp_workspace.h"

#include <filesystem>
#include <map>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::workflow::test {

/// The moment at which tests import: 2026-03-10.
inline constexpr Timestamp kNow {1'773'100'800'000'000'000};

using Paths = std::vector<std::filesystem::path>;

/// A folder with a store and files to import into it.
class ImportFixture : public throughline::test::TempWorkspace
{
public:
    [[nodiscard]] ImportRequest request(const Paths& paths) const;

    [[nodiscard]] Result<ImportReport> tryImport(const Paths& paths,
                                                 const std::stop_token& stop = {}) const;

    /// The same, for an import that must end well.
    ImportReport import(const Paths& paths) const;

    /// One hash per signal, as `throughline digest` prints them.
    [[nodiscard]] std::map<std::string, std::string> digest() const;

    /// What fails of verify; empty: the store is sound.
    [[nodiscard]] std::string damage() const;

    [[nodiscard]] StoreInfo info() const;

    /// All that is visible, as text: each source with its account, records and rejects.
    [[nodiscard]] std::string visible() const;

    /// The canonical lines of all visible records, "event {...}", in the order of the store.
    [[nodiscard]] std::vector<std::string> lines() const;

    /// Bytes of the store and of everything beside it.
    [[nodiscard]] std::string storeBytes() const;

    std::filesystem::path mapping; ///< a format document to read all files by; empty: none
};

/// read = accepted + duplicates + rejected, and the reasons add up to the rejected.
[[nodiscard]] bool balances(const domain::SourceSummary& source);
[[nodiscard]] bool balances(const ImportReport& report);

/// A line of a client event, so many seconds after 2026-03-01.
[[nodiscard]] std::string eventLine(std::string_view session, int second,
                                    std::string_view name = "view");

/// So many of them from the second `from` on, seven a session.
[[nodiscard]] std::string manyEvents(int count, int from = 0);

/// A line of OTLP with one span, whose ids and times end in the number.
[[nodiscard]] std::string traceLine(int number);

/// A file in the workspace that holds the bytes packed.
std::filesystem::path packed(const ImportFixture& workspace, std::string_view name,
                             std::string_view bytes, codec::Container container);

/// Counts of a report's files by what became of them.
[[nodiscard]] std::map<domain::SourceStatus, int> statuses(const ImportReport& report);

} // namespace throughline::workflow::test
