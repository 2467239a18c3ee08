#include "models/workflow/told_error.h"

#include "models/base/text.h"
#include "models/codec/json_record.h"

#include <initializer_list>

namespace throughline::workflow {

namespace {

namespace key = domain::key;

std::string firstOf(const domain::Record& record, std::initializer_list<std::string_view> names)
{
    for (const std::string_view name : names) {
        if (const std::string_view value = record.text(name); !value.empty()) {
            return std::string(value);
        }
    }
    return {};
}

std::vector<ToldError> spanErrors(std::string_view events)
{
    std::vector<ToldError> errors;
    codec::JsonRecordReader json;
    if (!json.parseCopy(events)) {
        return errors;
    }
    const auto nodes = json.nodes();
    const auto text = [&](std::uint32_t object, std::string_view name) {
        const std::uint32_t child = object == 0 ? 0 : json.child(object, name);
        return child == 0 ? std::string() : std::string(nodes[child].text);
    };
    for (std::uint32_t i = 1; i < nodes.size(); i = nodes[i].next) {
        if (text(i, "name") != "exception") {
            continue;
        }
        const std::uint32_t attributes = json.child(i, "attributes");
        ToldError told {text(attributes, key::kExceptionType),
                        text(attributes, key::kExceptionMessage),
                        text(attributes, key::kExceptionStack), std::nullopt};
        if (const auto ns = parseInteger(text(i, "time")); ns && *ns > 0) {
            told.time = Timestamp {*ns};
        }
        errors.push_back(std::move(told));
    }
    return errors;
}

} // namespace

std::vector<ToldError> errorsToldBy(const domain::Record& record)
{
    if (record.signal == domain::Signal::Span) {
        return spanErrors(record.text(key::kSpanEvents));
    }
    return {{firstOf(record, {key::kExceptionType, "error.type"}),
             firstOf(record, {key::kExceptionMessage, key::kBody}),
             std::string(record.text(key::kExceptionStack)), std::nullopt}};
}

} // namespace throughline::workflow
