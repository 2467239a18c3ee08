#pragma once

#include "models/base/known_names.h"
#include "models/ingest/importer.h"
#include "models/ingest/normalizer.h"

#include <deque>
#include <map>
#include <string>
#include <vector>

namespace throughline::ingest {

/// Collects the values of time and id fields of a file's first records, which decide the units and
/// radices of their columns.
class ColumnCollector : public RawSink
{
public:
    explicit ColumnCollector(Normalizer& normalizer)
        : m_normalizer(normalizer)
    {
    }

    Result<void> raw(const RawRecord& record, const domain::Provenance& place) override;
    Result<void> reject(domain::IssueCode reason, std::string_view detail,
                        const domain::Provenance& place, std::string_view text) override;
    void note(domain::IssueCode code) override;

    /// Has the normaliser decide by what was collected.
    void decide();

private:
    using Columns = std::map<std::string, std::vector<domain::Field>, std::less<>>;

    struct Name
    {
        bool isId = false;
    };

    bool isId(const domain::Field& field);
    void keep(Columns& columns, const domain::Field& field);

    Normalizer& m_normalizer;
    Columns m_times;
    Columns m_ids;
    KnownNames<Name> m_known;
    std::deque<std::string> m_texts;
};

} // namespace throughline::ingest
