#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace throughline::ingest {

/// An address of the internet protocol, version 4 or 6; one of version 4 written in version 6
/// counts as version 4.
struct NetworkAddress
{
    bool version4 = false;
    std::array<std::uint8_t, 16> bytes {}; ///< the first four in version 4

    bool operator==(const NetworkAddress&) const = default;
};

/// The address that the whole text is: also in brackets, with a port, a prefix length or a zone.
[[nodiscard]] std::optional<NetworkAddress> parseNetworkAddress(std::string_view text);

/// The address can be reached from everywhere, so it may lead to a person. Private, shared,
/// loopback, link-local, multicast and unassigned ranges do not.
[[nodiscard]] bool isPublic(const NetworkAddress& address);

/// The one spelling of an address: lower case, zeros shortened (RFC 5952).
[[nodiscard]] std::string toText(const NetworkAddress& address);

/// A dotted quad.
struct AddressQuad
{
    std::size_t length = 0; ///< 0: there is none
    std::array<std::uint8_t, 4> octets {};

    bool operator==(const AddressQuad&) const = default;
};

/// The dotted quad at the front of the text, without leading zeros.
[[nodiscard]] AddressQuad addressQuad(std::string_view text);

} // namespace throughline::ingest
