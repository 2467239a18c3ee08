#pragma once

#include <string_view>

namespace throughline::analysis {

/// Whether a number here is an HTTP status, whose value is kept: "status code 503", "HTTP/1.1 503".
/// Told of each word, mark and number of a message in turn.
class StatusContext
{
public:
    void word(std::string_view word);
    void mark(char c);

    /// Whether the number is the status itself; the version in "HTTP/1.1" is not and leaves it
    /// open.
    bool takes(std::string_view number);

private:
    bool m_armed = false;
    bool m_afterSlash = false;
};

} // namespace throughline::analysis
