#pragma once

#include <string>
#include <string_view>

namespace throughline::ingest {

/// The length of the hardware address at the front of the text: six pairs of hexadecimal digits
/// with one sign, colon or dash, between them; 0 where there is none, or a longer chain of pairs.
[[nodiscard]] std::size_t hardwareAddressLength(std::string_view text);

/// Fifteen digits of which the last checks the others (3GPP TS 23.003, annex B).
[[nodiscard]] bool isImei(std::string_view digits);

/// A hardware address as twelve digits in lower case, an IMEI as its fifteen; else the value.
[[nodiscard]] std::string canonicalHardware(std::string_view value);

} // namespace throughline::ingest
