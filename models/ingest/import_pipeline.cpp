#include "models/ingest/import_pipeline.h"

#include "models/base/assert.h"
#include "models/base/text.h"
#include "models/codec/open_source.h"
#include "models/crypto/digest.h"
#include "models/ingest/import_stations.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <vector>

namespace throughline::ingest {

namespace {

constexpr std::size_t kHeadBytes = 256 << 10;

Result<codec::OpenedSource> open(const InspectedFile& file, codec::ByteObserver observer)
{
    TL_ASSIGN(std::unique_ptr<codec::ByteSource> raw, rawBytes(file));
    return codec::openSource(std::move(raw), std::move(observer));
}

std::string containerOf(const InspectedFile& file, const codec::OpenedSource& opened)
{
    if (file.archive != nullptr) {
        return std::string(file.archive->kindName());
    }
    return opened.container == codec::Container::Plain
        ? std::string()
        : std::string(codec::containerName(opened.container));
}

/// A source that somebody else keeps.
class SharedSource final : public codec::ByteSource
{
public:
    explicit SharedSource(std::shared_ptr<codec::ByteSource> inner)
        : m_inner(std::move(inner))
    {
    }

    Result<std::size_t> read(std::span<char> into) override { return m_inner->read(into); }

    [[nodiscard]] std::uint64_t rawBytesRead() const override { return m_inner->rawBytesRead(); }

    [[nodiscard]] std::string name() const override { return m_inner->name(); }

private:
    std::shared_ptr<codec::ByteSource> m_inner;
};

/// When the file was changed last, but no later than now.
Timestamp lastChangeOf(const InspectedFile& file, Timestamp now)
{
    if (file.archive != nullptr) {
        return std::min(file.member.changed.value_or(now), now);
    }
    std::error_code failed;
    const auto written = std::filesystem::last_write_time(file.path, failed);
    if (failed) {
        return now;
    }
    const auto since = std::chrono::file_clock::to_sys(written).time_since_epoch();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since).count();
    return std::min(Timestamp::fromSeconds(seconds), now);
}

/// Finds out what the file holds by its first bytes.
Result<void> look(InspectedFile& file, const std::string& formatName)
{
    TL_ASSIGN(const codec::OpenedSource opened, open(file, {}));
    file.container = containerOf(file, opened);
    TL_ASSIGN(const std::string_view head, opened.text->peek(kHeadBytes));
    file.empty = trim(head).empty() && head.size() < kHeadBytes;
    if (file.empty) {
        return {};
    }
    const bool whole = head.size() < kHeadBytes;
    if (file.mapping != nullptr) {
        TL_ASSIGN(file.chosen, readAs(*file.mapping, head, whole));
    } else if (formatName.empty()) {
        file.chosen = chooseFormat(head, whole);
    } else {
        TL_ASSIGN(file.chosen, formatByName(formatName, head, whole));
    }
    file.format = file.chosen.recognition.format;
    if (file.chosen.format == nullptr) {
        file.refusal = describe(unknownFormatError(file.name(), head));
    }
    return {};
}

} // namespace

std::string InspectedFile::name() const
{
    return archive == nullptr ? path.string() : path.string() + ": " + member.name;
}

Result<std::unique_ptr<codec::ByteSource>> rawBytes(const InspectedFile& file)
{
    if (file.archive != nullptr) {
        return file.archive->content(file.member);
    }
    if (file.input != nullptr) {
        return std::unique_ptr<codec::ByteSource>(std::make_unique<SharedSource>(file.input));
    }
    return file.path == "-" ? codec::standardInput() : codec::openFile(file.path);
}

Result<InspectedFile> inspectFile(const std::filesystem::path& path, const std::string& formatName,
                                  const Format* mapping)
{
    InspectedFile file;
    file.mapping = mapping;
    file.path = path;
    if (path == "-") {
        return file; // a pipe can be looked at only by the one who reads it
    }
    file.bytes = codec::regularFileSize(path).value_or(0);
    TL_TRY(look(file, formatName));
    return file;
}

Result<InspectedFile> inspectMember(std::shared_ptr<codec::Archive> archive,
                                    const codec::ArchiveMember& member,
                                    const std::string& formatName, const Format* mapping)
{
    InspectedFile file;
    file.mapping = mapping;
    file.path = archive->path();
    file.archive = std::move(archive);
    file.member = member;
    file.bytes = member.sizeBytes;
    TL_TRY(look(file, formatName));
    return file;
}

Result<PipelineOutcome> runPipeline(const InspectedFile& file, const PipelineOptions& options,
                                    Redactor& redactor, domain::RecordSink& sink,
                                    FrameListener& listener, const std::stop_token& stop,
                                    const ProgressSink& progress, Station* after)
{
    PipelineOutcome outcome;
    crypto::Sha256 digest;
    TL_ASSIGN(const codec::OpenedSource opened,
              open(file, [&digest, &outcome](std::span<const char> chunk) {
                  digest.update({chunk.data(), chunk.size()});
                  outcome.bytes += chunk.size();
              }));
    Recognition recognition = file.chosen.recognition;
    const Format* format = file.chosen.format;
    if (format == nullptr) {
        TL_ASSIGN(const std::string_view head, opened.text->peek(kHeadBytes));
        const bool whole = head.size() < kHeadBytes;
        ChosenFormat chosen;
        if (file.mapping != nullptr) {
            TL_ASSIGN(chosen, readAs(*file.mapping, head, whole));
        } else {
            chosen = chooseFormat(head, whole);
        }
        if (chosen.format == nullptr) {
            return unknownFormatError(file.name(), head);
        }
        format = chosen.format;
        recognition = chosen.recognition;
    }
    recognition.lastChange = lastChangeOf(file, options.normalizer.time.now);
    const std::unique_ptr<Importer> importer = format->create(recognition);
    FrameReader reader(*opened.text, recognition);
    Normalizer normalizer(options.normalizer, redactor, sink);
    normalizer.restore(options.normalizerState);
    ProgressMeter meter(progress, file.name(), file.bytes);
    RawBatches batches;
    ReadingStation reading(
        {reader, *opened.text, *importer, listener, meter, stop, options.source, options.salvage},
        batches);
    NormalizingStation normalizing(normalizer, listener, batches);
    TL_TRY(reading.decide(normalizer));
    std::vector<Station*> stations {&reading, &normalizing};
    if (after != nullptr) {
        stations.push_back(after);
    }
    TL_TRY(workThrough(stations, options.threads));
    // Who said there was no room, and then nobody made any, would have lost records in silence.
    TL_ASSERT(reading.ended() && normalizing.idle());
    TL_TRY(reading.outcome());
    outcome.cutOff = reading.cutOff();
    // To the last byte, so that the file's digest is whole and its checksums are verified; of a
    // file that is cut off the last byte was met.
    if (!outcome.cutOff) {
        TL_TRY(codec::drain(*opened.text));
    }
    outcome.sha256 = digest.hex();
    outcome.format = recognition.format;
    outcome.container = containerOf(file, opened);
    return outcome;
}

} // namespace throughline::ingest
