#pragma once

#include <filesystem>

namespace throughline {

/// Folders of the XDG base directory specification, with our name at the end; not created here.
[[nodiscard]] std::filesystem::path userDataFolder();
[[nodiscard]] std::filesystem::path userConfigFolder();
[[nodiscard]] std::filesystem::path userCacheFolder();

/// The store a command uses when none is named: $THROUGHLINE_STORE, else default.throughline.
[[nodiscard]] std::filesystem::path defaultStorePath();

} // namespace throughline
