#include "app/window_options.h"

#include "models/base/text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

namespace throughline::app {

namespace {

constexpr std::array<std::string_view, 4> kPerspectives {"impact", "session", "data", "notebook"};

Result<void> setOption(WindowOptions& options, const std::string& name, const std::string& value)
{
    if (name == "--shot") {
        options.shot = value;
        return {};
    }
    if (name == "--theme") {
        if (value != "light" && value != "dark") {
            return usageError("'" + value + "' is not a theme",
                              "Use --theme light or --theme dark");
        }
        options.theme = value == "dark" ? ThemeOption::Dark : ThemeOption::Light;
        return {};
    }
    if (std::find(kPerspectives.begin(), kPerspectives.end(), value) == kPerspectives.end()) {
        return usageError("There is no perspective '" + value + "'",
                          "Use --perspective impact, session, data or notebook");
    }
    options.perspective = value;
    return {};
}

bool takesValue(const std::string& name)
{
    return name == "--shot" || name == "--theme" || name == "--perspective";
}

} // namespace

Result<WindowOptions> readWindowOptions(const std::vector<std::string>& arguments)
{
    WindowOptions options;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& argument = arguments[i];
        const std::size_t equals = argument.find('=');
        const std::string name = argument.substr(0, equals);
        if (argument == "--demo") {
            options.demo = true;
        } else if (takesValue(name) && equals != std::string::npos) {
            TL_TRY(setOption(options, name, argument.substr(equals + 1)));
        } else if (takesValue(argument)) {
            if (i + 1 == arguments.size()) {
                return usageError("The option " + argument + " needs a value");
            }
            TL_TRY(setOption(options, argument, arguments[++i]));
        } else if (argument.size() > 1 && argument.front() == '-') {
            return usageError("There is no option " + argument, "See throughline --help");
        } else if (!options.store.empty()) {
            return usageError("Only one store can be opened in a window",
                              "Open '" + argument + "' in a second one");
        } else {
            options.store = argument;
        }
    }
    if (options.demo && !options.store.empty()) {
        return usageError("--demo opens a store of its own", "Leave out '" + options.store + "'");
    }
    return options;
}

} // namespace throughline::app
