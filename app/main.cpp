#include "app/application.h"
#include "app/cli/command.h"
#include "app/report_renderers.h"
#include "app/signal_watch.h"
#include "app/window_options.h"
#include "models/qt/system_clock.h"

#include <cstdio>
#include <iostream>
#include <new>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace {

using namespace throughline;

int report(const Error& error)
{
    std::fprintf(stderr, "throughline: %s\n", describe(error).c_str());
    return exitStatus(error.code);
}

int run(int argc, char** argv)
{
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    const app::SignalWatch signalWatch;
    if (cli::isCommandLine(arguments)) {
        cli::Surroundings world {std::cout,
                                 std::cerr,
                                 ::isatty(STDOUT_FILENO) != 0,
                                 ::isatty(STDERR_FILENO) != 0,
                                 qt::currentTime(),
                                 signalWatch.token(),
                                 app::commandLineRenderers()};
        return cli::runCommandLine(arguments, world);
    }
    const auto options = app::readWindowOptions(arguments);
    if (!options.ok()) {
        return report(options.error());
    }
    if (const auto display = app::prepareDisplay(options.value()); !display.ok()) {
        return report(display.error());
    }
    int ownArguments = 1; // Qt reads options of its own; ours are read already.
    return app::runWindow(ownArguments, argv, options.value(), signalWatch.token());
}

} // namespace

int main(int argc, char** argv)
{
    // Stores, keys and exports hold what others are not to read.
    ::umask(077);
    try {
        return run(argc, argv);
    } catch (const std::bad_alloc&) {
        std::fputs("throughline: There is not enough memory for this.\n", stderr);
        return exitStatus(ErrorCode::Environment);
    }
}
