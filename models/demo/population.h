#pragma once

#include "models/base/random.h"
#include "models/base/time.h"
#include "models/demo/scenario.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace throughline::demo {

/// Who makes a session, on what, in which release.
struct Visitor
{
    VisitorKind kind = VisitorKind::Human;
    std::uint32_t user = 0; ///< from 0; only humans have one
    std::uint32_t account = 0;
    Plan plan = Plan::Free;
    Device device = Device::Desktop;
    Channel channel = Channel::Web;
    std::size_t country = 0; ///< place in countries()
    std::size_t laterCountry = 0; ///< from the middle of the session on: travels, or a tunnel
    Release release = Release::R220;
    bool staging = false;
    std::string_view browser; ///< empty in the native apps
    std::string_view system; ///< os.name
    std::string userAgent;
    Duration clockOffset; ///< server minus client; zero in most sessions
};

/// The people behind the sessions. What a user is follows from the seed and the user's number, so
/// nobody is kept in memory.
class Population
{
public:
    /// For so many sessions; about 1.7 of them each user's, and 2.4 users an account.
    Population(std::uint64_t sessions, std::uint64_t seed);

    /// Somebody who comes at this moment of the range.
    [[nodiscard]] Visitor visitor(Timestamp start, TimeRange range, Random& random) const;

    /// A crawler, monitor or tester.
    [[nodiscard]] Visitor machine(VisitorKind kind, Timestamp start, TimeRange range,
                                  Random& random) const;

private:
    void describeUser(Visitor& visitor) const;

    std::uint32_t m_users;
    std::uint32_t m_accounts;
    std::uint64_t m_seed;
};

/// A generator for one purpose and number: streams of different pairs have nothing in common.
[[nodiscard]] Random randomFor(std::uint64_t seed, std::uint64_t purpose, std::uint64_t number);

/// "u_01832" and "acct_0458".
[[nodiscard]] std::string userName(std::uint32_t user);
[[nodiscard]] std::string accountName(std::uint32_t account);

/// "ana.silva1832@example.com": the same user, the same address.
[[nodiscard]] std::string emailOf(std::uint32_t user);

/// "s_91ab44c2": different for each of the first 2^32 sessions.
[[nodiscard]] std::string sessionName(std::uint64_t seed, std::uint64_t session);

} // namespace throughline::demo
