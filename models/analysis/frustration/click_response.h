#pragma once

#include "models/analysis/frustration/rage_click.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace throughline::analysis {

/// What counts as a click into the void; shown and stored with every count.
struct DeadClickRule
{
    Duration within = Duration::seconds(3); ///< anything that happens until then is a response
    /// Things one clicks without anything having to happen: by a word of role or target.
    std::vector<std::string> excludedWords = {"input", "textarea", "select", "option", "canvas"};

    bool operator==(const DeadClickRule&) const = default;
};

/// What counts as a click that met an error.
struct ErrorClickRule
{
    Duration within = Duration::seconds(1);

    bool operator==(const ErrorClickRule&) const = default;
};

/// The clicks of one session, by place, after which nothing happened: no event but clicks from the
/// click's moment on until `within`. Both spans ascend. A click without a target is none, for what
/// was clicked may have had nothing to do; nor is one that selected, scrolled or got a response.
/// Whether the source would have told of a response is the caller's to know. O(n).
[[nodiscard]] std::vector<std::size_t> deadClicks(std::span<const Click> clicks,
                                                  std::span<const Timestamp> responses,
                                                  const DeadClickRule& rule = {});

/// The clicks, by place, with an error from their moment on until `within`. Both spans ascend.
/// O(n).
[[nodiscard]] std::vector<std::size_t> errorClicks(std::span<const Click> clicks,
                                                   std::span<const Timestamp> errors,
                                                   const ErrorClickRule& rule = {});

} // namespace throughline::analysis
