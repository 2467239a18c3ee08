#pragma once

#include "models/store/column_bytes.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace throughline::store {

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
            m_count = count & ~kLayouts;
            m_layout = count & kLayouts;
        }
    }

    [[nodiscard]] std::size_t count() const { return m_count; }

    /// Whether the columns lie so.
    [[nodiscard]] bool has(std::uint32_t layout) const { return (m_layout & layout) != 0; }

    template<typename T>
    void take(std::vector<T>& values)
    {
        if (has(kThin)) {
            takeThin(values);
            return;
        }
        if (!m_good || (m_plain.size() - m_at) / sizeof(T) < m_count) {
            m_good = false;
            values.clear();
            return;
        }
        values.resize(m_count);
        if (has(kInPlanes)) {
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

    /// As putSteps() has put them.
    template<typename T>
    void takeSteps(std::vector<T>& values)
    {
        using Signed = std::make_signed_t<T>;
        using Bits = std::make_unsigned_t<T>;
        values.clear();
        Bits sum = 0;
        takeBytes(&sum, sizeof sum);
        std::vector<Signed> steps;
        takeThin(steps);
        values.resize(steps.size());
        for (std::size_t i = 0; i < steps.size(); ++i) {
            sum = static_cast<Bits>(sum + static_cast<Bits>(steps[i]));
            values[i] = static_cast<T>(sum);
        }
    }

    /// As putTimes() has put them.
    void takeTimes(std::vector<std::int64_t>& times)
    {
        std::uint8_t place = 0;
        takeBytes(&place, sizeof place);
        m_good = m_good && place < kTimeUnits.size();
        takeSteps(times);
        const std::uint64_t unit = m_good ? static_cast<std::uint64_t>(kTimeUnits[place]) : 1;
        for (std::int64_t& time : times) {
            time = static_cast<std::int64_t>(static_cast<std::uint64_t>(time) * unit);
        }
    }

    /// All columns were there, whole.
    [[nodiscard]] bool good() const { return m_good; }

    /// What is behind the columns taken so far.
    [[nodiscard]] std::string_view rest() const { return m_plain.substr(m_at); }

private:
    void takeBytes(void* to, std::size_t size)
    {
        m_good = m_good && m_plain.size() - m_at >= size;
        if (m_good) {
            std::memcpy(to, m_plain.data() + m_at, size);
            m_at += size;
        }
    }

    template<typename T>
    void takeThin(std::vector<T>& values)
    {
        std::uint8_t planes = 0;
        takeBytes(&planes, sizeof planes);
        // Without planes nothing speaks for the count but the columns beside it.
        m_good = m_good && planes <= sizeof(T) && m_count <= kMostRows
            && planes * m_count <= m_plain.size() - m_at;
        values.resize(m_good ? m_count : 0);
        if (m_good) {
            joinThin(values, planes, std::make_index_sequence<sizeof(T) + 1>());
            m_at += planes * m_count;
        }
    }

    /// Out of the first planes of each value; one pass whatever their number.
    template<typename T, std::size_t... Number>
    void joinThin(std::vector<T>& values, std::size_t planes,
                  std::index_sequence<Number...> /*numbers*/) const
    {
        ((planes == Number ? joinFirst(values, std::make_index_sequence<Number>()) : void()), ...);
    }

    template<typename T, std::size_t... Plane>
    void joinFirst(std::vector<T>& values, std::index_sequence<Plane...> /*planes*/) const
    {
        using Bits = std::make_unsigned_t<T>;
        for (std::size_t i = 0; i < m_count; ++i) {
            values[i] = unfolded<T>(static_cast<Bits>((Bits {0} | ... | part<Bits>(i, Plane))));
        }
    }

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

    /// More than any block holds; columns that are all zero take no bytes, but memory.
    static constexpr std::size_t kMostRows = 1U << 20U;

    std::string_view m_plain;
    std::size_t m_at = 0;
    std::size_t m_count = 0;
    std::uint32_t m_layout = 0;
    bool m_good = false;
};

} // namespace throughline::store
