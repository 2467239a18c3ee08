#include "models/workflow/import_preview.h"

#include "models/base/utf8.h"
#include "models/crypto/secret_key.h"
#include "models/ingest/formats/document_loader.h"
#include "models/ingest/formats/documents.h"
#include "models/ingest/import_pipeline.h"
#include "models/workflow/reading_rules.h"

#include <algorithm>

namespace throughline::workflow {

namespace {

constexpr std::size_t kLongestExample = 200;

/// Keeps the first records and counts the rest.
class PreviewSink final : public domain::RecordSink
{
public:
    PreviewSink(ImportPreview& preview, std::size_t most)
        : m_preview(preview)
        , m_most(most)
    {
    }

    Result<void> record(const domain::Record& record, const domain::Provenance& place,
                        std::span<const domain::RedactionHit> redactions) override
    {
        ++m_preview.read;
        ++m_preview.accepted;
        for (const domain::RedactionHit& hit : redactions) {
            add(hit, record.text(hit.field));
        }
        if (m_preview.records.size() < m_most) {
            PreviewedRecord& kept = m_preview.records.emplace_back();
            kept.signal = record.signal;
            kept.time = record.time;
            kept.line = place.line;
            for (const domain::Field& field : record.fields) {
                kept.fields.push_back(
                    {std::string(field.key), std::string(field.value), field.kind});
            }
        }
        return {};
    }

    Result<void> reject(domain::IssueCode reason, std::string_view /*detail*/,
                        const domain::Provenance& /*place*/, std::string_view /*raw*/) override
    {
        ++m_preview.read;
        ++m_preview.rejected[std::string(domain::issueInfo(reason).text)];
        return {};
    }

    void note(domain::IssueCode code, std::string_view /*field*/) override
    {
        ++m_preview.warnings[std::string(domain::issueInfo(code).text)];
    }

private:
    void add(const domain::RedactionHit& hit, std::string_view left)
    {
        const auto found = std::ranges::find_if(m_preview.redactions, [&hit](const auto& known) {
            return known.rule == hit.rule && known.field == hit.field;
        });
        if (found != m_preview.redactions.end()) {
            found->count += hit.count;
            return;
        }
        m_preview.redactions.push_back({std::string(hit.rule), std::string(hit.field), hit.count,
                                        std::string(cutUtf8(left, kLongestExample))});
    }

    ImportPreview& m_preview;
    std::size_t m_most;
};

/// Ends the reading after so many frames.
class FirstFrames final : public ingest::FrameListener
{
public:
    explicit FirstFrames(std::size_t frames)
        : m_left(frames)
    {
    }

    Result<void> frameDone(std::uint64_t /*endOffset*/, std::uint32_t /*line*/,
                           std::string_view /*frame*/,
                           const std::function<std::string()>& /*state*/) override
    {
        if (m_left > 0 && --m_left > 0) {
            return {};
        }
        m_full = true;
        return cancelledError();
    }

    Result<bool> alreadyDone(std::string_view /*frame*/) override { return false; }

    [[nodiscard]] bool full() const { return m_full; }

private:
    std::size_t m_left;
    bool m_full = false;
};

Result<std::optional<ingest::Format>> mappingOf(const PreviewOptions& options)
{
    if (!options.mappingText.empty()) {
        TL_ASSIGN(ingest::DocumentFormat document,
                  ingest::readDocumentFormat(options.mappingText, "the mapping"));
        return std::optional(ingest::formatOfDocument(std::move(document)));
    }
    if (!options.mapping.empty()) {
        TL_ASSIGN(ingest::Format format, ingest::formatOfFile(options.mapping));
        return std::optional(std::move(format));
    }
    return std::optional<ingest::Format>();
}

} // namespace

Result<ImportPreview> previewImport(const PreviewOptions& options, const std::stop_token& stop)
{
    if (ingest::formatsProblem()) {
        return *ingest::formatsProblem();
    }
    TL_ASSIGN(const std::optional<ingest::Format> mapping, mappingOf(options));
    TL_ASSIGN(const ingest::InspectedFile file,
              ingest::inspectFile(options.file, options.format, mapping ? &*mapping : nullptr));
    if (file.chosen.format == nullptr && options.file != "-") {
        return badInputError(file.empty ? options.file.string() + " is empty" : file.refusal);
    }
    ImportPreview preview;
    preview.format = file.format;
    TL_ASSIGN(const crypto::SecretKey key, crypto::SecretKey::random());
    TL_ASSIGN(const ReadingRules rules, readingRules(options.reading));
    ingest::Redactor redactor(ingest::Pseudonymizer(key), rules.redaction);
    PreviewSink sink(preview, options.records);
    FirstFrames listener(options.frames);
    ingest::PipelineOptions pipeline;
    pipeline.normalizer.time = rules.time;
    pipeline.normalizer.time.now = options.now;
    pipeline.normalizer.samplingRate = rules.samplingRate;
    const auto outcome = ingest::runPipeline(file, pipeline, redactor, sink, listener, stop, {});
    if (!outcome && !listener.full()) {
        return outcome.error();
    }
    std::ranges::stable_sort(preview.redactions, std::ranges::greater(),
                             &PreviewedRedaction::count);
    return preview;
}

} // namespace throughline::workflow
