#pragma once

#include "models/base/time.h"
#include "models/domain/field.h"
#include "models/filter/decimal.h"
#include "models/filter/expression.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::filter {

/// How the values of a key compare, which follows from its field's kind.
enum class ValueOrder : std::uint8_t
{
    Word, ///< without ASCII case; runs of digits by their number, so 4.10 is after 4.7
    Number, ///< as decimals; what is no number matches nothing
    Time, ///< as moments; what is no time matches nothing
    Any ///< case counts; decimals where both are, natural order where neither is
};

[[nodiscard]] ValueOrder valueOrder(std::string_view canonicalKey);

/// Text order in which runs of digits count by their number.
[[nodiscard]] std::strong_ordering compareNatural(std::string_view a, std::string_view b);

/// Whether the pieces with any text between them are the whole text. Linear in the text.
[[nodiscard]] bool matchesGlob(const std::vector<std::string>& pieces, std::string_view text);

/// Whether a word or phrase stands in a text as whole words, without ASCII case; an open last
/// piece (pay*) matches the start of a word.
[[nodiscard]] bool containsWords(const Value& phrase, std::string_view text);

/// One term made ready to be asked about many values. A missing value is the empty text: it
/// matches nothing. Negation is the caller's, since "not any" needs all values of a thing.
class ValueMatcher
{
public:
    explicit ValueMatcher(const Term& term);

    /// The term without its negation, about one value of its key (for Text: any value).
    [[nodiscard]] bool matches(std::string_view value) const;

private:
    [[nodiscard]] bool equalsOne(std::string_view value) const;
    [[nodiscard]] bool comparesTo(std::string_view value) const;
    [[nodiscard]] std::optional<std::strong_ordering> order(std::string_view value) const;

    TermKind m_kind;
    Comparison m_comparison;
    ValueOrder m_order;
    std::vector<Value> m_values; ///< lower case for ValueOrder::Word
    std::vector<std::optional<Decimal>> m_numbers; ///< per value; for Number and comparisons
    std::optional<Timestamp> m_time; ///< of the first value
};

} // namespace throughline::filter
