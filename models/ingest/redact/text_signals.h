#pragma once

#include <cstdint>
#include <string_view>

namespace throughline::ingest {

/// What a text contains that a detector could take an interest in, as bits.
namespace text_signal {
inline constexpr std::uint8_t kAt = 1; ///< @
inline constexpr std::uint8_t kEncoded = 2; ///< % or \u, or a byte beyond ASCII
inline constexpr std::uint8_t kEquals = 4; ///< =
inline constexpr std::uint8_t kAddress = 8; ///< dots, colons or dashes as in an address of networks
inline constexpr std::uint8_t kSecret =
    16; ///< the start of a known key, Bearer, Basic, PEM, of a home folder
inline constexpr std::uint8_t kAssignment = 32; ///< a password-like word
inline constexpr std::uint8_t kPlus = 64; ///< + before a digit
inline constexpr std::uint8_t kDigits = 128; ///< nine digits in all, four of them in a row
} // namespace text_signal

/// One look at every byte, 16 at a time: above 1 GB/s. No signal: no detector can find anything.
/// A signal proves nothing.
[[nodiscard]] std::uint8_t textSignals(std::string_view text);

/// Whether textSignals() may tell of @, of an encoding or of a plus: a quarter of its cost, for
/// texts of which nothing else is asked.
[[nodiscard]] bool hasPersonSign(std::string_view text);

} // namespace throughline::ingest
