#pragma once

#include <string>
#include <string_view>

/// Rule set TL-1, step 8: messages without what varies from one occurrence to the next.
namespace throughline::analysis {

/// More of a message is not looked at.
inline constexpr std::size_t kMaxTemplateBytes = 2048;

/// The first two lines that are not empty, joined by a line end, with placeholders for their
/// variable parts, in this order: <url> <email> <uuid> <time> <ip> <host> <hex> <id> <duration>
/// <size> <n>, and last <quoted> for quoted text that holds a digit, a path, a placeholder or more
/// than 24 bytes. A redaction token becomes its kind: <email>, <card>. An HTTP status keeps its
/// value behind "status" or "HTTP". Repeated white space is one blank. Linear.
[[nodiscard]] std::string messageTemplate(std::string_view message);

/// A template as part of a key: hexadecimal and random ids read as numbers, because one in forty
/// short hexadecimal ids consists of digits only.
[[nodiscard]] std::string templateKey(std::string_view messageTemplate);

} // namespace throughline::analysis
