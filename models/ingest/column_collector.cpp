#include "models/ingest/column_collector.h"

namespace throughline::ingest {

Result<void> ColumnCollector::raw(const RawRecord& record, const domain::Provenance& /*place*/)
{
    keep(m_times, record.time);
    keep(m_times, record.end);
    for (const domain::Field& field : record.fields) {
        if (isId(field)) {
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

bool ColumnCollector::isId(const domain::Field& field)
{
    const Name* const known = m_known.find(field.key, field.keyNumber);
    if (known != nullptr) {
        return known->isId;
    }
    return m_known.add(field.key, field.keyNumber).isId = m_normalizer.isIdField(field.key);
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
