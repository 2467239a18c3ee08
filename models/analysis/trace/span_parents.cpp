#include "models/analysis/trace/span_parents.h"

#include <algorithm>
#include <limits>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace throughline::analysis {

namespace {

bool calls(const domain::Span& span)
{
    return span.kind == "client" || span.kind == "producer";
}

bool serves(const domain::Span& span)
{
    return span.kind == "server" || span.kind == "consumer";
}

/// The spans of one id, of which there is mostly one.
struct SameId
{
    std::uint32_t first = kNone; ///< in the order of the list
    std::uint32_t firstServing = kNone;
    std::uint32_t firstCalling = kNone;
    std::uint32_t count = 0;

    static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
};

class SpansById
{
public:
    explicit SpansById(std::span<const domain::Span> spans)
    {
        m_groups.reserve(spans.size());
        for (std::uint32_t i = 0; i < spans.size(); ++i) {
            if (spans[i].id.valid()) {
                add(m_groups[spans[i].id.value], spans[i], i);
            }
        }
        for (std::uint32_t i = 0; i < spans.size(); ++i) {
            const SameId* group = find(spans[i].id);
            if (group != nullptr && group->count > 1) {
                add(m_ofService[{spans[i].id.value, spans[i].service}], spans[i], i);
            }
        }
    }

    [[nodiscard]] const SameId* find(domain::SpanId id) const
    {
        const auto found = m_groups.find(id.value);
        return found == m_groups.end() ? nullptr : &found->second;
    }

    /// Which of the spans with its parent's id `child` means.
    [[nodiscard]] std::uint32_t choose(const SameId& all, const domain::Span& child) const
    {
        const auto near = m_ofService.find({child.parent.value, child.service});
        const SameId& choice = near == m_ofService.end() ? all : near->second;
        return choice.firstServing != SameId::kNone ? choice.firstServing : choice.first;
    }

private:
    static void add(SameId& group, const domain::Span& span, std::uint32_t place)
    {
        const auto keepFirst = [place](std::uint32_t& slot) { slot = std::min(slot, place); };
        ++group.count;
        keepFirst(group.first);
        if (serves(span)) {
            keepFirst(group.firstServing);
        }
        if (calls(span)) {
            keepFirst(group.firstCalling);
        }
    }

    std::unordered_map<std::uint64_t, SameId> m_groups;
    /// Only ids that occur more than once.
    std::map<std::pair<std::uint64_t, std::string_view>, SameId> m_ofService;
};

/// Cuts every circle at its first member in the order of the list.
std::uint32_t breakCycles(std::vector<std::int32_t>& parent)
{
    constexpr std::uint32_t kNotSeen = 0;
    std::vector<std::uint32_t> seenFrom(parent.size(), kNotSeen);
    std::uint32_t broken = 0;
    for (std::uint32_t from = 0; from < parent.size(); ++from) {
        auto at = static_cast<std::int32_t>(from);
        while (at >= 0 && seenFrom[static_cast<std::size_t>(at)] == kNotSeen) {
            seenFrom[static_cast<std::size_t>(at)] = from + 1;
            at = parent[static_cast<std::size_t>(at)];
        }
        if (at < 0 || seenFrom[static_cast<std::size_t>(at)] != from + 1) {
            continue;
        }
        std::int32_t smallest = at;
        for (std::int32_t i = parent[static_cast<std::size_t>(at)]; i != at;
             i = parent[static_cast<std::size_t>(i)]) {
            smallest = std::min(smallest, i);
        }
        parent[static_cast<std::size_t>(smallest)] = -1;
        ++broken;
    }
    return broken;
}

} // namespace

SpanParents resolveParents(std::span<const domain::Span> spans)
{
    const SpansById byId(spans);
    SpanParents result {std::vector<std::int32_t>(spans.size(), -1),
                        std::vector<bool>(spans.size(), false), 0};
    for (std::uint32_t i = 0; i < spans.size(); ++i) {
        const domain::Span& span = spans[i];
        const SameId* own = byId.find(span.id);
        const SameId* named = byId.find(span.parent);
        if (serves(span) && own != nullptr && own->firstCalling != SameId::kNone) {
            result.parent[i] = static_cast<std::int32_t>(own->firstCalling);
        } else if (!span.parent.valid()) {
            continue;
        } else if (named == nullptr) {
            result.orphan[i] = true;
        } else if (span.parent == span.id) {
            result.parent[i] = static_cast<std::int32_t>(i);
        } else {
            result.parent[i] = static_cast<std::int32_t>(byId.choose(*named, span));
        }
    }
    result.cyclesBroken = breakCycles(result.parent);
    return result;
}

} // namespace throughline::analysis
