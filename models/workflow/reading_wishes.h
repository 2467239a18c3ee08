#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace throughline::workflow {

/// What a user may say about times and people in the files of an import.
struct ReadingWishes
{
    std::string zone {}; ///< of times without one; empty: UTC
    bool pseudonymiseAll = false; ///< users, accounts, sessions and devices become pseudonyms, too
    std::filesystem::path sourceIdKey {}; ///< of the organisation's own hash; empty: none
    /// Share of sessions or records that the files hold, above 0 up to 1, where their records tell
    /// none; nullopt: all.
    std::optional<double> samplingRate {};
    bool salvage = false; ///< of a file that is cut off, keep the whole records before the cut
};

} // namespace throughline::workflow
