#include "models/ingest/normalize/trace_id_normalizer.h"

#include "models/base/digits.h"
#include "models/base/text.h"

#include <algorithm>

namespace throughline::ingest {

namespace {

using domain::IssueCode;
using domain::TraceId;
using domain::ValueKind;

bool allDigits(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, isAsciiDigit);
}

bool allHex(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) { return hexDigitValue(c) >= 0; });
}

/// A number that went through a double on its way: a fraction or an exponent. In text an exponent
/// without fraction or sign is a hexadecimal id unless the column says decimal.
bool looksRounded(std::string_view text, ValueKind kind, IdRadix radix)
{
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0 || digits == text.size()) {
        return false;
    }
    if (text.find_first_not_of("0123456789.eE+-") != std::string_view::npos) {
        return false;
    }
    const bool sure = text.find_first_of(".+") != std::string_view::npos;
    return sure || kind == ValueKind::Number || radix == IdRadix::Decimal;
}

/// The hexadecimal digits of forms that say so themselves: 0x..., UUID, X-Ray's 1-8-24.
std::optional<std::string> digitsOfMarkedForm(std::string_view raw)
{
    if (raw.size() > 2 && raw[0] == '0' && (raw[1] == 'x' || raw[1] == 'X')) {
        return std::string(raw.substr(2));
    }
    const bool uuid =
        raw.size() == 36 && raw[8] == '-' && raw[13] == '-' && raw[18] == '-' && raw[23] == '-';
    const bool xRay = raw.size() == 35 && raw.starts_with("1-") && raw[10] == '-';
    if (!uuid && !xRay) {
        return std::nullopt;
    }
    std::string digits(xRay ? raw.substr(2) : raw);
    std::erase(digits, '-');
    return digits.size() == 32 ? std::optional(std::move(digits)) : std::nullopt;
}

/// Up to 39 decimal digits as 128 bits; nullopt where they do not fit.
std::optional<TraceId> fromDecimal(std::string_view digits)
{
    // GCC and Clang have a 128-bit integer on every 64-bit machine.
    __extension__ using Wide = unsigned __int128;
    constexpr Wide kLargest = ~static_cast<Wide>(0);
    Wide value = 0;
    for (const char c : digits) {
        const auto digit = static_cast<unsigned>(c - '0');
        if (value > (kLargest - digit) / 10) {
            return std::nullopt;
        }
        value = value * 10 + digit;
    }
    return TraceId {static_cast<std::uint64_t>(value >> 64U), static_cast<std::uint64_t>(value)};
}

/// Which radix this value proves, if any.
IdRadix provenRadix(std::string_view text, ValueKind kind)
{
    if (!allHex(text) || text.size() > 39) {
        return IdRadix::Undecided;
    }
    if (!allDigits(text)) {
        return text.size() <= 32 ? IdRadix::Hex : IdRadix::Undecided;
    }
    if (kind == ValueKind::Number) {
        return IdRadix::Decimal;
    }
    if (text.size() == 32) {
        return IdRadix::Hex;
    }
    const bool tooLongForHalf = text.size() > 16 && text.size() <= 20;
    return tooLongForHalf || text.size() > 32 ? IdRadix::Decimal : IdRadix::Undecided;
}

/// A double has 17 significant digits at most, so programs write zeros behind them.
bool endsLikeDouble(std::string_view text)
{
    return text.size() >= 19 && text.ends_with("00");
}

} // namespace

IdColumn::IdColumn(IdRadix assumed)
    : m_assumed(assumed == IdRadix::Undecided ? IdRadix::Hex : assumed)
{
}

void IdColumn::decide(std::span<const domain::Field> values)
{
    std::size_t hex = 0;
    std::size_t decimal = 0;
    std::size_t longDecimals = 0;
    std::size_t likeDoubles = 0;
    for (const domain::Field& value : values) {
        const std::string_view text = trim(value.value);
        const IdRadix proven = provenRadix(text, value.kind);
        // 32 digits are read in any column, so they have no vote.
        hex += proven == IdRadix::Hex && text.size() != 32 ? 1 : 0;
        decimal += proven == IdRadix::Decimal ? 1 : 0;
        longDecimals += proven == IdRadix::Decimal && text.size() >= 19 ? 1 : 0;
        likeDoubles += proven == IdRadix::Decimal && endsLikeDouble(text) ? 1 : 0;
    }
    if (m_radix == IdRadix::Undecided && hex + decimal > 0) {
        m_radix = decimal > hex ? IdRadix::Decimal : IdRadix::Hex;
    }
    // Eight true ids that all end in 00 happen once in 10^16 columns.
    if (m_radix == IdRadix::Decimal && longDecimals >= 8 && likeDoubles == longDecimals) {
        m_rounded = true;
    }
}

