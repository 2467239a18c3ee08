#include "models/base/user_folders.h"

#include <cstdlib>

namespace throughline {

namespace {

std::filesystem::path folder(const char* variable, const char* belowHome)
{
    // An XDG folder that is not absolute is to be ignored, says the specification.
    if (const char* value = std::getenv(variable); value != nullptr && value[0] == '/') {
        return std::filesystem::path(value) / "throughline";
    }
    const char* home = std::getenv("HOME");
    return std::filesystem::path(home != nullptr && home[0] != '\0' ? home : "/tmp") / belowHome
        / "throughline";
}

} // namespace

std::filesystem::path userDataFolder()
{
    return folder("XDG_DATA_HOME", ".local/share");
}

std::filesystem::path userConfigFolder()
{
    return folder("XDG_CONFIG_HOME", ".config");
}

std::filesystem::path userCacheFolder()
{
    return folder("XDG_CACHE_HOME", ".cache");
}

std::filesystem::path defaultStorePath()
{
    if (const char* value = std::getenv("THROUGHLINE_STORE");
        value != nullptr && value[0] != '\0') {
        return value;
    }
    return userDataFolder() / "default.throughline";
}

} // namespace throughline
