#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace throughline {

/// Copies the text and is behind it; up to 32 bytes without a call. There must be room.
inline char* putShort(char* to, std::string_view text)
{
    const char* const from = text.data();
    const std::size_t size = text.size();
    const auto copy = [to, from]<typename Word>(std::size_t at, Word word) {
        std::memcpy(&word, from + at, sizeof word);
        std::memcpy(to + at, &word, sizeof word);
    };
    constexpr std::size_t kWord = sizeof(std::uint64_t);
    constexpr std::size_t kHalf = sizeof(std::uint32_t);
    if (size > 4 * kWord) {
        std::memcpy(to, from, size);
    } else if (size >= kWord) {
        copy(0, std::uint64_t {});
        if (size > 2 * kWord) {
            copy(kWord, std::uint64_t {});
            copy(size - 2 * kWord, std::uint64_t {});
        }
        copy(size - kWord, std::uint64_t {});
    } else if (size >= kHalf) {
        copy(0, std::uint32_t {});
        copy(size - kHalf, std::uint32_t {});
    } else {
        for (std::size_t i = 0; i < size; ++i) {
            to[i] = from[i];
        }
    }
    return to + size;
}

} // namespace throughline
