#pragma once

#include "models/base/number_cache.h"
#include "models/domain/record.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace throughline::store {

/// Fields that columns are made of.
enum class Fact : std::uint8_t
{
    SessionId,
    UserId,
    PseudoUserId,
    AccountId,
    TraceId,
    SpanId,
    Duration,
    EventName,
    SpanName,
    MetricName,
    TicketId,
    QuotedIds,
    SpanKind,
    SpanStatus,
    ParentSpanId,
    Synthetic,
    Severity,
    ExceptionType,
    ExceptionMessage,
    ExceptionStack,
    SpanEvents,
    Revenue,
    Currency,
    UrlPath,
    // What a click hit, in this order, and where.
    Target,
    ClickTarget,
    WidgetId,
    Element,
    X,
    ScreenX,
    Y,
    ScreenY,
    // How a page was come to.
    VitalNavigation,
    Navigation,
    Count
};

/// What else of a block holds the value of a member of its records' lines, where it does.
enum class MemberSource : std::uint8_t
{
    Line, ///< nothing else
    Session,
    User,
    Account,
    Name,
    Context,
    Trace,
    Id, ///< 16 hexadecimal digits, a number in the link column
    Duration
};

inline constexpr int kMemberSources = 9;

/// What is true of all records that have the same fields in the same order, found once: how their
/// canonical line is put together and where the facts stand.
struct RecordShape : std::enable_shared_from_this<RecordShape>
{
    /// A member of the line.
    struct Piece
    {
        std::uint32_t label = 0; ///< place in labelText
        std::uint32_t labelSize = 0;
        std::uint32_t field = 0; ///< place in the record
    };

    std::uint32_t number; ///< of nextKeyNumber(): no other shape has it
    std::vector<std::string> keys; ///< in the order of the record
    std::vector<std::uint32_t> numbers; ///< of the keys; empty where one has none
    std::vector<std::uint16_t> order; ///< places by key in byte order
    std::vector<std::string> labels; ///< ,"key": as JSON, in that order
    /// All of them, one behind the other, and kLabelRoom bytes more: most can be copied as so many.
    std::string labelText;
    std::vector<Piece> pieces; ///< order and labels, near each other
    std::vector<std::uint16_t> context; ///< places in `order` of what may belong to the context
    std::vector<std::uint16_t> inLine; ///< those of what nothing but the line holds
    std::array<std::int16_t, static_cast<std::size_t>(Fact::Count)> facts {}; ///< -1: has none
    std::vector<MemberSource> sources; ///< in that order, as far as names can tell
    /// Members that belong to the context and stand side by side: the first, and the one behind.
    std::vector<std::pair<std::uint16_t, std::uint16_t>> contextRuns;
    /// Fields of sources but the line and the context, as places in the record.
    std::vector<std::pair<std::uint16_t, MemberSource>> told;
    bool contextInRuns = true; ///< those are all that may belong to the context
    /// Fields that an actor is made of, a bit for each of the first 64 of the record, and a hash of
    /// their names. No bits: one of them stands behind those.
    std::uint64_t actorFields = 0;
    std::uint64_t actorNames = 0;
    std::uint32_t tables = 0; ///< a bit for each of Session to Context that is among them

    static constexpr std::size_t kLabelRoom = 32;

    explicit RecordShape(const domain::Record& record);

    [[nodiscard]] bool fits(const domain::Record& record) const;

private:
    void findSources();
    void findActorFields();
    void setSource(Fact fact, MemberSource source);
};

/// Where the members of a record's canonical line begin, in the order of its shape, and where the
/// last of them ends. A member is ,"key":value.
using LineMembers = std::vector<std::uint32_t>;

/// A record's canonical line and where its members are.
struct ShapedLine
{
    std::string_view text;
    const LineMembers& members;
};

/// A record seen through its shape.
class ShapedRecord
{
public:
    ShapedRecord(const domain::Record& record, const RecordShape& shape)
        : m_record(record)
        , m_shape(shape)
    {
    }

    [[nodiscard]] const domain::Record& record() const { return m_record; }

    [[nodiscard]] const RecordShape& shape() const { return m_shape; }

    /// The text of the fact, or an empty view. Constant time.
    [[nodiscard]] std::string_view operator[](Fact fact) const
    {
        const std::int16_t place = m_shape.facts[static_cast<std::size_t>(fact)];
        return place < 0 ? std::string_view()
                         : m_record.fields[static_cast<std::size_t>(place)].value;
    }

private:
    const domain::Record& m_record;
    const RecordShape& m_shape;
};

/// The shapes met so far. Not thread-safe: one per thread.
class RecordShapes
{
public:
    /// The shape of the record; good until the next call.
    const RecordShape& of(const domain::Record& record)
    {
        const RecordShape* const known = m_byKeys.find(record.keys);
        return known != nullptr ? *known : find(record);
    }

private:
    const RecordShape& find(const domain::Record& record);

    NumberCache<const RecordShape> m_byKeys;
    std::unordered_map<std::uint64_t, std::shared_ptr<const RecordShape>> m_shapes;
};

/// A field of this name may belong to a record's context: few values, constant for a while.
[[nodiscard]] bool isContextName(std::string_view key);

} // namespace throughline::store
