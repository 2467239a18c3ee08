#pragma once

#include "models/analysis/frustration/cluster.h"
#include "models/base/time.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::analysis {

/// How a page came to be loaded, where the source says so (OpenTelemetry navigation type).
enum class Navigation : std::uint8_t
{
    Unknown,
    Navigate,
    Reload
};

/// One load of a page.
struct PageLoad
{
    Timestamp time;
    std::string_view url; ///< whole or path only; lives as long as what it was taken from
    Navigation navigation = Navigation::Unknown;
    bool afterProgress = false; ///< the user got on (a funnel step, say) since the load before

    bool operator==(const PageLoad&) const = default;
};

/// What counts as reloading in despair; shown and stored with every count.
struct ReloadRule
{
    std::uint32_t minimum = 3; ///< loads of one page
    std::uint32_t minimumMarked = 2; ///< enough if one after the first is marked as a reload
    Duration within = Duration::seconds(60); ///< first to last of the fewest loads that count

    bool operator==(const ReloadRule&) const = default;
};

/// The page a URL names: no query, no fragment (unless it is a route: "#/..." or "#!..."), no slash
/// at the end, no scheme. Ids in the path stay: three products looked at in a minute are no
/// reloads.
[[nodiscard]] std::string pageOf(std::string_view url);

/// The clusters of repeated loads among the page loads of one session in time order. A load of
/// another page, or progress, ends a run: going to and fro is no reloading. Windows that overlap
/// are one cluster. A load without a URL is like no other. O(n).
[[nodiscard]] std::vector<Cluster> reloads(std::span<const PageLoad> loads,
                                           const ReloadRule& rule = {});

} // namespace throughline::analysis
