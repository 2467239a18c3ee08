#pragma once

#include "models/base/name_cache.h"
#include "models/base/same_text.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace throughline::ingest {

/// What a field of this name can mean for its record.
enum class FlatRole : std::uint8_t
{
    None,
    Time,
    EventName,
    Level,
    Message,
    Start,
    End,
    Duration,
    Kind,
    TicketId,
    TraceId,
    SpanId,
    SessionId,
    MetricName,
    MetricValue,
    Exception,
    Count
};

/// Behind the names of times.
inline constexpr std::size_t kNoTimeRank = 5;

/// The roles of a name: its own, and the one it has where it stands one object deep
/// ({"@fields": {"lvl": ...}}).
struct FlatRoles
{
    FlatRole own = FlatRole::None;
    FlatRole deep = FlatRole::None;
    /// Among names of times: the first in the list wins; kNoTimeRank: it is none.
    std::size_t rank = kNoTimeRank;
};

[[nodiscard]] FlatRoles rolesOf(std::string_view key);

/// Whether a field of this name, at the top or one object deep, can be the time of a record.
[[nodiscard]] bool isTimeName(std::string_view name);

/// A name met in the file, kept as long as the file is read.
struct FlatName
{
    std::string key;
    std::uint32_t number = 0;
    FlatRoles roles;
    /// The name that followed the last time: nearly always the one that follows now.
    FlatName* next = nullptr;
};

/// The names of one file. Files whose every record has names of its own must not fill the memory:
/// beyond the most that are kept a name is looked at anew each time.
class FlatNames
{
public:
    /// The name that stands behind `before` (nullptr: the first of its record); nullptr: too many
    /// are kept already.
    FlatName* behind(FlatName* before, std::string_view key)
    {
        FlatName*& next = before != nullptr ? before->next : m_first;
        if (next == nullptr || !sameText(next->key, key)) {
            next = of(key);
        }
        return next;
    }

    /// The name, wherever it stands; nullptr as above.
    FlatName* of(std::string_view key);

private:
    static constexpr std::size_t kMostNames = 20'000;

    FlatName* m_first = nullptr;
    NameCache<FlatName> m_recent;
    std::unordered_map<std::string, std::unique_ptr<FlatName>> m_names;
    std::string m_lookup;
};

} // namespace throughline::ingest
