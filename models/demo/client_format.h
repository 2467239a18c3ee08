#pragma once

#include "models/demo/complaint.h"
#include "models/demo/session_story.h"

#include <string>

namespace throughline::demo {

/// Writes the records of one session after the other as lines of JSON: the web front flat, with
/// dotted keys, times in ISO form and trace ids in hexadecimal; the native apps nested, with whole
/// seconds and the low half of trace ids in decimal.
class ClientFormat
{
public:
    /// The records that follow belong to this session.
    void begin(const SessionStory& story);

    /// Appends one record and its line end. The first record of a session, and each of a machine,
    /// names its user agent.
    void append(std::string& line, const ClientEvent& event, bool first);

private:
    void appendWeb(std::string& line, const ClientEvent& event);
    void appendApp(std::string& line, const ClientEvent& event);
    void collect(const ClientEvent& event, bool first);

    const SessionStory* m_story = nullptr;
    std::string m_context; ///< members that all its records share
    std::string m_laterContext;
    std::vector<ExtraField> m_fields; ///< of the record at hand
};

/// The moment as this session's client showed it, in the resolution its export has; ms since 1970.
[[nodiscard]] std::int64_t writtenTimeMs(const ClientEvent& event, const Visitor& visitor);

/// Appends a ticket in the flat shape, and its line end.
void appendComplaint(std::string& line, const Complaint& complaint);

/// Appends "2026-10-03T14:20:09.123Z".
void appendIsoTime(std::string& text, std::int64_t milliseconds);

} // namespace throughline::demo
