#include "tests/workflow/interrupted.h"

#include "models/ingest/import_pipeline.h"
#include "models/store/queries/source_queries.h"
#include "models/store/store_file.h"
#include "models/workflow/source_import.h"
#include "models/workflow/store_key.h"
#include "tests/support/must.h"

#include <QtGlobal>

namespace throughline::workflow::test {

namespace {

using throughline::test::must;

} // namespace

void importAndBreakOff(const ImportFixture& workspace, const Paths& files, bool cutLast)
{
    const auto file = must(store::StoreFile::findOrCreate(workspace.store(), kNow));
    const auto lock = must(store::WriterLock::acquire(file));
    auto connection = must(lock.openWriter());
    const StoreKey key = must(storeKey(connection, workspace.keyFile()));
    store::Dictionaries dictionaries;
    if (!dictionaries.load(connection).ok()) {
        qFatal("no dictionaries");
    }
    for (const auto& path : files) {
        const auto inspected = must(ingest::inspectFile(path, {}));
        domain::SourceSummary source;
        source.path = path.string();
        source.format = inspected.format;
        source.bytes = inspected.bytes;
        source.importedAt = kNow;
        source.id = must(store::insertSource(connection, source));
        std::stop_source stop;
        const bool cut = cutLast && path == files.back();
        const auto progress = [&](const Progress& seen) {
            if (cut && seen.bytesDone > inspected.bytes / 2) {
                stop.request_stop();
            }
        };
        const auto imported =
            importSource(connection, dictionaries, source, inspected, key.key,
                         must(readingRules({})), kNow, std::nullopt, stop.get_token(), progress);
        if (imported.ok() == cut) {
            qFatal("%s was %s", path.c_str(), cut ? "not cut" : "cut");
        }
    }
}

} // namespace throughline::workflow::test
