#include "models/ingest/formats/document_loader.h"
#include "models/ingest/mapping/mapping_document.h"
#include "models/ingest/mapping/mapping_proposal.h"
#include "models/ingest/redact/redaction_document.h"
#include "models/workflow/grouping_document.h"
#include "tests/fuzz/fuzz.h"

using namespace throughline;

/// Documents of the user's own, and the mapping of whatever may be a table or JSON.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = fuzz::textOf(data, size);
    static_cast<void>(ingest::readDocumentFormat(text, "fuzz"));
    static_cast<void>(ingest::readRedactionDocument(text, "fuzz"));
    static_cast<void>(workflow::groupingRulesFrom(text));
    if (const auto sample = ingest::sampleHead(text, true); sample.ok()) {
        const domain::Mapping mapping = ingest::proposeMapping(*sample, "fuzz");
        TL_ASSERT(mapping.columns.size() == sample->columns.size());
        // What can be saved can be loaded.
        if (const auto document = ingest::documentOfMapping(mapping); document.ok()) {
            TL_ASSERT(ingest::readDocumentFormat(*document, "fuzz").ok());
        }
    }
    return 0;
}
