#pragma once

#include "app/cli/command.h"
#include "tests/support/temp_workspace.h"

#include <nlohmann/json.hpp>

#include <sstream>
#include <string>
#include <vector>

namespace throughline::cli::test {

/// What a command line came to.
struct Outcome
{
    int status = 0;
    std::string out;
    std::string err;

    /// The document on standard output; a discarded value where it is none.
    [[nodiscard]] nlohmann::json json() const { return nlohmann::json::parse(out, nullptr, false); }
};

/// Runs command lines against a store in a folder of its own. Now is 2026-03-10.
class CommandRunner : public throughline::test::TempWorkspace
{
public:
    /// The arguments as they are.
    static Outcome run(const std::vector<std::string>& arguments, const std::stop_token& stop = {})
    {
        std::ostringstream out;
        std::ostringstream err;
        Surroundings world {out, err, false, false, Timestamp {1'773'100'800'000'000'000}, stop};
        Outcome outcome;
        outcome.status = runCommandLine(arguments, world);
        outcome.out = out.str();
        outcome.err = err.str();
        return outcome;
    }

    /// A command with the store of this folder.
    Outcome withStore(std::vector<std::string> arguments, const std::stop_token& stop = {}) const
    {
        arguments.insert(arguments.begin() + 1, {"--store", store().string()});
        return run(arguments, stop);
    }

    /// Imports files with the key of all tests; as JSON.
    Outcome import(const std::vector<std::filesystem::path>& files,
                   const std::vector<std::string>& options = {},
                   const std::stop_token& stop = {}) const
    {
        std::vector<std::string> arguments {"import", "--json", "--key-file", keyFile().string()};
        arguments.insert(arguments.end(), options.begin(), options.end());
        for (const auto& file : files) {
            arguments.push_back(file.string());
        }
        return withStore(arguments, stop);
    }
};

/// One event, one client error, a span, a ticket and one line that is bad.
inline std::string smallExport()
{
    return R"({"ts":"2026-03-02T09:00:00Z","event":"page_view","session.id":"s1","user.id":"u1"})"
           "\n"
           R"({"ts":"2026-03-02T09:00:01Z","level":"error","message":"mail to bob@example.com","exception.type":"E","session.id":"s1"})"
           "\n"
           R"({"trace_id":"0af7651916cd43dd8448eb211c80319c","span_id":"b7ad6b7169203331","name":"GET /","start":"2026-03-02T09:00:02Z","duration_ms":5,"service.name":"shop"})"
           "\n"
           R"({"time":"2026-03-02T09:10:00Z","kind":"ticket","ticket.id":"T-1","user_id":"u1","message":"it fails"})"
           "\n"
           R"({"ts":"2026-03-02T09:00:03Z","cut":)"
           "\n";
}

inline std::string goodExport()
{
    const std::string text = smallExport();
    return text.substr(0, text.rfind("{\"ts\""));
}

} // namespace throughline::cli::test
