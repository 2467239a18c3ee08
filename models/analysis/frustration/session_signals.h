#pragma once

#include "models/base/time.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace throughline::analysis {

enum class FrustrationKind : std::uint8_t
{
    RageClick, ///< a burst of them
    DeadClick,
    ErrorClick,
    Reload, ///< a cluster of them
    QuickBack
};

inline constexpr std::size_t kFrustrationKinds = 5;

/// When the frustration signals of every session began. A session's number is that of the index.
/// Immutable once built; shared by reading threads. 4 bytes per session and kind.
struct SessionSignals
{
    /// The signals of one kind: those of session s are ms[first[s]] up to ms[first[s + 1]].
    struct Moments
    {
        std::vector<std::uint32_t> first {0}; ///< sessions + 1 entries
        std::vector<std::int64_t> ms; ///< since the session's start, ascending within a session

        /// How many began later than this moment.
        [[nodiscard]] std::uint32_t countAfter(std::uint32_t session, std::int64_t afterMs) const
        {
            std::uint32_t count = 0;
            for (std::uint32_t i = first[session]; i < first[session + 1]; ++i) {
                count += ms[i] > afterMs ? 1 : 0;
            }
            return count;
        }

        void endSession() { first.push_back(static_cast<std::uint32_t>(ms.size())); }

        bool operator==(const Moments&) const = default;
    };

    std::array<Moments, kFrustrationKinds> of;
    bool clicksRecorded = false; ///< any click in the store: without, clicks are unknown, not 0
    bool loadsRecorded = false; ///< any page load
    /// Per session: it tells of page loads, so that a click without a response would show.
    std::vector<std::uint8_t> tellsResponses;

    [[nodiscard]] const Moments& operator[](FrustrationKind kind) const
    {
        return of[static_cast<std::size_t>(kind)];
    }

    [[nodiscard]] Moments& operator[](FrustrationKind kind)
    {
        return of[static_cast<std::size_t>(kind)];
    }

    bool operator==(const SessionSignals&) const = default;
};

} // namespace throughline::analysis
