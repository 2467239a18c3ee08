#include "models/store/text_list.h"

#include "models/codec/json_record.h"
#include "models/codec/json_writer.h"

namespace throughline::store {

std::string textListJson(const std::vector<std::string>& texts)
{
    codec::JsonWriter json;
    json.value(texts);
    return json.text();
}

std::vector<std::string> readTextList(std::string_view json)
{
    std::vector<std::string> texts;
    codec::JsonRecordReader reader;
    if (reader.parseCopy(json)) {
        const auto nodes = reader.nodes();
        for (std::uint32_t i = 1; i < nodes.size(); i = nodes[i].next) {
            texts.emplace_back(nodes[i].text);
        }
    }
    return texts;
}

std::string idListJson(const std::vector<domain::ErrorGroupId>& ids)
{
    codec::JsonWriter json;
    json.beginArray();
    for (const domain::ErrorGroupId id : ids) {
        json.value(id.value());
    }
    json.endArray();
    return json.text();
}

} // namespace throughline::store
