#include "models/workflow/session_naming.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

namespace throughline::workflow {

namespace {

/// A session and how its name begins, which tells most names apart without a look at them.
struct Beginning
{
    std::uint64_t letters = 0;
    std::uint32_t session = 0;
};

/// The first eight letters as a number that compares as they do.
std::uint64_t beginningOf(std::string_view name)
{
    std::uint64_t letters = 0;
    std::memcpy(&letters, name.data(), std::min(name.size(), sizeof letters));
    return __builtin_bswap64(letters);
}

/// `nameOf` tells a session's name; those without one are left out.
template<typename NameOf>
void pack(store::NameKind kind, const index::SessionIndex& index, const NameOf& nameOf,
          const NamesSink& sink)
{
    std::vector<Beginning> order;
    order.reserve(index.sessionCount());
    for (std::uint32_t s = 0; s < index.sessionCount(); ++s) {
        if (const std::string_view name = nameOf(s); !name.empty()) {
            order.push_back({beginningOf(name), s});
        }
    }
    std::sort(order.begin(), order.end(), [&](const Beginning& a, const Beginning& b) {
        if (a.letters != b.letters) {
            return a.letters < b.letters;
        }
        const int names = nameOf(a.session).compare(nameOf(b.session));
        return names != 0 ? names < 0
                          : std::tie(index.start[a.session], a.session)
                < std::tie(index.start[b.session], b.session);
    });
    std::vector<store::NamedSession> named;
    for (std::size_t from = 0; from < order.size(); from += store::kNamesPerChunk) {
        const auto chunk =
            std::span(order).subspan(from, std::min(store::kNamesPerChunk, order.size() - from));
        named.clear();
        for (const Beginning& one : chunk) {
            named.push_back({nameOf(one.session), one.session});
        }
        sink(store::packNames(kind, named));
    }
}

} // namespace

void packSessionNames(const SessionTable& sessions, const NamesSink& sink)
{
    using store::NameKind;
    const index::SessionIndex& index = sessions.index;
    pack(
        NameKind::Session, index,
        [&](std::uint32_t s) { return std::string_view(sessions.idOf(s)); }, sink);
    pack(
        NameKind::User, index, [&](std::uint32_t s) { return sessions.userOf(s); }, sink);
    pack(
        NameKind::Account, index, [&](std::uint32_t s) { return sessions.accountOf(s); }, sink);
}

} // namespace throughline::workflow
