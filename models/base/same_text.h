#pragma once

#include <bit>
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
    constexpr std::size_t kHalf = sizeof(std::uint32_t);
    if (size >= kHalf && size < kWord) {
        std::uint32_t left[2] {};
        std::uint32_t right[2] {};
        std::memcpy(&left[0], a.data(), kHalf);
        std::memcpy(&left[1], a.data() + size - kHalf, kHalf);
        std::memcpy(&right[0], b.data(), kHalf);
        std::memcpy(&right[1], b.data() + size - kHalf, kHalf);
        return ((left[0] ^ right[0]) | (left[1] ^ right[1])) == 0;
    }
    return size == 0 || std::memcmp(a.data(), b.data(), size) == 0;
}

/// Both ends of a text in one word: tells names apart well enough for a table of them, whose hits
/// are then compared in full. Constant time.
inline std::uint64_t textMark(std::string_view text)
{
    constexpr std::size_t kWord = sizeof(std::uint64_t);
    std::uint64_t first = 0;
    if (text.size() < kWord) {
        if (!text.empty()) {
            std::memcpy(&first, text.data(), text.size());
        }
        return first ^ text.size() << 56U;
    }
    std::uint64_t last = 0;
    std::memcpy(&first, text.data(), kWord);
    std::memcpy(&last, text.data() + text.size() - kWord, kWord);
    return first ^ std::rotl(last, 23) ^ static_cast<std::uint64_t>(text.size()) << 56U;
}

} // namespace throughline
