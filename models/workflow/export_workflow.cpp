#include "models/workflow/export_workflow.h"

#include "models/store/sql/sqlite_export.h"
#include "models/store/sql/store_slice.h"
#include "models/store/store_file.h"
#include "models/workflow/export_slice.h"
#include "models/workflow/export_text.h"
#include "models/workflow/store_workflow.h"

namespace throughline::workflow {

namespace {

/// What a database says about itself: the part it holds and what that was taken from. No time of
/// day, so the same part is the same twice.
Result<std::vector<std::pair<std::string, std::string>>> factsOf(const Workspace& workspace,
                                                                 const ExportRequest& request)
{
    std::vector<std::pair<std::string, std::string>> facts {
        {"program", "Throughline"},
        {"part", boundsNothing(request.scope) ? "everything" : "sessions"},
        {"where", request.scope.where},
        {"bots",
         boundsNothing(request.scope) || request.scope.includeBots ? "included" : "left out"}};
    if (!request.scope.range.empty()) {
        facts.emplace_back("from_ns", std::to_string(request.scope.range.from.ns));
        facts.emplace_back("to_ns", std::to_string(request.scope.range.to.ns));
    }
    TL_ASSIGN(const StoreDigest digest, storeDigest(workspace));
    for (const auto& [signal, value] : digest.digest) {
        facts.emplace_back("digest." + signal, value);
    }
    facts.emplace_back("error_group", "counts are of the whole store, not of the part");
    return facts;
}

std::uint64_t sizeOf(const std::filesystem::path& path)
{
    std::error_code failed;
    if (!std::filesystem::is_directory(path, failed)) {
        const auto size = std::filesystem::file_size(path, failed);
        return failed ? 0 : size;
    }
    std::uint64_t bytes = 0;
    for (const auto& entry : std::filesystem::directory_iterator(path, failed)) {
        bytes += entry.file_size(failed);
    }
    return bytes;
}

Result<OutputPlace> placeFor(const ExportRequest& request)
{
    return request.format == ExportFormat::Csv
        ? OutputPlace::folder(request.out, request.existing, ".csv")
        : OutputPlace::file(request.out, request.existing);
}

} // namespace

Result<ExportReport> exportStore(const Workspace& workspace, const ExportRequest& request,
                                 const std::stop_token& stop, const ProgressSink& progress)
{
    TL_ASSIGN(OutputPlace place, placeFor(request));
    TL_ASSIGN(store::Connection connection, workspace.file().openReader(stop));
    TL_TRY(store::beginReading(connection));
    ExportReport report;
    report.sliced = !boundsNothing(request.scope);
    store::StoreSlice slice;
    if (report.sliced) {
        TL_ASSIGN(slice, sliceOf(connection, request.scope, stop));
    }
    const store::RowTicks ticks = [&](std::uint64_t rows) {
        if (progress) {
            Progress told;
            told.what = request.out.string();
            told.records = rows;
            progress(told);
        }
    };
    const auto write = [&]() -> Result<store::TableCounts> {
        switch (request.format) {
        case ExportFormat::Ndjson:
            return writeLines(connection, slice, place.draft(), request.out, stop, ticks);
        case ExportFormat::Csv:
            return writeCsvFiles(connection, slice, place.draft(), stop, ticks);
        case ExportFormat::Sqlite:
            break;
        }
        TL_ASSIGN(const auto facts, factsOf(workspace, request));
        return store::writeDatabase(connection, slice, place.draft(), facts, stop, ticks);
    };
    TL_ASSIGN(report.tables, write());
    TL_TRY(place.publish());
    report.bytes = sizeOf(request.out);
    return report;
}

} // namespace throughline::workflow
