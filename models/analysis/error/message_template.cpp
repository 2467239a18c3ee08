#include "models/analysis/error/message_template.h"

#include "models/analysis/error/line_template.h"
#include "models/analysis/error/quoted_values.h"
#include "models/analysis/error/stack_text.h"
#include "models/base/text.h"
#include "models/base/utf8.h"

namespace throughline::analysis {

namespace {

/// Control characters and runs of blanks as one blank, trimmed.
std::string squeezed(std::string_view line)
{
    std::string result;
    for (const char c : line) {
        const bool blank = static_cast<unsigned char>(c) <= ' ' || c == '\x7F';
        if (!blank) {
            result += c;
        } else if (!result.empty() && result.back() != ' ') {
            result += ' ';
        }
    }
    if (!result.empty() && result.back() == ' ') {
        result.pop_back();
    }
    return result;
}

} // namespace

std::string messageTemplate(std::string_view message)
{
    std::string result;
    std::size_t lines = 0;
    std::string repaired;
    message = cutUtf8(message, kMaxTemplateBytes);
    if (!isAscii(message) && !isValidUtf8(message)) {
        repaired = repairUtf8(message);
        message = cutUtf8(repaired, kMaxTemplateBytes);
    }
    while (lines < 2 && !message.empty()) {
        const std::size_t end = message.find('\n');
        const std::string line = squeezed(message.substr(0, end));
        message.remove_prefix(end == std::string_view::npos ? message.size() : end + 1);
        if (!line.empty()) {
            result += lines++ == 0 ? "" : "\n";
            result += withoutQuotedValues(lineTemplate(line));
        }
    }
    return result;
}

std::string templateKey(std::string_view messageTemplate)
{
    return replaceAll(replaceAll(std::string(messageTemplate), "<hex>", "<n>"), "<id>", "<n>");
}

} // namespace throughline::analysis
