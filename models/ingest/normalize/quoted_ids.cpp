#include "models/ingest/normalize/quoted_ids.h"

#include "models/codec/json_record.h"
#include "models/ingest/normalize/id_extractor.h"

#include <algorithm>
#include <array>

namespace throughline::ingest {

namespace {

namespace key = domain::key;

constexpr std::size_t kMostIds = 64;

/// Members that hold what somebody wrote, or where a link in it leads; all else is ids and names of
/// the help desk's own.
constexpr std::array<std::string_view, 9> kTexts {
    "body", "body_text", "plain_body", "text", "content", "message", "description", "href", "url"};

void addIds(std::string_view text, std::vector<std::string>& ids)
{
    for (std::string& id : extractIds(text)) {
        if (ids.size() < kMostIds && std::ranges::find(ids, id) == ids.end()) {
            ids.push_back(std::move(id));
        }
    }
}

void addConversation(const domain::Field& conversation, std::vector<std::string>& ids)
{
    codec::JsonRecordReader json;
    if (conversation.kind != domain::ValueKind::Json || !json.parseCopy(conversation.value)) {
        addIds(conversation.value, ids);
        return;
    }
    for (const codec::JsonNode& node : json.nodes()) {
        const bool told = node.key.empty() || std::ranges::find(kTexts, node.key) != kTexts.end();
        if (node.kind == codec::JsonKind::String && told) {
            addIds(node.text, ids);
        }
    }
}

} // namespace

std::vector<std::string> quotedIdsOf(const domain::Record& ticket)
{
    std::vector<std::string> ids;
    for (const std::string_view name :
         {key::kBody, std::string_view("ticket.topic"), std::string_view("ticket.link_url")}) {
        addIds(ticket.text(name), ids);
    }
    if (const domain::Field* said = ticket.find(kConversation); said != nullptr) {
        addConversation(*said, ids);
    }
    return ids;
}

} // namespace throughline::ingest
