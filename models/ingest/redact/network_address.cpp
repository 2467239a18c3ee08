#include "models/ingest/redact/network_address.h"

#include "models/base/text.h"

#include <algorithm>
#include <arpa/inet.h>

namespace throughline::ingest {

namespace {

/// Without brackets, port, prefix length and zone.
std::string_view bareAddress(std::string_view text)
{
    text = trim(text);
    if (text.starts_with('[')) {
        text = text.substr(1, text.find(']') - 1);
    } else if (std::ranges::count(text, ':') == 1) {
        text = text.substr(0, text.find(':'));
    }
    return text.substr(0, text.find_first_of("/%"));
}

/// The first twelve bytes of an address of version 4 written in version 6.
bool isMapped(const std::array<std::uint8_t, 16>& bytes)
{
    constexpr std::array<std::uint8_t, 12> kMapped {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    return std::equal(kMapped.begin(), kMapped.end(), bytes.begin());
}

bool isPublicQuad(const std::array<std::uint8_t, 16>& octet)
{
    constexpr std::uint8_t kFirstMulticast = 224;
    const std::uint8_t first = octet[0];
    const std::uint8_t second = octet[1];
    const bool local = first == 0 || first == 10 || first == 127
        || (first == 100 && second >= 64 && second < 128) || (first == 169 && second == 254)
        || (first == 172 && second >= 16 && second < 32) || (first == 192 && second == 168);
    return !local && first < kFirstMulticast;
}

} // namespace

std::optional<NetworkAddress> parseNetworkAddress(std::string_view text)
{
    const std::string bare(bareAddress(text));
    NetworkAddress address;
    if (inet_pton(AF_INET, bare.c_str(), address.bytes.data()) == 1) {
        address.version4 = true;
        return address;
    }
    if (inet_pton(AF_INET6, bare.c_str(), address.bytes.data()) != 1) {
        return std::nullopt;
    }
    if (isMapped(address.bytes)) {
        std::rotate(address.bytes.begin(), address.bytes.begin() + 12, address.bytes.end());
        std::fill(address.bytes.begin() + 4, address.bytes.end(), std::uint8_t {0});
        address.version4 = true;
    }
    return address;
}

bool isPublic(const NetworkAddress& address)
{
    // Global unicast addresses lie in 2000::/3 (RFC 4291, 2.4; the registry assigns nothing else).
    constexpr unsigned kGlobalMask = 0xE0;
    constexpr unsigned kGlobal = 0x20;
    return address.version4 ? isPublicQuad(address.bytes)
                            : (address.bytes[0] & kGlobalMask) == kGlobal;
}

std::string toText(const NetworkAddress& address)
{
    std::array<char, INET6_ADDRSTRLEN> text {};
    inet_ntop(address.version4 ? AF_INET : AF_INET6, address.bytes.data(), text.data(),
              text.size());
    return text.data();
}

AddressQuad addressQuad(std::string_view text)
{
    AddressQuad quad;
    std::size_t at = 0;
    for (std::size_t i = 0; i < quad.octets.size(); ++i) {
        if (i > 0 && (at == text.size() || text[at++] != '.')) {
            return {};
        }
        const std::size_t begin = at;
        unsigned value = 0;
        while (at < text.size() && at < begin + 3 && isAsciiDigit(text[at])) {
            value = value * 10 + static_cast<unsigned>(text[at++] - '0');
        }
        const bool leadingZero = at > begin + 1 && text[begin] == '0';
        if (at == begin || leadingZero || value > 255) {
            return {};
        }
        quad.octets[i] = static_cast<std::uint8_t>(value);
    }
    quad.length = at;
    return quad;
}

} // namespace throughline::ingest
