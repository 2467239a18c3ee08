#pragma once

#include "models/base/number_cache.h"
#include "models/store/numbering.h"
#include "models/store/record_batch.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace throughline::store {

/// The canonical lines of a block, packed without what repeats: the labels of a line stand once per
/// shape, its session, user, account, name and context once per block, its ids and its duration in
/// the link column alone, its time in the index column. A sixth of the bytes of the lines is left
/// to be compressed. What a line holds otherwise than its columns say stands in full, so that each
/// comes back letter by letter.
///
/// Layout: a byte that no line begins with; a column of shapes; then, each behind its length:
/// shapes (labels and sources), the five tables, and the values that stand in full, each behind the
/// other with a line end, which no JSON holds. A table has its texts in the order in which lines
/// that take one from it first have their ordinals in the index column.
class LinePacker
{
public:
    /// Texts that a block has once. Ordinals are those of the store's dictionaries.
    enum class Table : std::uint8_t
    {
        Session,
        User,
        Account,
        Name,
        Context
    };

    static constexpr std::size_t kTables = 5;

    using Ordinals = std::array<std::uint32_t, kTables>;

    /// The texts that an entry names.
    struct Texts
    {
        Ordinals ordinals {};
        unsigned tables = 0; ///< a bit for each table that is known to have its one
    };

    /// One record. Ids that are left out of the line go to `ids`, the block's link column.
    void add(const RecordBatch& batch, const BatchEntry& entry, Texts& texts,
             std::vector<std::uint64_t>& ids);

    /// What was added since the last call, as it is to be compressed; good until the next.
    [[nodiscard]] std::string_view take();

private:
    /// The texts of one kind.
    class TextTable
    {
    public:
        void add(std::uint32_t ordinal, std::string_view text)
        {
            const std::uint32_t count = m_ordinals.count();
            if (m_ordinals.of(ordinal) == count) {
                m_texts += text;
                m_texts += '\n';
            }
        }

        [[nodiscard]] const std::string& texts() const { return m_texts; }

        void clear()
        {
            m_ordinals.clear();
            m_texts.clear();
        }

    private:
        Numbering m_ordinals;
        std::string m_texts; ///< each with a line end
    };

    struct Shape
    {
        std::shared_ptr<const RecordShape> labels;
        bool inFull = false; ///< all of its values
    };

    /// Numbers of a shape in this block, as its sources say and in full; -1: has none.
    using ShapeNumbers = std::array<std::int32_t, 2>;

    [[nodiscard]] std::uint16_t shapeOf(const std::shared_ptr<const RecordShape>& labels,
                                        bool inFull);
    void putValues(const RecordBatch& batch, const BatchEntry& entry, bool inFull);
    [[nodiscard]] static bool isTold(const RecordBatch& batch, const BatchEntry& entry,
                                     std::vector<std::uint64_t>& ids);

    std::vector<std::uint16_t> m_shapes;
    std::array<TextTable, kTables> m_tables;
    std::string m_values; ///< the first m_used bytes count
    std::size_t m_used = 0;
    std::string m_taken; ///< stays, as memory that is given back has to be cleared each time
    std::vector<Shape> m_known;
    std::unordered_map<std::uint32_t, ShapeNumbers> m_numberOfShape; ///< by the shape's own
    NumberCache<ShapeNumbers> m_recentShapes;
};

} // namespace throughline::store
