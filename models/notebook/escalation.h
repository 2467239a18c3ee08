#pragma once

#include "models/codec/json_writer.h"
#include "models/domain/provenance.h"
#include "models/notebook/impact_report.h"

#include <string>
#include <vector>

namespace throughline::notebook {

/// The draft of a ticket for another team, with what proves it. Texts are redacted already.
struct Escalation
{
    std::string topic {}; ///< its subject, in one line
    std::string message {}; ///< plain text
    std::string severity {}; ///< "major", "minor", "question"
    std::string account {};
    std::string user {};
    std::string session {};
    std::vector<std::string> labels {};
    std::vector<std::string> sessions {};
    std::vector<std::string> traces {}; ///< hexadecimal
    std::vector<std::string> tickets {};
    std::vector<std::string> errorGroups {}; ///< "E3"
    std::vector<domain::SourcePlace> sources {}; ///< the records it stands on
    std::string store {}; ///< id of the store its links lead into
    Timestamp made {};

    bool operator==(const Escalation&) const = default;
};

/// A link of ours to one thing of a store: "throughline://view/session/s_1?store=...". Ids are
/// encoded.
[[nodiscard]] std::string deepLink(const std::string& kind, const std::string& id,
                                   const std::string& store);

/// Of an error group.
[[nodiscard]] Escalation escalationOf(const ImpactFacts& facts);

/// `{"ticket": {the flat ticket shape}, "sessions", "traces", "links", "sources"}`.
void writeEscalation(codec::JsonWriter& json, const Escalation& draft);

/// As plain text: the topic, the message, the evidence by id.
[[nodiscard]] std::string plainTextOf(const Escalation& draft);

/// As Markdown to paste into a tracker; all data escaped.
[[nodiscard]] std::string markdownOf(const Escalation& draft);

} // namespace throughline::notebook
