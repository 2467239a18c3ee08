#pragma once

#include "models/analysis/compare/comparison.h"

#include <QString>

#include <cstdint>
#include <vector>

namespace throughline::qt {

/// How a part of a sentence is meant.
enum class Emphasis : std::uint8_t
{
    None,
    Strong,
    Aside
};

/// A part of a sentence.
struct TextRun
{
    QString text;
    Emphasis emphasis = Emphasis::None;

    bool operator==(const TextRun&) const = default;
};

/// The comparison in words, the same that every front shows, its lead first and strong, with what
/// matters strong and intervals as asides.
[[nodiscard]] std::vector<TextRun> comparisonText(const analysis::Comparison& comparison);

/// What the sentence does not say: who is left out, why the plain figures mislead; may be empty.
[[nodiscard]] QString comparisonCaveat(const analysis::Comparison& comparison);

} // namespace throughline::qt
