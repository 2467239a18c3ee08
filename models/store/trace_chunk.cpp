#include "models/store/trace_chunk.h"

#include "models/codec/compress.h"
#include "models/store/block_columns.h"
#include "models/store/column_reader.h"

#include <algorithm>
#include <unordered_map>

namespace throughline::store {

namespace {

constexpr std::size_t kChunkLimit = 64 << 20;

Error damaged()
{
    return storeError("The table of traces is damaged", "Run verify to see what is damaged");
}

/// The texts of a chunk and their places in it. Rows share few texts, and those lie in one place
/// each: two of the same letters may stand twice without harm.
class Texts
{
public:
    std::uint32_t placeOf(std::string_view text)
    {
        const auto next = static_cast<std::uint32_t>(m_texts.size());
        const auto [known, added] = m_places.try_emplace(text.data(), next);
        if (added) {
            m_texts.push_back(text);
        } else if (m_texts[known->second].size() != text.size()) {
            m_texts.push_back(text); // begins where another does
            return next;
        }
        return known->second;
    }

    void appendTo(std::string& bytes) const
    {
        std::vector<std::uint32_t> lengths;
        lengths.reserve(m_texts.size());
        for (const std::string_view text : m_texts) {
            lengths.push_back(static_cast<std::uint32_t>(text.size()));
        }
        bytes += startColumns(lengths.size());
        putPlanes(bytes, lengths);
        for (const std::string_view text : m_texts) {
            bytes += text;
        }
    }

private:
    std::unordered_map<const char*, std::uint32_t> m_places;
    std::vector<std::string_view> m_texts;
};

Result<void> readTexts(std::string_view bytes, std::vector<std::string>& texts)
{
    ColumnReader reader(bytes);
    std::vector<std::uint32_t> lengths;
    reader.take(lengths);
    if (!reader.good()) {
        return damaged();
    }
    std::string_view letters = reader.rest();
    texts.clear();
    for (const std::uint32_t length : lengths) {
        if (letters.size() < length) {
            return damaged();
        }
        texts.emplace_back(letters.substr(0, length));
        letters.remove_prefix(length);
    }
    return letters.empty() ? Result<void>() : damaged();
}

} // namespace

PackedTraces packTraces(std::span<const TraceSummaryRow> rows)
{
    PackedTraces packed;
    packed.first = rows.front().id;
    packed.traces = static_cast<std::uint32_t>(rows.size());
    TraceIds ids;
    TraceFacts facts;
    Texts texts;
    for (const TraceSummaryRow& row : rows) {
        ids.high.push_back(row.id.high);
        ids.low.push_back(row.id.low);
        packed.inSessions += row.session >= 0 ? 1 : 0;
        facts.session.push_back(row.session < 0 ? kNoOrdinal
                                                : static_cast<std::uint32_t>(row.session));
        facts.spans.push_back(row.spans);
        facts.errors.push_back(row.errors);
        facts.start.push_back(row.start.ns);
        facts.length.push_back((row.end - row.start).ns);
        facts.service.push_back(texts.placeOf(row.service));
        facts.name.push_back(texts.placeOf(row.name));
    }
    std::string bytes = startColumns(rows.size(), 0);
    putPlain(bytes, ids.high);
    putPlain(bytes, ids.low);
    packed.ids = codec::compress(bytes, codec::Effort::Least);
    bytes = startColumns(rows.size());
    putPlanes(bytes, facts.session);
    putPlanes(bytes, facts.spans);
    putPlanes(bytes, facts.errors);
    putPlanes(bytes, facts.start);
    putPlanes(bytes, facts.length);
    putPlanes(bytes, facts.service);
    putPlanes(bytes, facts.name);
    texts.appendTo(bytes);
    packed.facts = codec::compress(bytes);
    return packed;
}

Result<void> unpackIds(std::string_view packed, std::uint32_t traces, TraceIds& ids)
{
    std::string bytes;
    if (!codec::decompressInto(packed, kChunkLimit, bytes)) {
        return damaged();
    }
    ColumnReader reader(bytes);
    reader.take(ids.high);
    reader.take(ids.low);
    if (!reader.good() || !reader.rest().empty() || reader.count() != traces) {
        return damaged();
    }
    return {};
}

Result<void> unpackFacts(std::string_view packed, std::uint32_t traces, TraceFacts& facts)
{
    std::string bytes;
    if (!codec::decompressInto(packed, kChunkLimit, bytes)) {
        return damaged();
    }
    ColumnReader reader(bytes);
    reader.take(facts.session);
    reader.take(facts.spans);
    reader.take(facts.errors);
    reader.take(facts.start);
    reader.take(facts.length);
    reader.take(facts.service);
    reader.take(facts.name);
    if (!reader.good() || reader.count() != traces) {
        return damaged();
    }
    TL_TRY(readTexts(reader.rest(), facts.texts));
    const auto beyond = [&facts](std::uint32_t place) { return place >= facts.texts.size(); };
    if (std::ranges::any_of(facts.service, beyond) || std::ranges::any_of(facts.name, beyond)) {
        return damaged();
    }
    return {};
}

} // namespace throughline::store
