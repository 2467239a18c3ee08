#include "models/base/assert.h"
#include "models/base/embedded.h"
#include "models/codec/json_record.h"
#include "models/workflow/session_build.h"

namespace throughline::workflow {

namespace {

std::vector<std::string> texts(const codec::JsonRecordReader& json, std::string_view key)
{
    std::vector<std::string> list;
    const std::uint32_t array = json.child(0, key);
    const auto nodes = json.nodes();
    for (std::uint32_t i = array + 1; array != 0 && i < nodes[array].next; i = nodes[i].next) {
        list.emplace_back(nodes[i].text);
    }
    return list;
}

analysis::BotRule readRule()
{
    codec::JsonRecordReader json;
    const auto files = embedded::bots();
    TL_ASSERT(!files.empty() && json.parseCopy(files.back().text));
    const std::uint32_t version = json.child(0, "version");
    TL_ASSERT(version != 0);
    return {std::string(json.nodes()[version].text), texts(json, "patterns"),
            texts(json, "exceptions")};
}

} // namespace

const analysis::BotRule& botRule()
{
    static const analysis::BotRule rule = readRule();
    return rule;
}

} // namespace throughline::workflow
