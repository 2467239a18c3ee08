#include "models/ingest/formats/document_members.h"

#include "models/base/text.h"
#include "models/ingest/formats/document_format.h"

#include <algorithm>

namespace throughline::ingest {

using codec::JsonKind;

DocumentMembers::DocumentMembers(const codec::JsonRecordReader& json, std::string origin)
    : m_json(json)
    , m_origin(std::move(origin))
{
}

Error DocumentMembers::wrong(const DocumentMember& member, std::string_view what) const
{
    const std::string place = member.path.empty() ? std::string() : "'" + member.path + "' ";
    return usageError("Format document " + m_origin + ": " + place + std::string(what),
                      "Correct the document or take it out of the folder");
}

const codec::JsonNode& DocumentMembers::node(const DocumentMember& member) const
{
    return m_json.nodes()[member.node];
}

DocumentMember DocumentMembers::child(const DocumentMember& object, std::string_view key) const
{
    const std::string name(key);
    return {m_json.child(object.node, key), object.path.empty() ? name : object.path + '.' + name};
}

std::vector<DocumentMember> DocumentMembers::children(const DocumentMember& parent) const
{
    std::vector<DocumentMember> list;
    const auto nodes = m_json.nodes();
    const bool array = node(parent).kind == JsonKind::Array;
    for (std::uint32_t i = parent.node + 1; i < nodes[parent.node].next; i = nodes[i].next) {
        const std::string key(nodes[i].key);
        list.push_back({i,
                        array ? parent.path + '[' + std::to_string(list.size()) + ']'
                            : parent.path.empty() ? key
                                                  : parent.path + '.' + key});
    }
    return list;
}

Result<void> DocumentMembers::object(const DocumentMember& member,
                                     const std::vector<std::string_view>& known) const
{
    if (node(member).kind != JsonKind::Object) {
        return wrong(member, "must be an object");
    }
    for (const DocumentMember& each : children(member)) {
        if (std::ranges::find(known, node(each).key) == known.end()) {
            const std::vector<std::string> names(known.begin(), known.end());
            return wrong(each, "is no member of this object; it has " + listInWords(names));
        }
    }
    return {};
}

Result<std::string> DocumentMembers::text(const DocumentMember& member) const
{
    if (member.node == 0) {
        return wrong(member, "is missing");
    }
    if (node(member).kind != JsonKind::String) {
        return wrong(member, "must be a text");
    }
    return std::string(node(member).text);
}

Result<std::string> DocumentMembers::textOr(const DocumentMember& member,
                                            std::string fallback) const
{
    return member.node == 0 ? Result<std::string>(std::move(fallback)) : text(member);
}

Result<bool> DocumentMembers::flag(const DocumentMember& member) const
{
    if (member.node != 0 && node(member).kind != JsonKind::Boolean) {
        return wrong(member, "must be true or false");
    }
    return member.node != 0 && node(member).text == "true";
}

Result<std::vector<std::string>> DocumentMembers::texts(const DocumentMember& member) const
{
    std::vector<std::string> list;
    if (member.node == 0) {
        return list;
    }
    if (node(member).kind != JsonKind::Array) {
        TL_ASSIGN(std::string one, text(member));
        list.push_back(std::move(one));
        return list;
    }
    for (const DocumentMember& each : children(member)) {
        TL_ASSIGN(std::string one, text(each));
        list.push_back(std::move(one));
    }
    return list;
}

Result<std::vector<std::string>> DocumentMembers::names(const DocumentMember& member) const
{
    TL_ASSIGN(std::vector<std::string> list, texts(member));
    for (std::string& name : list) {
        name = foldName(name);
        if (name.empty()) {
            return wrong(member, "has an empty name");
        }
    }
    return list;
}

} // namespace throughline::ingest
