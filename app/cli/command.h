#pragma once

#include "models/base/result.h"
#include "models/base/time.h"
#include "models/notebook/report_files.h"

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

// NOLINTNEXTLINE(readability-identifier-naming): the library's own name
namespace CLI {
class App;
}

namespace throughline::cli {

/// Where a command writes and what the world around it is.
struct Surroundings
{
    std::ostream& out;
    std::ostream& err;
    bool outIsTerminal = false;
    bool errIsTerminal = false;
    Timestamp now;
    std::stop_token stop;
    notebook::ReportRenderers renderers {}; ///< what paints; commands know no window system
};

/// Options every command knows.
struct CommonOptions
{
    std::filesystem::path store;
    bool json = false;
    bool quiet = false;
};

/// One subcommand: its options live in the object, CLI11 fills them in.
class Command
{
public:
    Command() = default;
    Command(const Command&) = delete;
    Command& operator=(const Command&) = delete;
    virtual ~Command() = default;

    [[nodiscard]] virtual std::string name() const = 0;
    [[nodiscard]] virtual std::string summary() const = 0; ///< one line
    [[nodiscard]] virtual std::string example() const = 0;

    virtual void addOptions(CLI::App& /*app*/) { }

    /// The exit status where it is not an error's.
    virtual Result<int> run(const CommonOptions& common, Surroundings& world) = 0;
};

/// Makes one of each command, in the order of the help.
[[nodiscard]] std::vector<std::unique_ptr<Command>> allCommands();

/// Runs the command line; the exit status. A subcommand never touches Qt.
int runCommandLine(const std::vector<std::string>& arguments, Surroundings& world);

/// Whether the first argument names a subcommand (or asks for help), so no window is wanted.
[[nodiscard]] bool isCommandLine(const std::vector<std::string>& arguments);

} // namespace throughline::cli
