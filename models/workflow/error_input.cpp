#include "models/workflow/error_input.h"

#include <initializer_list>

namespace throughline::workflow {

namespace {

namespace key = domain::key;

std::string_view firstOf(const domain::Record& record,
                         std::initializer_list<std::string_view> names)
{
    for (const std::string_view name : names) {
        if (const std::string_view value = record.text(name); !value.empty()) {
            return value;
        }
    }
    return {};
}

} // namespace

analysis::ErrorInput ErrorInputReader::read(const domain::Record& record, const ToldError& told)
{
    analysis::ErrorInput input;
    input.service = record.text(key::kServiceName);
    input.signal = record.signal;
    input.type = told.type;
    input.message = told.message;
    input.stack = told.stack;
    input.statusCode = record.text("http.response.status_code");
    input.operation = firstOf(record, {"http.route", key::kSpanName});
    input.version = record.text(key::kServiceVersion);
    if (told.type.empty() && record.text(key::kExceptionMessage).empty()) {
        input.logTemplate = record.text("message.template");
    }
    readFingerprint(record);
    input.fingerprint = m_fingerprint;
    return input;
}

/// What the client says the error is one with: a list, or one text.
void ErrorInputReader::readFingerprint(const domain::Record& record)
{
    m_fingerprint.clear();
    const domain::Field* field = record.find("error.fingerprint");
    if (field == nullptr || field->kind != domain::ValueKind::Json) {
        if (field != nullptr && !field->value.empty()) {
            m_fingerprint.push_back(field->value);
        }
    } else if (m_json.parseCopy(field->value)) {
        const auto nodes = m_json.nodes();
        for (std::uint32_t i = 1; i < nodes[0].next; i = nodes[i].next) {
            m_fingerprint.push_back(nodes[i].text);
        }
    }
}

} // namespace throughline::workflow
