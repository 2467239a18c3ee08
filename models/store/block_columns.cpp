#include "models/store/block_columns.h"

#include "models/codec/compress.h"
#include "models/store/column_bytes.h"

namespace throughline::store {

namespace {

constexpr std::size_t kColumnLimit = 64 << 20;

/// Columns as they lie in the store.
class PackedColumns
{
public:
    explicit PackedColumns(std::string_view packed)
        : m_unpacked(codec::decompressInto(packed, kColumnLimit, m_plain))
        , m_reader(m_plain)
    {
    }

    template<typename T>
    void take(std::vector<T>& values)
    {
        m_reader.take(values);
    }

    template<typename T>
    void takeDifferences(std::vector<T>& values)
    {
        m_reader.takeDifferences(values);
    }

    /// A list of a length of its own, in place of which there may be nothing.
    template<typename T>
    void takeList(std::vector<T>& values)
    {
        values.clear();
        if (m_reader.good() && !m_reader.rest().empty()) {
            m_reader = ColumnReader(m_reader.rest());
            m_reader.take(values);
        }
    }

    [[nodiscard]] Result<void> finish() const
    {
        if (!m_unpacked || !m_reader.good() || !m_reader.rest().empty()) {
            return storeError("A column of the store is damaged",
                              "Run verify to see what is damaged");
        }
        return {};
    }

private:
    std::string m_plain;
    bool m_unpacked;
    ColumnReader m_reader;
};

} // namespace

std::string encode(const IndexColumns& columns)
{
    std::string bytes = startColumns(columns.time.size());
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
    PackedColumns reader(bytes);
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
    std::string bytes = startColumns(columns.traceLow.size(), 0);
    putPlain(bytes, columns.traceLow);
    putPlain(bytes, columns.traceHigh);
    putPlain(bytes, columns.duration);
    if (!columns.ids.empty()) {
        bytes += startColumns(columns.ids.size(), 0);
        putPlain(bytes, columns.ids);
    }
    return codec::compress(bytes, codec::Effort::Least);
}

Result<void> decode(std::string_view bytes, LinkColumns& columns)
{
    PackedColumns reader(bytes);
    reader.take(columns.traceLow);
    reader.take(columns.traceHigh);
    reader.take(columns.duration);
    reader.takeList(columns.ids);
    return reader.finish();
}

std::string encode(const PlaceColumns& columns)
{
    std::string bytes = startColumns(columns.offset.size());
    putDifferences(bytes, columns.offset);
    putPlanes(bytes, columns.length);
    putDifferences(bytes, columns.line);
    putPlanes(bytes, columns.part);
    return codec::compress(bytes, codec::Effort::Least);
}

Result<void> decode(std::string_view bytes, PlaceColumns& columns)
{
    PackedColumns reader(bytes);
    reader.takeDifferences(columns.offset);
    reader.take(columns.length);
    reader.takeDifferences(columns.line);
    reader.take(columns.part);
    return reader.finish();
}

std::string encode(const RevenueColumns& columns)
{
    std::string bytes = startColumns(columns.row.size());
    putPlanes(bytes, columns.row);
    putPlanes(bytes, columns.micros);
    putPlanes(bytes, columns.currency);
    return codec::compress(bytes);
}

Result<void> decode(std::string_view bytes, RevenueColumns& columns)
{
    PackedColumns reader(bytes);
    reader.take(columns.row);
    reader.take(columns.micros);
    reader.take(columns.currency);
    return reader.finish();
}

std::string encode(const GestureColumns& columns)
{
    std::string bytes = startColumns(columns.row.size());
    putPlanes(bytes, columns.row);
    putPlanes(bytes, columns.kind);
    putPlanes(bytes, columns.target);
    putPlanes(bytes, columns.x);
    putPlanes(bytes, columns.y);
    return codec::compress(bytes);
}

Result<void> decode(std::string_view bytes, GestureColumns& columns)
{
    PackedColumns reader(bytes);
    reader.take(columns.row);
    reader.take(columns.kind);
    reader.take(columns.target);
    reader.take(columns.x);
    reader.take(columns.y);
    return reader.finish();
}

std::string encodeHashes(const std::vector<std::uint64_t>& hashes)
{
    std::string bytes = startColumns(hashes.size(), 0);
    putPlain(bytes, hashes);
    return codec::compress(bytes, codec::Effort::Least);
}

Result<void> decodeHashes(std::string_view bytes, std::vector<std::uint64_t>& hashes)
{
    PackedColumns reader(bytes);
    reader.take(hashes);
    return reader.finish();
}

} // namespace throughline::store
