#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace throughline::store {

static_assert(std::endian::native == std::endian::little,
              "columns are written as the processor keeps them, little end first");

/// Set in the count of a blob whose columns lie in planes: all first bytes, all second bytes and so
/// on. The upper bytes of small numbers are alike, so planes pack smaller and faster. Without it,
/// values lie one behind the other: what looks like noise, such as hashes, gains nothing.
inline constexpr std::uint32_t kInPlanes = 1U << 31U;

/// Set beside it where each column says how many planes it has: what is above them is zero. Signed
/// numbers are folded, so that small negative ones need few, too.
inline constexpr std::uint32_t kThin = 1U << 30U;

/// Set where a list is followed by others that are compressed on their own.
inline constexpr std::uint32_t kApart = 1U << 29U;

inline constexpr std::uint32_t kLayouts = kInPlanes | kThin | kApart;

/// 0, -1, 1, -2, 2 as 0, 1, 2, 3, 4.
template<typename T>
constexpr std::make_unsigned_t<T> folded(T value)
{
    if constexpr (std::is_signed_v<T>) {
        using Bits = std::make_unsigned_t<T>;
        return static_cast<Bits>(static_cast<Bits>(value) << 1U
                                 ^ static_cast<Bits>(value < 0 ? -1 : 0));
    } else {
        return value;
    }
}

template<typename T>
constexpr T unfolded(std::make_unsigned_t<T> bits)
{
    if constexpr (std::is_signed_v<T>) {
        using Bits = std::make_unsigned_t<T>;
        return static_cast<T>(static_cast<Bits>(bits >> 1U ^ static_cast<Bits>(0 - (bits & 1U))));
    } else {
        return bits;
    }
}

template<typename T>
void putPlain(std::string& bytes, const std::vector<T>& values)
{
    bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

template<typename T>
void putPlanes(std::string& bytes, const std::vector<T>& values)
{
    const std::size_t count = values.size();
    const std::size_t from = bytes.size();
    bytes.resize(from + count * sizeof(T));
    for (std::size_t plane = 0; plane < sizeof(T); ++plane) {
        char* const to = bytes.data() + from + plane * count;
        for (std::size_t i = 0; i < count; ++i) {
            to[i] =
                static_cast<char>(static_cast<std::make_unsigned_t<T>>(values[i]) >> (8 * plane));
        }
    }
}

/// Differences from value to value: a rising column becomes small numbers, which pack well.
template<typename T>
void putDifferences(std::string& bytes, const std::vector<T>& values)
{
    std::vector<T> differences(values.size());
    T last = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        differences[i] = static_cast<T>(static_cast<std::make_unsigned_t<T>>(values[i])
                                        - static_cast<std::make_unsigned_t<T>>(last));
        last = values[i];
    }
    putPlanes(bytes, differences);
}

/// A thin column of valueAt(0) to valueAt(count - 1), each asked for once and in order.
template<typename T, typename ValueAt>
void putThin(std::string& bytes, std::size_t count, ValueAt valueAt)
{
    using Bits = std::make_unsigned_t<T>;
    std::vector<Bits> values(count);
    Bits all = 0;
    for (std::size_t i = 0; i < count; ++i) {
        values[i] = folded<T>(valueAt(i));
        all = static_cast<Bits>(all | values[i]);
    }
    const auto planes = static_cast<std::size_t>(std::bit_width(all) + 7) / 8;
    bytes += static_cast<char>(planes);
    const std::size_t from = bytes.size();
    bytes.resize(from + count * planes);
    for (std::size_t plane = 0; plane < planes; ++plane) {
        char* const to = bytes.data() + from + plane * count;
        for (std::size_t i = 0; i < count; ++i) {
            to[i] = static_cast<char>(values[i] >> (8 * plane));
        }
    }
}

template<typename T>
void putThin(std::string& bytes, const std::vector<T>& values)
{
    putThin<T>(bytes, values.size(), [&values](std::size_t i) { return values[i]; });
}

/// The first of the values as it is, then a thin column of what each is more than the one before.
template<typename T, typename ValueAt>
void putSteps(std::string& bytes, std::size_t count, ValueAt valueAt)
{
    using Signed = std::make_signed_t<T>;
    using Bits = std::make_unsigned_t<T>;
    const T first = count > 0 ? valueAt(0) : T {};
    bytes.append(reinterpret_cast<const char*>(&first), sizeof first);
    auto last = static_cast<Bits>(first);
    putThin<Signed>(bytes, count, [&valueAt, &last](std::size_t i) {
        const auto value = static_cast<Bits>(valueAt(i));
        return static_cast<Signed>(static_cast<Bits>(value - std::exchange(last, value)));
    });
}

template<typename T>
void putSteps(std::string& bytes, const std::vector<T>& values)
{
    putSteps<T>(bytes, values.size(), [&values](std::size_t i) { return values[i]; });
}

/// Units that times may be whole numbers of; their place in the list stands before the steps.
inline constexpr std::array<std::int64_t, 3> kTimeUnits {1, 1'000, 1'000'000};

/// Times in ns as steps of the largest unit that all are whole numbers of.
inline void putTimes(std::string& bytes, const std::vector<std::int64_t>& times)
{
    const auto put =
        [&bytes, &times]<std::size_t Unit>(std::integral_constant<std::size_t, Unit> /*unit*/) {
            constexpr std::int64_t kUnit = kTimeUnits[Unit];
            if (!std::ranges::all_of(times, [](std::int64_t time) { return time % kUnit == 0; })) {
                return false;
            }
            bytes += static_cast<char>(Unit);
            putSteps<std::int64_t>(bytes, times.size(),
                                   [&times](std::size_t i) { return times[i] / kUnit; });
            return true;
        };
    if (!put(std::integral_constant<std::size_t, 2>())
        && !put(std::integral_constant<std::size_t, 1>())) {
        put(std::integral_constant<std::size_t, 0>());
    }
}

/// The count that a blob of columns begins with.
inline std::string startColumns(std::size_t count, std::uint32_t layout = kInPlanes)
{
    std::string bytes(sizeof(std::uint32_t), '\0');
    const auto number = static_cast<std::uint32_t>(count) | layout;
    std::memcpy(bytes.data(), &number, sizeof number);
    return bytes;
}

} // namespace throughline::store
