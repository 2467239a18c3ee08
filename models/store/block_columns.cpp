#include "models/store/block_columns.h"

#include "models/codec/compress.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <type_traits>

namespace throughline::store {

namespace {

static_assert(std::endian::native == std::endian::little,
              "columns are written as the processor keeps them, little end first");

constexpr std::size_t kColumnLimit = 64 << 20;

/// Set in the count of a blob whose columns lie in planes: all first bytes, all second bytes and so
/// on. The upper bytes of small numbers are alike, so planes pack smaller and faster. Without it,
/// values lie one behind the other: what looks like noise, such as hashes, gains nothing.
constexpr std::uint32_t kInPlanes = 1U << 31U;

template<typename T>
void put(std::string& bytes, const std::vector<T>& values)
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

/// Takes columns of `count` values from the front of the bytes; never reads beyond them.
class Reader
{
public:
    explicit Reader(std::string_view packed)
        : m_good(codec::decompressInto(packed, kColumnLimit, m_plain))
    {
        std::uint32_t count = 0;
        if (m_good && m_plain.size() >= sizeof count) {
            std::memcpy(&count, m_plain.data(), sizeof count);
            m_at = sizeof count;
            m_count = count & ~kInPlanes;
            m_inPlanes = (count & kInPlanes) != 0;
        } else {
            m_good = false;
        }
    }

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

    Result<void> finish() const
    {
        if (!m_good || m_at != m_plain.size()) {
            return storeError("A column of the store is damaged",
                              "Run verify to see what is damaged");
        }
        return {};
    }

private:
    template<typename T>
    void joinPlanes(std::vector<T>& values) const
    {
        using Bits = std::make_unsigned_t<T>;
        std::fill(values.begin(), values.end(), T {0});
        for (std::size_t plane = 0; plane < sizeof(T); ++plane) {
            const char* const from = m_plain.data() + m_at + plane * m_count;
            for (std::size_t i = 0; i < m_count; ++i) {
                const auto byte = static_cast<Bits>(static_cast<unsigned char>(from[i]));
                values[i] = static_cast<T>(static_cast<Bits>(values[i])
                                           | static_cast<Bits>(byte << (8 * plane)));
            }
        }
    }

    std::string m_plain;
    std::size_t m_at = 0;
    std::size_t m_count = 0;
    bool m_inPlanes = false;
    bool m_good;
};

std::string start(std::size_t count, std::uint32_t layout = kInPlanes)
{
    std::string bytes(sizeof(std::uint32_t), '\0');
    const auto number = static_cast<std::uint32_t>(count) | layout;
    std::memcpy(bytes.data(), &number, sizeof number);
    return bytes;
}

} // namespace

std::string encode(const IndexColumns& columns)
{
    std::string bytes = start(columns.time.size());
    putDifferences(bytes, columns.time);
    putPlanes(bytes, columns.session);
    putPlanes(bytes, columns.user);
    putPlanes(bytes, columns.account);
    putPlanes(bytes, columns.name);
    putPlanes(bytes, columns.context);
    putPlanes(bytes, columns.flags);
    return codec::compress(bytes);
}

Result<void> decode(std::string_view bytes, IndexColumns& columns)
{
    Reader reader(bytes);
    reader.takeDifferences(columns.time);
    reader.take(columns.session);
    reader.take(columns.user);
    reader.take(columns.account);
    reader.take(columns.name);
    reader.take(columns.context);
    reader.take(columns.flags);
    return reader.finish();
}

std::string encode(const LinkColumns& columns)
{
    std::string bytes = start(columns.traceLow.size(), 0);
    put(bytes, columns.traceLow);
    put(bytes, columns.traceHigh);
    put(bytes, columns.duration);
    return codec::compress(bytes);
}

Result<void> decode(std::string_view bytes, LinkColumns& columns)
{
    Reader reader(bytes);
    reader.take(columns.traceLow);
    reader.take(columns.traceHigh);
    reader.take(columns.duration);
    return reader.finish();
}

std::string encode(const PlaceColumns& columns)
{
    std::string bytes = start(columns.offset.size());
    putDifferences(bytes, columns.offset);
    putPlanes(bytes, columns.length);
    putDifferences(bytes, columns.line);
    putPlanes(bytes, columns.part);
    return codec::compress(bytes);
}

Result<void> decode(std::string_view bytes, PlaceColumns& columns)
{
    Reader reader(bytes);
    reader.takeDifferences(columns.offset);
    reader.take(columns.length);
    reader.takeDifferences(columns.line);
    reader.take(columns.part);
    return reader.finish();
}

std::string encode(const RevenueColumns& columns)
{
    std::string bytes = start(columns.row.size());
    putPlanes(bytes, columns.row);
    putPlanes(bytes, columns.micros);
    putPlanes(bytes, columns.currency);
    return codec::compress(bytes);
}

Result<void> decode(std::string_view bytes, RevenueColumns& columns)
{
    Reader reader(bytes);
    reader.take(columns.row);
    reader.take(columns.micros);
    reader.take(columns.currency);
    return reader.finish();
}

std::string encode(const GestureColumns& columns)
{
    std::string bytes = start(columns.row.size());
    putPlanes(bytes, columns.row);
    putPlanes(bytes, columns.kind);
    putPlanes(bytes, columns.target);
    putPlanes(bytes, columns.x);
    putPlanes(bytes, columns.y);
    return codec::compress(bytes);
}

Result<void> decode(std::string_view bytes, GestureColumns& columns)
{
    Reader reader(bytes);
    reader.take(columns.row);
    reader.take(columns.kind);
    reader.take(columns.target);
    reader.take(columns.x);
    reader.take(columns.y);
    return reader.finish();
}

std::string encodeHashes(const std::vector<std::uint64_t>& hashes)
{
    std::string bytes = start(hashes.size(), 0);
    put(bytes, hashes);
    return codec::compress(bytes);
}

Result<void> decodeHashes(std::string_view bytes, std::vector<std::uint64_t>& hashes)
{
    Reader reader(bytes);
    reader.take(hashes);
    return reader.finish();
}

} // namespace throughline::store
