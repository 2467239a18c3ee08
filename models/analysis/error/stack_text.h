#pragma once

#include "models/analysis/error/stack_parser.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// What the parsers of the single languages share.
namespace throughline::analysis {

/// Walks over the lines of a text, without their line ends.
class LineReader
{
public:
    explicit LineReader(std::string_view text)
        : m_rest(text)
    {
    }

    bool next(std::string_view& line);

private:
    std::string_view m_rest;
    bool m_done = false;
};

/// A frame as views into its line.
struct FrameText
{
    std::string_view module;
    std::string_view function;
    std::string_view file;
    std::uint32_t line = 0;
    std::uint32_t column = 0;
};

/// "type: message" of an exception.
struct HeaderText
{
    std::string_view type;
    std::string_view message;
};

[[nodiscard]] std::string_view trimLeft(std::string_view text);

/// Cheaper than a check for valid UTF-8, and true of most text.
[[nodiscard]] bool isAscii(std::string_view text);

/// Removes the prefix, if it is there.
bool skipPrefix(std::string_view& text, std::string_view prefix);

/// Cuts ":12" or ":12:34" off the end; the rest is the file.
[[nodiscard]] FrameText readLocation(std::string_view text);

/// Digits at the end of the text after this character; 0 when there are none.
[[nodiscard]] std::uint32_t takeTrailingNumber(std::string_view& text, char separator);

/// A dotted name, then the end or a colon; nullopt for anything else.
[[nodiscard]] std::optional<HeaderText> readHeader(std::string_view line);

/// Whether a name is written like a type: its last part starts in upper case, or it ends in Error
/// or Exception.
[[nodiscard]] bool looksLikeType(std::string_view name);

[[nodiscard]] domain::ExceptionLink makeLink(const HeaderText& header);
void addFrame(domain::ExceptionLink& link, const FrameText& frame);

/// One more line of a message, as long as it stays within its limit.
void addMessageLine(domain::ExceptionLink& link, std::string_view line);

/// Appends a link; the last gives way where the chain is full, so that both ends stay.
void addLink(domain::ExceptionChain& chain, domain::ExceptionLink link);

/// The lines above a stack: the first that reads like "Type: message" is the header (below the
/// first line the type must be dotted or end in Error or Exception), those behind it continue the
/// message; without one all lines are the message.
[[nodiscard]] domain::ExceptionLink readHeaderLines(const std::vector<std::string_view>& lines);

} // namespace throughline::analysis
