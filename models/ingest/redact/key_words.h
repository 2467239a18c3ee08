#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace throughline::ingest {

/// The words of a key in lower case: creditCardCVV and credit_card.cvv2 are credit, card, cvv.
[[nodiscard]] std::vector<std::string> wordsOfKey(std::string_view key);

} // namespace throughline::ingest
