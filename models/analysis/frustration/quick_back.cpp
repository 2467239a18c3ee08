#include "models/analysis/frustration/quick_back.h"

namespace throughline::analysis {

namespace {

/// A stay on one page.
struct Visit
{
    std::string page; ///< empty: not known
    Timestamp since;
};

} // namespace

std::vector<std::size_t> quickBacks(std::span<const PageLoad> loads, const QuickBackRule& rule)
{
    std::vector<std::size_t> backs;
    Visit before;
    Visit current;
    for (std::size_t i = 0; i < loads.size(); ++i) {
        const PageLoad& load = loads[i];
        Visit next {load.url.empty() ? std::string() : pageOf(load.url), load.time};
        if (i > 0 && !next.page.empty() && next.page == current.page) {
            continue;
        }
        if (!next.page.empty() && next.page == before.page
            && load.time - current.since <= rule.within) {
            backs.push_back(i);
        }
        before = std::move(current);
        current = std::move(next);
    }
    return backs;
}

} // namespace throughline::analysis
