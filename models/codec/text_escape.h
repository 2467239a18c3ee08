#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace throughline::codec {

// One escaper per context. Each takes any bytes, repairs invalid UTF-8 with U+FFFD, and gives text
// that stands in its context as data and nothing else. Characters that a reader cannot see but that
// change what he sees (controls, writing direction, tags) are shown as a mark: U+202E as the eight
// characters of its name in angle brackets, NUL as its symbol. URL and JSON keep them, encoded.

/// What becomes of line ends and tabs where they cannot stay.
enum class LineBreaks : std::uint8_t
{
    Shown, ///< as the symbols for newline and tab
    Blank ///< each as one blank
};

/// Invisible and direction-changing characters as marks; LF and tab stay.
[[nodiscard]] std::string showControls(std::string_view text);

/// One line for a terminal: no control character, no escape sequence, no change of direction.
[[nodiscard]] std::string escapeTerminal(std::string_view text,
                                         LineBreaks lineBreaks = LineBreaks::Blank);

/// Between HTML tags.
[[nodiscard]] std::string escapeHtmlText(std::string_view text);

/// An HTML attribute's value, within quotes of either kind.
[[nodiscard]] std::string escapeHtmlAttribute(std::string_view text);

/// One name or value of a URL's query, or one segment of its path (RFC 3986).
[[nodiscard]] std::string escapeUrlQuery(std::string_view text);

/// One run of Markdown text (CommonMark with GitHub's tables and links), a table cell included:
/// no markup, no HTML, no link; line ends become blanks.
[[nodiscard]] std::string escapeMarkdown(std::string_view text);

/// One text cell of a CSV file (RFC 4180), quoted where needed. What a spreadsheet would take for
/// a formula gets an apostrophe in front, and quotes.
[[nodiscard]] std::string escapeCsvCell(std::string_view text);

/// The inside of a JSON string, without its quotes. Also safe within an HTML script element and on
/// a terminal: < > & and all invisible characters are escaped, so the value is kept exactly.
[[nodiscard]] std::string escapeJsonString(std::string_view text);

} // namespace throughline::codec
