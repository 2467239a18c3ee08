#pragma once

#include "tests/workflow/import_fixture.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::workflow::test {

using Counts = std::map<std::string, int>;
using Rows = std::vector<std::vector<std::string>>;

/// Where an export that others wrote lies: "otlp/proto-trace.json".
[[nodiscard]] std::filesystem::path sample(std::string_view name);

/// Whether the exports are here; says so where not.
[[nodiscard]] bool samplesPresent();

/// Exports in a store of their own, with the canonical records that came of them, each with its
/// signal.
struct Sample
{
    explicit Sample(std::string_view name);
    explicit Sample(const std::vector<std::string>& names);

    /// One export, read by a format document.
    Sample(std::string_view name, const std::filesystem::path& mapping);

    /// How many records have each value of a field; "" stands for none.
    [[nodiscard]] Counts values(const std::string& field) const;

    [[nodiscard]] const nlohmann::json& named(const std::string& field,
                                              const std::string& value) const;

    /// The first four columns of a question to the tables.
    [[nodiscard]] Rows rows(std::string_view sql) const;

    /// The account adds up, the store is whole, and once more adds nothing.
    [[nodiscard]] bool sound() const;

    void readRecords();

    ImportFixture workspace;
    ImportReport report;
    std::vector<nlohmann::json> records;
};

} // namespace throughline::workflow::test
