#include "models/store/block_columns.h"

#include "models/codec/compress.h"

#include <bit>
#include <cstring>

namespace throughline::store {

namespace {

static_assert(std::endian::native == std::endian::little,
              "columns are written as the processor keeps them, little end first");

constexpr std::size_t kColumnLimit = 64 << 20;

template<typename T>
void put(std::string& bytes, const std::vector<T>& values)
{
    bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
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
    put(bytes, differences);
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
            m_count = count;
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
        if (m_count > 0) {
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
    std::string m_plain;
    std::size_t m_at = 0;
    std::size_t m_count = 0;
    bool m_good;
};

std::string start(std::size_t count)
{
    std::string bytes(sizeof(std::uint32_t), '\0');
    const auto number = static_cast<std::uint32_t>(count);
    std::memcpy(bytes.data(), &number, sizeof number);
    return bytes;
}

} // namespace

std::string encode(const IndexColumns& columns)
{
    std::string bytes = start(columns.time.size());
    putDifferences(bytes, columns.time);
    put(bytes, columns.session);
    put(bytes, columns.user);
    put(bytes, columns.account);
    put(bytes, columns.name);
    put(bytes, columns.context);
    put(bytes, columns.flags);
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
    std::string bytes = start(columns.traceLow.size());
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
    put(bytes, columns.length);
    putDifferences(bytes, columns.line);
    put(bytes, columns.part);
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
    put(bytes, columns.row);
    put(bytes, columns.micros);
    put(bytes, columns.currency);
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
    put(bytes, columns.row);
    put(bytes, columns.kind);
    put(bytes, columns.target);
    put(bytes, columns.x);
    put(bytes, columns.y);
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
    std::string bytes = start(hashes.size());
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