TraceIdReading IdColumn::readTraceId(std::string_view raw, ValueKind kind)
{
    const std::string_view text = trim(raw);
    if (text.empty() || kind == ValueKind::Null) {
        return {};
    }
    const auto marked = digitsOfMarkedForm(text);
    const std::string_view digits = marked ? std::string_view(*marked) : text;
    if (allDigits(digits) && digits.find_first_not_of('0') == std::string_view::npos) {
        return {};
    }
    if (!marked && looksRounded(text, kind, m_radix)) {
        return {{}, IssueCode::IdPrecisionLost};
    }
    if (!allHex(digits) || (marked && digits.size() > 32)) {
        return {{}, IssueCode::BadId};
    }
    if (marked || digits.size() == 32) {
        return {*domain::traceIdFromHex(digits), {}};
    }
    const IdRadix proven = provenRadix(digits, kind);
    if (m_radix == IdRadix::Undecided) {
        m_radix = proven;
    }
    const IdRadix radix = m_radix == IdRadix::Undecided ? m_assumed : m_radix;
    if (proven != IdRadix::Undecided && proven != radix) {
        return {{}, IssueCode::IdRadixContradiction};
    }
    if (radix == IdRadix::Decimal && m_rounded) {
        return {{}, IssueCode::IdPrecisionLost};
    }
    const auto id = radix == IdRadix::Hex ? domain::traceIdFromHex(digits) : fromDecimal(digits);
    return id ? TraceIdReading {*id, {}} : TraceIdReading {{}, IssueCode::BadId};
}

SpanIdReading IdColumn::readSpanId(std::string_view raw, ValueKind kind)
{
    const TraceIdReading reading = readTraceId(raw, kind);
    if (reading.id.high != 0) {
        return {{}, IssueCode::BadId};
    }
    return {domain::SpanId {reading.id.low}, reading.issue};
}

bool IdColumn::isPlainSpanId(const domain::Field& field) const
{
    if (field.value.size() != 2 * digits::kLetters || field.kind != ValueKind::Text
        || m_radix != IdRadix::Hex) {
        return false;
    }
    const std::uint64_t first = digits::load(field.value.data());
    const std::uint64_t second = digits::load(field.value.data() + digits::kLetters);
    constexpr std::uint64_t kZeros = digits::everywhere('0');
    return digits::areLowerHex(first) && digits::areLowerHex(second)
        && (first != kZeros || second != kZeros);
}

std::string IdColumn::toText() const
{
    const auto word = [](IdRadix radix) {
        return radix == IdRadix::Hex ? "hex"
                                     : (radix == IdRadix::Decimal ? "decimal" : "undecided");
    };
    std::string text = word(m_radix);
    if (m_assumed == IdRadix::Decimal) {
        text += " assumed-decimal";
    }
    return m_rounded ? text + " rounded" : text;
}

std::optional<IdColumn> IdColumn::fromText(std::string_view text)
{
    const std::vector<std::string_view> words = split(text, ' ');
    IdColumn column;
    if (words[0] == "hex" || words[0] == "decimal") {
        column.m_radix = words[0] == "hex" ? IdRadix::Hex : IdRadix::Decimal;
    } else if (words[0] != "undecided") {
        return std::nullopt;
    }
    for (const std::string_view word : std::span(words).subspan(1)) {
        if (word == "assumed-decimal") {
            column.m_assumed = IdRadix::Decimal;
        } else if (word == "rounded") {
            column.m_rounded = true;
        } else {
            return std::nullopt;
        }
    }
    return column;
}

bool isPlainTraceId(const domain::Field& field)
{
    constexpr std::size_t kDigits = 32;
    if (field.value.size() != kDigits || field.kind != ValueKind::Text) {
        return false;
    }
    std::uint64_t letters = 0; // a bit for each that is a letter and no e, which may be an exponent
    for (std::size_t at = 0; at < kDigits; at += digits::kLetters) {
        const std::uint64_t eight = digits::load(field.value.data() + at);
        if (!digits::areLowerHex(eight)) {
            return false;
        }
        letters |= digits::between(eight, 'a', 'd') | digits::between(eight, 'f', 'f');
    }
    return letters != 0;
}

TraceId withHighHalf(TraceId id, std::string_view highHex)
{
    const auto high = domain::spanIdFromHex(trim(highHex));
    return high && id.high == 0 ? TraceId {high->value, id.low} : id;
}

} // namespace throughline::ingest
