#pragma once

#include "models/analysis/frustration/cluster.h"
#include "models/base/time.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::analysis {

/// What became of a click, where the source records it.
enum class ClickOutcome : std::uint8_t
{
    Unknown,
    NoResponse,
    Responded, ///< the view or the page's content changed
    SelectedOrScrolled ///< it selected text or scrolled: reading, not rage
};

/// Where on the screen, in CSS pixels.
struct ScreenPoint
{
    double x = 0;
    double y = 0;

    bool operator==(const ScreenPoint&) const = default;
};

/// One click or tap. Views live as long as what they were taken from; empty where not known.
struct Click
{
    Timestamp time;
    std::string_view target; ///< selector or id of the element
    std::string_view role; ///< its role or tag: "button", "spinbutton", "video"
    std::string_view name; ///< its label: "Pay now", "+"
    std::optional<ScreenPoint> point;
    ClickOutcome outcome = ClickOutcome::Unknown;

    bool operator==(const Click&) const = default;
};

/// What counts as rage; shown and stored with every count.
struct RageClickRule
{
    std::uint32_t minimum = 3; ///< clicks
    Duration longestGap = Duration::seconds(1); ///< between neighbours
    Duration longestTotal = Duration::seconds(2); ///< first to last of the fewest clicks that count
    double farthest = 30; ///< CSS pixels between neighbours, where a target is not known
    /// Controls made to be clicked quickly: by role, by a word of role or target, by whole label.
    std::vector<std::string> excludedWords = {
        "spinbutton", "stepper", "increment", "decrement", "slider", "scrollbar", "carousel",
        "swiper",     "keypad",  "numpad",    "dialpad",   "pinpad", "video",     "audio"};
    std::vector<std::string> excludedNames = {"+", "-", "\xE2\x88\x92", "\xE2\x80\x93", "++", "--"};

    bool operator==(const RageClickRule&) const = default;
};

/// The bursts of angry clicks among the clicks of one session in time order.
///
/// A run is a row of neighbouring clicks at the same place: the same target where both are known,
/// else at most `farthest` apart; every gap at most `longestGap`. A burst is what lies in windows
/// of `minimum` clicks within `longestTotal`; windows that overlap are one burst. A click on an
/// excluded control, or one that selected or scrolled, ends the run. A burst each of whose clicks
/// got a response is none. Clicks without target and point are never at the same place. O(n).
[[nodiscard]] std::vector<Cluster> rageClicks(std::span<const Click> clicks,
                                              const RageClickRule& rule = {});

} // namespace throughline::analysis
