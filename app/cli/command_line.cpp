#include "app/cli/command.h"
#include "models/base/text.h"
#include "models/base/user_folders.h"
#include "models/codec/text_escape.h"

#include <CLI/CLI.hpp>
#include <iostream>

namespace throughline::cli {

namespace {

constexpr int kUsage = 2;

/// Adds a command with the options that all of them know.
CLI::App* addCommand(CLI::App& app, Command& command, CommonOptions& common)
{
    CLI::App* sub = app.add_subcommand(command.name(), command.summary());
    sub->add_option("--store", common.store,
                    "the store (default: $THROUGHLINE_STORE, else default.throughline)");
    sub->add_flag("--json", common.json, "one JSON document on standard output");
    sub->add_flag("--quiet", common.quiet, "no progress, no notes");
    command.addOptions(*sub);
    sub->footer("\nExample:\n  " + command.example() + "\n");
    return sub;
}

std::vector<std::string> names(const std::vector<std::unique_ptr<Command>>& commands)
{
    std::vector<std::string> list;
    for (const auto& command : commands) {
        list.push_back(command->name());
    }
    return list;
}

int report(const Error& error, Surroundings& world)
{
    world.err << "throughline: " << codec::escapeTerminal(describe(error)) << '\n';
    return exitStatus(error.code);
}

/// CLI11's own words for a wrong command line, as one of our errors.
Error usageOf(const CLI::ParseError& error, const std::string& command)
{
    std::string message = error.what();
    for (char& c : message) {
        c = c == '\n' ? ' ' : c;
    }
    return usageError(std::string(trim(message)), "See throughline " + command + " --help");
}

} // namespace

bool isCommandLine(const std::vector<std::string>& arguments)
{
    if (arguments.empty()) {
        return false;
    }
    const std::string& first = arguments.front();
    if (first == "--help" || first == "-h" || first == "--version") {
        return true;
    }
    const std::vector<std::string> known = names(allCommands());
    if (std::find(known.begin(), known.end(), first) != known.end()) {
        return true;
    }
    // A word that is no option, no file and no link is a misspelt command, not a store to open.
    std::error_code failed;
    return !first.empty() && first.front() != '-' && first.find('/') == std::string::npos
        && first.find('.') == std::string::npos && first.find(':') == std::string::npos
        && !std::filesystem::exists(first, failed);
}

int runCommandLine(const std::vector<std::string>& arguments, Surroundings& world)
{
    CLI::App app(
        "Throughline: what a defect costs, whom, where, and how sure we are.\n"
        "Without a command it opens the workbench: throughline [--demo] [--shot FILE.png] [STORE]",
        "throughline");
    app.set_version_flag("--version", "throughline " THROUGHLINE_VERSION);
    app.require_subcommand(1);
    app.fallthrough(false);
    const std::vector<std::unique_ptr<Command>> commands = allCommands();
    std::vector<std::pair<CLI::App*, Command*>> subs;
    CommonOptions common;
    common.store = defaultStorePath();
    for (const auto& command : commands) {
        subs.emplace_back(addCommand(app, *command, common), command.get());
    }
    if (arguments.empty()) {
        world.out << app.help();
        return 0;
    }
    const std::vector<std::string> known = names(commands);
    if (arguments.front().front() != '-'
        && std::find(known.begin(), known.end(), arguments.front()) == known.end()) {
        const auto nearest = nearestNames(arguments.front(), known);
        return report(usageError("There is no command '" + arguments.front() + "'",
                                 nearest.empty() ? "See throughline --help"
                                                 : "Did you mean " + listInWords(nearest, "or")
                                         + "? See throughline --help"),
                      world);
    }
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    try {
        app.parse(reversed);
    } catch (const CLI::CallForHelp&) {
        for (const auto& [sub, command] : subs) {
            if (command->name() == arguments.front()) {
                world.out << sub->help();
                return 0;
            }
        }
        world.out << app.help();
        return 0;
    } catch (const CLI::CallForVersion&) {
        world.out << "throughline " THROUGHLINE_VERSION "\n";
        return 0;
    } catch (const CLI::ParseError& error) {
        report(usageOf(error, arguments.front()), world);
        return kUsage;
    }
    for (const auto& [sub, command] : subs) {
        if (sub->parsed()) {
            auto status = command->run(common, world);
            world.out.flush();
            return status ? *status : report(status.error(), world);
        }
    }
    return kUsage;
}

} // namespace throughline::cli
