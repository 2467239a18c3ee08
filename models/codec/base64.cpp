#include "models/codec/base64.h"

#include <cstdint>

namespace throughline::codec {

std::string base64(std::string_view bytes)
{
    constexpr std::string_view kDigits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::string_view group = bytes.substr(i, 3);
        std::uint32_t value = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            value = value << 8U | (k < group.size() ? static_cast<unsigned char>(group[k]) : 0U);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            text += k <= group.size() ? kDigits[value >> (18U - 6U * k) & 0x3FU] : '=';
        }
    }
    return text;
}

} // namespace throughline::codec
