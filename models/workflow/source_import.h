#pragma once

#include "models/base/progress.h"
#include "models/base/result.h"
#include "models/crypto/secret_key.h"
#include "models/ingest/import_pipeline.h"
#include "models/store/block_writer.h"
#include "models/store/queries/source_queries.h"
#include "models/workflow/reading_rules.h"

#include <optional>
#include <stop_token>

namespace throughline::workflow {

/// Whether what an earlier import left was read under the same rules, so that it may be gone on
/// from.
[[nodiscard]] bool readUnder(const ReadingRules& rules, const store::UnfinishedSource& source);

/// Reads one file into the store with two threads: this one reads, a second one writes. Afterwards
/// the source is loaded, not yet visible. On an error nothing of the file is left uncommitted; what
/// was committed stays for a later run to go on from.
///
/// `resume`: where an earlier import of the same file stopped. BadInput error: the file is damaged
/// or rejects everything.
Result<domain::SourceSummary>
importSource(store::Connection& connection, store::Dictionaries& dictionaries,
             const domain::SourceSummary& source, const ingest::InspectedFile& file,
             const crypto::SecretKey& key, const ReadingRules& rules, Timestamp now,
             const std::optional<store::UnfinishedSource>& resume, const std::stop_token& stop,
             const ProgressSink& progress);

} // namespace throughline::workflow
