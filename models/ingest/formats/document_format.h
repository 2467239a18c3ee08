#pragma once

#include "models/base/pattern.h"
#include "models/base/time_format.h"
#include "models/base/time_zone.h"
#include "models/domain/signal.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace throughline::ingest {

/// How a source's records are written down.
enum class Writing : std::uint8_t
{
    Table, ///< rows below a header; comma, semicolon, tab or bar, as the header tells
    TabTable, ///< the same, tabs only
    Json, ///< objects: one a line, whole documents, or the elements of an array
    Pairs, ///< logfmt: key=value, a record a line
    Text ///< lines that a pattern takes apart
};

/// Where a value may stand: the first of these names that has one. Names count without regard to
/// case, blanks, points, hyphens and underscores.
struct ValuePlaces
{
    std::vector<std::string> names; ///< folded

    bool operator==(const ValuePlaces&) const = default;
};

/// A number of ValuePlaces in DocumentFormat::places.
using PlaceId = std::size_t;

/// One of the named values stands at a place; "*" means any value.
struct Condition
{
    PlaceId place = 0;
    std::vector<std::string> values;

    bool operator==(const Condition&) const = default;
};

/// What is taken of a value that is a list.
enum class ListPart : std::uint8_t
{
    Whole,
    All, ///< the list, where its text is one
    First, ///< its first element, of that the member `member` where one is named
    Member, ///< of each element the member `member`, as a list
    Repeats, ///< the values of all columns of this name, as a list: tables repeat columns
    Stack, ///< exceptions with frames, outermost first, as text in the language `member`
    Bytes, ///< of a list that is no text itself: the text of these bytes, without colours of a
           ///< terminal
    Texts ///< all texts of members named in `texts`, at any depth: what a document of blocks says
};

/// Instead of a language: the frames tell it.
inline constexpr std::string_view kAnyLanguage = "any";

/// How one field of the record comes about.
struct FieldRule
{
    std::string to; ///< canonical name, or an attribute's own
    std::optional<std::string> constant; ///< the same in every record
    std::vector<PlaceId> parts; ///< one, or several that are joined when all of them have a value
    std::string between; ///< of joined parts
    std::vector<std::string> missing; ///< words that mean there is no value, beside the document's
    std::vector<std::pair<std::string, std::string>> words; ///< "2" is "open"; case does not matter
    std::optional<std::string> otherwise; ///< for words that are not in the list
    std::string fallback; ///< where there is no value
    std::vector<Condition> when; ///< all must hold
    std::optional<Pattern> matches; ///< a value that it does not find is none for this field
    ListPart part = ListPart::Whole;
    std::string member;
    std::vector<std::string> texts;
    bool number = false; ///< texts that are numbers become numbers
    bool text = false; ///< numbers become texts: ids are the same however a source writes them
};

/// How the record's time, or a span's end, is written.
struct TimeRule
{
    std::optional<PlaceId> place;
    std::vector<TimeFormat> forms; ///< beside ISO 8601 and epoch numbers
    std::optional<Duration> unit; ///< of epoch numbers, where the format fixes it
    std::optional<TimeZone> zone; ///< of times without one; none: as the import says
};

struct SignalRule
{
    domain::Signal signal = domain::Signal::Log;
    std::vector<Condition> when; ///< all must hold; the first rule whose do decides
};

/// What becomes of values that no rule names.
enum class Others : std::uint8_t
{
    Keep, ///< under their own names, but for those that would pass for a field of a rule
    Prefix, ///< under their names behind the document's prefix
    Drop
};

/// How a file is known to be of this format, by the names in its header or first record.
struct RecognitionRule
{
    std::vector<std::string> all; ///< folded
    std::vector<std::vector<std::string>> any; ///< of each list at least one
    std::vector<std::string> none;
    /// Of a table without a header: what stands in these columns of most first lines.
    std::vector<std::pair<std::string, Pattern>> values;
    double confidence = 0.8;
};

/// How a runtime cuts long lines of the programs it runs.
struct PartRule
{
    std::string text; ///< the value that goes on in the next part; all names here are folded
    std::string of; ///< the value that parts of one record have in common; empty: all lines do
    std::string mark; ///< the value that tells whether the record goes on; may be `text`
    Pattern goesOn; ///< found in that value where it does
    std::optional<Pattern> adds; ///< found in the text of lines that belong to the record before
};

/// A format told by a document instead of code: one record of the source makes one record of ours,
/// field by field.
struct DocumentFormat
{
    std::string name; ///< "zendesk-tickets"
    std::string about; ///< a sentence: how it is recognised
    std::string origin; ///< file the document was read from; "built in"
    std::vector<SignalRule> signalRules;
    std::vector<Writing> writings;
    std::vector<std::string> paths; ///< of arrays in a JSON document: "$", "tickets"
    std::vector<std::string> beside; ///< of further arrays that hold records, where the first is
    std::optional<Pattern> pattern; ///< of a text; its named groups are the values
    std::vector<std::string> groups; ///< names by number
    bool multiline = false; ///< lines that the pattern does not know belong to the record before
    std::optional<PartRule> parts; ///< of lines
    RecognitionRule recognise;
    std::vector<std::string> missing; ///< words that mean there is no value, in any place
    TimeRule time;
    TimeRule end;
    std::vector<std::string> columns; ///< of a tab table without a header, whose values are bare
    std::vector<std::string> pairs; ///< folded names whose value is a list of keys and values
    std::vector<std::string> flatten; ///< folded names whose text is itself JSON or pairs
    std::vector<std::string> strip; ///< prefixes that names lose, without point: "properties"
    std::vector<FieldRule> fields;
    std::vector<std::string> drop; ///< folded; a star at the end stands for any more
    Others others = Others::Keep;
    std::string prefix; ///< "zendesk."
    std::vector<ValuePlaces> places;

    [[nodiscard]] bool reads(Writing writing) const;
};

/// A name as documents compare it: lower case without blanks, points, hyphens and underscores.
[[nodiscard]] std::string foldName(std::string_view name);

} // namespace throughline::ingest
