#pragma once

#include "models/notebook/impact_report.h"

#include <string>
#include <string_view>
#include <vector>

namespace throughline::notebook {

// The parts an impact report is made of; impactReport puts them together.

/// How an error is called in a sentence: its type, else its title, at most some 60 letters.
[[nodiscard]] std::string errorName(const domain::ErrorGroup& group);
/// A field in a word: "plan.tier" is plan.
[[nodiscard]] std::string fieldWord(const std::string& field);
/// A method of the comparison in words; one that is unknown as it is.
[[nodiscard]] std::string_view methodTitle(std::string_view method);
/// "plan: pro"; "(none)" for a missing value.
[[nodiscard]] std::string segmentName(const analysis::SegmentEffect& segment);
/// Sessions, or what else the funnel counts: "session", "user".
[[nodiscard]] std::string_view unitWord(const analysis::Comparison& comparison);
/// A step of the funnel by its place, from 1: "payment_submit"; empty where there is none.
[[nodiscard]] std::string stepName(const ImpactFacts& facts, std::uint32_t step);

/// The conclusion with what matters set apart.
[[nodiscard]] Runs impactLead(const analysis::Comparison& comparison);
/// The segments worth a row of the picture, those that lost most first.
[[nodiscard]] std::vector<analysis::SegmentEffect>
worstSegments(const analysis::Comparison& comparison, std::size_t most);
/// Who is hit most, in words.
[[nodiscard]] Runs segmentWords(const analysis::Comparison& comparison);
/// Whether to believe it: method, placebo, power, what a conversion is worth.
[[nodiscard]] Runs certaintyWords(const ImpactFacts& facts);

/// Titles of the sections that list the evidence.
inline constexpr std::string_view kSessionsTitle = "Sessions and traces behind it";
inline constexpr std::string_view kTicketsTitle = "Tickets about it";

/// The sections behind the first page.
[[nodiscard]] std::vector<Section> impactAppendix(const ImpactFacts& facts);

} // namespace throughline::notebook
