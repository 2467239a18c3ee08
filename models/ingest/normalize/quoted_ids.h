#pragma once

#include "models/domain/record.h"

#include <string>
#include <string_view>
#include <vector>

namespace throughline::ingest {

/// What people wrote below a ticket, as its source has it: a text, or a list of whatever objects
/// with the texts in members such as body.
inline constexpr std::string_view kConversation = "ticket.conversation";

/// The ids that a ticket quotes in its text, subject, link and conversation, in this order, each
/// once, at most 64; forms as of extractIds(). To be called before redaction.
[[nodiscard]] std::vector<std::string> quotedIdsOf(const domain::Record& ticket);

} // namespace throughline::ingest
