#include "models/ingest/column_collector.h"

namespace throughline::ingest {

Result<void> ColumnCollector::raw(const RawRecord& record, const domain::Provenance& /*place*/)
{
    keep(m_times, record.time);
    keep(m_times, record.end);
    for (const domain::Field& field : record.fields) {
        if (isId(field.key)) {
            keep(m_ids, field);
        }
    }
    return {};
}

Result<void> ColumnCollector::reject(domain::IssueCode /*reason*/, std::string_view /*detail*/,
                                     const domain::Provenance& /*place*/, std::string_view /*text*/)
{
    return {};
}

void ColumnCollector::note(domain::IssueCode /*code*/)
{
}

void ColumnCollector::decide()
{
    for (const auto& [name, values] : m_times) {
        m_normalizer.timeColumn(name).decide(values);
    }
    for (const auto& [name, values] : m_ids) {
        m_normalizer.idColumn(name).decide(values);
    }
}

bool ColumnCollector::isId(std::string_view name)
{
    const auto found = m_known.find(name);
    return found != m_known.end()
        ? found->second
        : m_known.emplace(std::string(name), m_normalizer.isIdField(name)).first->second;
}

void ColumnCollector::keep(Columns& columns, const domain::Field& field)
{
    if (field.value.empty()) {
        return;
    }
    auto found = columns.find(field.key);
    if (found == columns.end()) {
        found = columns.emplace(std::string(field.key), std::vector<domain::Field>()).first;
    }
    domain::Field kept = field;
    kept.key = found->first;
    kept.value = m_texts.emplace_back(field.value);
    found->second.push_back(kept);
}

} // namespace throughline::ingest
