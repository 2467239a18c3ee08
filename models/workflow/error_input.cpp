#include "models/workflow/error_input.h"

#include <algorithm>
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
    input.code.version = record.text(key::kServiceVersion);
    if (told.type.empty() && record.text(key::kExceptionMessage).empty()) {
        input.logTemplate = record.text("message.template");
    }
    readFingerprint(record);
    input.fingerprint = m_fingerprint;
    readScripts(record);
    input.code.scripts = m_scripts;
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

/// A line per script: its debug id, a blank, its file.
void ErrorInputReader::readScripts(const domain::Record& record)
{
    m_scripts.clear();
    std::string_view left = record.text("error.debug_ids");
    while (!left.empty()) {
        const std::string_view line = left.substr(0, left.find('\n'));
        left.remove_prefix(std::min(left.size(), line.size() + 1));
        if (const std::size_t blank = line.find(' '); blank != std::string_view::npos) {
            m_scripts.push_back({line.substr(blank + 1), line.substr(0, blank)});
        }
    }
}

} // namespace throughline::workflow
