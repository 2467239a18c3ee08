#include "models/analysis/frustration/reload.h"

#include <algorithm>

namespace throughline::analysis {

namespace {

/// Without query and without slashes at the end.
std::string_view plainPath(std::string_view path)
{
    path = path.substr(0, path.find('?'));
    while (path.size() > 1 && path.back() == '/') {
        path.remove_suffix(1);
    }
    return path;
}

/// Whether the page is all that stands before the query: no scheme, no fragment.
bool isPath(std::string_view url)
{
    return url.starts_with('/') && url.find('#') == std::string_view::npos;
}

bool samePage(std::string_view a, std::string_view b)
{
    return a == b
        || (isPath(a) && isPath(b) ? plainPath(a) == plainPath(b) : pageOf(a) == pageOf(b));
}

bool continues(const PageLoad& previous, const PageLoad& next)
{
    return !next.afterProgress && !next.url.empty() && samePage(previous.url, next.url);
}

void addClusters(std::vector<Cluster>& clusters, std::span<const PageLoad> run, std::size_t offset,
                 const ReloadRule& rule)
{
    if (run.size() < std::min(rule.minimum, rule.minimumMarked)) {
        return;
    }
    std::vector<Timestamp> times;
    std::vector<std::size_t> marksUpTo; // how many of the loads up to and with this one are marked
    for (const PageLoad& load : run) {
        const std::size_t before = marksUpTo.empty() ? 0 : marksUpTo.back();
        marksUpTo.push_back(before + (load.navigation == Navigation::Reload ? 1 : 0));
        times.push_back(load.time);
    }
    const auto enough = [&](std::size_t first, std::size_t last) {
        const std::size_t count = last - first + 1;
        const bool marked = marksUpTo[last] > marksUpTo[first];
        return count >= rule.minimum || (marked && count >= rule.minimumMarked);
    };
    for (Cluster cluster : denseClusters(times, rule.within, enough)) {
        cluster.first += offset;
        cluster.last += offset;
        clusters.push_back(cluster);
    }
}

} // namespace

std::string pageOf(std::string_view url)
{
    if (const std::size_t scheme = url.find("://");
        scheme != std::string_view::npos && scheme < url.find_first_of("/?#")) {
        url.remove_prefix(scheme + 3);
    }
    const std::size_t hash = url.find('#');
    const bool hasRoute = hash != std::string_view::npos && hash + 1 < url.size()
        && (url[hash + 1] == '/' || url[hash + 1] == '!');
    std::string page(plainPath(url.substr(0, hash)));
    if (hasRoute) {
        page.append(plainPath(url.substr(hash)));
    }
    return page;
}

std::vector<Cluster> reloads(std::span<const PageLoad> loads, const ReloadRule& rule)
{
    std::vector<Cluster> clusters;
    std::size_t first = 0;
    for (std::size_t i = 1; i <= loads.size(); ++i) {
        if (i == loads.size() || !continues(loads[i - 1], loads[i])) {
            addClusters(clusters, loads.subspan(first, i - first), first, rule);
            first = i;
        }
    }
    return clusters;
}

} // namespace throughline::analysis
