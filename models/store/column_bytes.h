#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
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

/// Takes columns of equal length from the front of the bytes; never reads beyond them.
class ColumnReader
{
public:
    /// The bytes begin as startColumns() says and must outlive the reader.
    explicit ColumnReader(std::string_view bytes)
        : m_plain(bytes)
    {
        std::uint32_t count = 0;
        m_good = m_plain.size() >= sizeof count;
        if (m_good) {
            std::memcpy(&count, m_plain.data(), sizeof count);
            m_at = sizeof count;
            m_count = count & ~kInPlanes;
            m_inPlanes = (count & kInPlanes) != 0;
        }
    }

    [[nodiscard]] std::size_t count() const { return m_count; }

    template<typename T>
    void take(std::vector<T>& values)
    {
        if (!m_good || (m_plain.size() - m_at) / sizeof(T) < m_count) {
            m_good = false;
            values.clear();
            return;
        }
        values.resize(m_count);
        if (m_inPlanes) {
            joinPlanes(values);
        } else if (m_count > 0) {
            std::memcpy(values.data(), m_plain.data() + m_at, m_count * sizeof(T));
        }
        m_at += m_count * sizeof(T);
    }

    template<typename T>
    void takeDifferences(std::vector<T>& values)
    {
        take(values);
        std::make_unsigned_t<T> sum = 0;
        for (T& value : values) {
            sum += static_cast<std::make_unsigned_t<T>>(value);
            value = static_cast<T>(sum);
        }
    }

    /// All columns were there, whole.
    [[nodiscard]] bool good() const { return m_good; }

    /// What is behind the columns taken so far.
    [[nodiscard]] std::string_view rest() const { return m_plain.substr(m_at); }

private:
    template<typename T>
    void joinPlanes(std::vector<T>& values) const
    {
        for (std::size_t i = 0; i < m_count; ++i) {
            values[i] = static_cast<T>(
                joined<std::make_unsigned_t<T>>(i, std::make_index_sequence<sizeof(T)>()));
        }
    }

    /// The value of row i out of all of its planes.
    template<typename Bits, std::size_t... Plane>
    Bits joined(std::size_t i, std::index_sequence<Plane...> /*planes*/) const
    {
        return static_cast<Bits>((part<Bits>(i, Plane) | ...));
    }

    template<typename Bits>
    Bits part(std::size_t i, std::size_t plane) const
    {
        const auto byte = static_cast<unsigned char>(m_plain[m_at + plane * m_count + i]);
        return static_cast<Bits>(Bits {byte} << (8 * plane));
    }

    std::string_view m_plain;
    std::size_t m_at = 0;
    std::size_t m_count = 0;
    bool m_inPlanes = false;
    bool m_good = false;
};

/// The count that a blob of columns begins with.
inline std::string startColumns(std::size_t count, std::uint32_t layout = kInPlanes)
{
    std::string bytes(sizeof(std::uint32_t), '\0');
    const auto number = static_cast<std::uint32_t>(count) | layout;
    std::memcpy(bytes.data(), &number, sizeof number);
    return bytes;
}

} // namespace throughline::store
