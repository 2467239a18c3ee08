#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace throughline {

/// a == b, for the names of fields: up to 32 bytes without a call. An import asks it a hundred
/// times per record, nearly always of texts that are the same.
inline bool sameText(std::string_view a, std::string_view b)
{
    const std::size_t size = a.size();
    if (size != b.size()) {
        return false;
    }
    const auto differ = [x = a.data(), y = b.data()](std::size_t at) {
        std::uint64_t left = 0;
        std::uint64_t right = 0;
        std::memcpy(&left, x + at, sizeof left);
        std::memcpy(&right, y + at, sizeof right);
        return left ^ right;
    };
    constexpr std::size_t kWord = sizeof(std::uint64_t);
    if (size >= kWord && size <= 2 * kWord) {
        return (differ(0) | differ(size - kWord)) == 0;
    }
    if (size > 2 * kWord && size <= 4 * kWord) {
        return (differ(0) | differ(kWord) | differ(size - 2 * kWord) | differ(size - kWord)) == 0;
    }
    return size == 0 || std::memcmp(a.data(), b.data(), size) == 0;
}

} // namespace throughline
