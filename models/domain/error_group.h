#pragma once

#include "models/base/time.h"
#include "models/domain/ids.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::domain {

/// On which side an error happened.
enum class ErrorOrigin : std::uint8_t
{
    Backend,
    Frontend
};

/// One error as it was met: by whom, when, riding on which record.
struct ErrorOccurrence
{
    std::int64_t id = 0;
    ErrorGroupId group;
    RecordRef record; ///< the record that carried it
    Timestamp time; ///< on its own source's clock
    std::string sessionId; ///< empty: belongs to no session
    std::string userId;
    std::string accountId;
    TraceId trace;
    SpanId span;
    std::string service;
    std::string version;
    std::string environment;
    bool handled = true;
    bool bot = false; ///< in the session of a bot, synthetic or test user

    bool operator==(const ErrorOccurrence&) const = default;
};

/// State of a group relative to the end of the data.
enum class ErrorStatus : std::uint8_t
{
    New,
    Ongoing,
    Resolved,
    Regressed,
    Ignored
};

/// "new", "ongoing", "resolved", "regressed", "ignored".
[[nodiscard]] std::string_view toText(ErrorStatus status);
[[nodiscard]] std::optional<ErrorStatus> errorStatusFromText(std::string_view text);

/// What an error is by the rule set alone, before anybody decides about groups.
struct ErrorKey
{
    ErrorGroupId id; ///< of the group that it makes by itself
    std::string fingerprint; ///< 32 hexadecimal digits, the same in every store
    std::string ruleSet; ///< "TL-1"
    std::vector<std::string> components;
    std::string type;
    std::string title;
    std::string culprit;
    bool handled = false;

    bool operator==(const ErrorKey&) const = default;
};

/// A row of the error list. Sessions, users and accounts count human traffic only.
struct ErrorGroup
{
    ErrorGroupId id;
    std::string fingerprint; ///< 32 hexadecimal digits, the same in every store
    std::string ruleSet; ///< "TL-1"
    std::vector<std::string> components; ///< why it is one group
    std::string type;
    std::string title; ///< the message with its variable parts masked
    std::string culprit; ///< the function nearest to the throw that is ours
    std::string name; ///< given by people; empty: none
    std::string assignee; ///< who looks after it; empty: nobody
    ErrorOrigin origin = ErrorOrigin::Backend;
    bool handled = false;
    ErrorStatus status = ErrorStatus::Ongoing;
    std::uint64_t count = 0;
    /// Occurrences there would be without sampling: each stands for one over its source's rate.
    /// nullopt: none was sampled. Sessions, users and accounts are as met, a lower bound then.
    std::optional<double> estimatedCount;
    std::uint64_t sessions = 0;
    std::uint64_t users = 0;
    std::uint64_t accounts = 0;
    std::uint64_t tickets = 0;
    Timestamp firstSeen;
    Timestamp lastSeen;
    std::vector<std::string> services;
    std::vector<std::string> versions;
    std::vector<std::string> environments;

    bool operator==(const ErrorGroup&) const = default;
};

} // namespace throughline::domain
