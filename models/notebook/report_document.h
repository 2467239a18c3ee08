#pragma once

#include "models/base/time.h"
#include "models/notebook/figure.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace throughline::notebook {

/// How a run of text is set apart.
enum class RunTone : std::uint8_t
{
    Normal,
    Strong,
    Emphasis,
    Muted,
    Bad, ///< strong, in the colour of the affected
    Code
};

/// Text of one tone, with where it leads. Always data: no writer reads markup in it.
struct Run
{
    std::string text {};
    RunTone tone = RunTone::Normal;
    std::string url {}; ///< empty: no link; followed only where isSafeLink says so

    bool operator==(const Run&) const = default;
};

using Runs = std::vector<Run>;

/// A heading inside a section; 1 is the highest.
struct Heading
{
    Runs runs;
    int level = 1;

    bool operator==(const Heading&) const = default;
};

enum class ParagraphKind : std::uint8_t
{
    Plain,
    Lead, ///< the sentence that matters, set apart at the top
    Note, ///< small print below a figure or table
    Quote
};

struct Paragraph
{
    Runs runs;
    ParagraphKind kind = ParagraphKind::Plain;

    bool operator==(const Paragraph&) const = default;
};

struct ListItem
{
    Runs runs;
    int depth = 0; ///< 0: outermost
    std::string marker {}; ///< "1." where it is numbered; empty: a bullet

    bool operator==(const ListItem&) const = default;
};

struct ListBlock
{
    std::vector<ListItem> items {};

    bool operator==(const ListBlock&) const = default;
};

/// Text whose line ends and blanks stay: a stack, a query.
struct CodeBlock
{
    std::string text {};

    bool operator==(const CodeBlock&) const = default;
};

enum class ColumnAlign : std::uint8_t
{
    Left,
    Right
};

struct TableColumn
{
    std::string title {};
    ColumnAlign align = ColumnAlign::Left;

    bool operator==(const TableColumn&) const = default;
};

struct TableBlock
{
    std::string caption {}; ///< what it shows; read aloud before it
    std::vector<TableColumn> columns {};
    std::vector<std::vector<Runs>> rows {}; ///< as many cells as columns
    std::uint64_t leftOut = 0; ///< rows there would be besides

    bool operator==(const TableBlock&) const = default;
};

/// A few large numbers side by side.
struct KeyFigures
{
    struct Item
    {
        std::string value;
        std::string label;

        bool operator==(const Item&) const = default;
    };

    std::vector<Item> items {};

    bool operator==(const KeyFigures&) const = default;
};

/// Where a result comes from: what lets a reader judge it and make it again. Empty members are
/// unknown and left out.
struct Provenance
{
    std::string filter {}; ///< "plan.tier:pro", "all sessions"
    std::string samples {}; ///< "231 affected, 2,903 unaffected sessions"
    std::string interval {}; ///< "95% interval, clustered by user"
    std::string method {}; ///< "opportunity_matched"
    std::vector<std::string> versions {}; ///< "rules TL-1"
    std::vector<std::string> digests {}; ///< "event 7f3a91c2"
    std::string redacted {}; ///< "412 e-mail addresses, 9 card numbers"; "nothing"
    std::string rejected {}; ///< "0 of 120,000 records"

    bool operator==(const Provenance&) const = default;
};

/// A picture with its numbers as a table and where they come from.
struct FigureBlock
{
    Figure figure;
    TableBlock table; ///< the same numbers; without columns there is none
    Provenance provenance;

    bool operator==(const FigureBlock&) const = default;
};

/// Where what stands above comes from, in small print.
struct ProvenanceBlock
{
    Provenance provenance;

    bool operator==(const ProvenanceBlock&) const = default;
};

/// A computation a reader can run again: a cell of a Jupyter notebook with what it printed; other
/// formats leave it out. The code is ours alone, never data.
struct ComputationBlock
{
    std::string code {}; ///< Python, of the standard library
    std::string output {}; ///< plain text

    bool operator==(const ComputationBlock&) const = default;
};

using Block = std::variant<Heading, Paragraph, ListBlock, CodeBlock, TableBlock, KeyFigures,
                           FigureBlock, ProvenanceBlock, ComputationBlock>;

struct Section
{
    std::string title {}; ///< empty: belongs to the top, not in the table of contents
    std::vector<Block> blocks {};
    bool newPage = false; ///< begins a page where there are pages

    bool operator==(const Section&) const = default;
};

/// A report or notebook as every writer takes it: HTML, Markdown, PDF, Jupyter notebook, JSON.
struct Document
{
    std::string kind {}; ///< "Impact report"
    std::string title {};
    std::vector<std::string> facts {}; ///< store, time range, environment: one line above the title
    Timestamp made;
    std::vector<Section> sections {};
    Provenance provenance; ///< of the whole; at the foot of every page
    /// JSON values by name for who reads it by program: results in the shapes of the command line.
    std::vector<std::pair<std::string, std::string>> data {};

    bool operator==(const Document&) const = default;
};

/// One run of normal text.
[[nodiscard]] Runs plain(std::string text);
/// The runs' text without tones.
[[nodiscard]] std::string textOf(const Runs& runs);

/// Whether a link may be followed from a report: https, http or throughline, or a place in the same
/// document ("#id"), without blanks and controls.
[[nodiscard]] bool isSafeLink(std::string_view url);

/// Text as it is shown where nothing escapes it: controls and changes of direction as marks, tabs
/// and line ends kept.
[[nodiscard]] std::string shownText(std::string_view text);

/// The line above the title: kind, facts, date.
[[nodiscard]] std::vector<std::string> kickerFacts(const Document& document);
/// The provenance in words, one fact each: "filter: all sessions", "n: 231 affected", ...
[[nodiscard]] std::vector<std::string> provenanceFacts(const Provenance& provenance);
/// Facts on one line with middle dots between; empty ones are left out.
[[nodiscard]] std::string joinFacts(const std::vector<std::string>& facts);

/// A name for a section within its document, of letters, digits and hyphens: "2-who-is-hit-most".
/// Different for each place.
[[nodiscard]] std::string anchorOf(const Document& document, std::size_t section);

/// "and 12 more rows, left out here"; empty where none are.
[[nodiscard]] std::string leftOutText(const TableBlock& table);

} // namespace throughline::notebook
