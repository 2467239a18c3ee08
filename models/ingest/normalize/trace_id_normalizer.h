#pragma once

#include "models/domain/ids.h"
#include "models/domain/import_issue.h"
#include "models/domain/record.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace throughline::ingest {

/// How a column of trace or span ids is written.
enum class IdRadix : std::uint8_t
{
    Undecided,
    Hex,
    Decimal
};

/// What one raw id came to. Neither id nor issue: the source says "none" (empty or all zero).
struct TraceIdReading
{
    domain::TraceId id;
    std::optional<domain::IssueCode> issue;

    bool operator==(const TraceIdReading&) const = default;
};

struct SpanIdReading
{
    domain::SpanId id;
    std::optional<domain::IssueCode> issue;

    bool operator==(const SpanIdReading&) const = default;
};

/// One column of ids of one source: whether they are hexadecimal or decimal is a property of the
/// column, never of a value, since a 16-digit id without a letter reads as both.
///
/// What proves a reading: a letter a-f, or 32 digits, proves hexadecimal; a JSON number, or 17 to
/// 20 or 33 to 39 digits, proves decimal. All else (up to 16 digits) is ambiguous and read as the
/// column's assumption until something proves it wrong; call decide() with the first values of the
/// column (10,000 of them) so that no value has to be assumed. Forms that carry their own radix
/// (32 hexadecimal digits, UUID, X-Ray, 0x) are read in any column and decide nothing.
class IdColumn
{
public:
    /// `assumed`: how ambiguous values are read as long as nothing proves a radix.
    explicit IdColumn(IdRadix assumed = IdRadix::Hex);

    /// Lets the first values of the column vote; the majority of the proving ones decides. Finds
    /// out, too, whether a program with doubles has rounded the ids. Nothing is decided twice.
    void decide(std::span<const domain::Field> values);

    /// Reads a trace id. Issues: BadId, IdRadixContradiction, IdPrecisionLost. With an issue there
    /// is no id.
    [[nodiscard]] TraceIdReading readTraceId(std::string_view raw, domain::ValueKind kind);

    /// Reads a span id; the same issues.
    [[nodiscard]] SpanIdReading readSpanId(std::string_view raw, domain::ValueKind kind);

    [[nodiscard]] IdRadix radix() const { return m_radix; }

    /// The ids of this column lost their last digits before they were written.
    [[nodiscard]] bool rounded() const { return m_rounded; }

    /// 16 digits that a column known to be hexadecimal reads as they stand.
    [[nodiscard]] bool isPlainSpanId(const domain::Field& field) const;

    /// "hex", "decimal rounded", ... for the source's unit decisions.
    [[nodiscard]] std::string toText() const;
    [[nodiscard]] static std::optional<IdColumn> fromText(std::string_view text);

    bool operator==(const IdColumn&) const = default;

private:
    IdRadix m_radix = IdRadix::Undecided;
    IdRadix m_assumed = IdRadix::Hex;
    bool m_rounded = false;
};

/// 32 lower-case digits that no column could read as anything else, as nearly all trace ids are.
[[nodiscard]] bool isPlainTraceId(const domain::Field& field);

/// The id columns of one source by the name of their field.
using IdColumns = std::map<std::string, IdColumn, std::less<>>;

/// A 128-bit id from its low half and Datadog's `_dd.p.tid`, the high half in hexadecimal; the id
/// itself where that text is no such half.
[[nodiscard]] domain::TraceId withHighHalf(domain::TraceId id, std::string_view highHex);

} // namespace throughline::ingest
