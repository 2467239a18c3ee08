#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace throughline::analysis {

/// A named list of user agents that are not people; resources/bots/bots-1.json holds the first.
struct BotRule
{
    std::string version; ///< "bots-1", named wherever sessions are counted
    std::vector<std::string> patterns; ///< parts of a user agent; case does not matter
    /// Parts that only look like one, such as the telephone "cubot": a pattern that overlaps one of
    /// them does not count there.
    std::vector<std::string> exceptions;

    bool operator==(const BotRule&) const = default;
};

/// What a session says about its nature; empty where its source says nothing. The user agent is
/// that of its client records: a span's names the calling service, not the visitor.
struct SessionMarks
{
    std::string_view userAgent; ///< user_agent.original
    std::string_view syntheticType; ///< user_agent.synthetic.type
    std::string_view deviceType; ///< device.type
    std::string_view sessionType; ///< session.type

    bool operator==(const SessionMarks&) const = default;
};

/// Whether a session is one of a bot, a synthetic check or a test run: an explicit mark (synthetic
/// type bot or test, device type bot, session type synthetics or ci_test) or a pattern of the rule
/// in the user agent. Names of users and sessions are never looked at. O(patterns x user agent).
[[nodiscard]] bool isBot(const BotRule& rule, const SessionMarks& marks);

} // namespace throughline::analysis
