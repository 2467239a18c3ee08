#include "models/ingest/import_pipeline.h"

#include "models/base/bounded_queue.h"
#include "models/base/text.h"
#include "models/codec/array_reader.h"
#include "models/codec/csv_reader.h"
#include "models/codec/cut_off.h"
#include "models/codec/document_reader.h"
#include "models/codec/line_group_reader.h"
#include "models/codec/line_reader.h"
#include "models/codec/open_source.h"
#include "models/crypto/digest.h"
#include "models/ingest/raw_batch.h"

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <thread>
#include <vector>

namespace throughline::ingest {

namespace {

using codec::Frame;
using domain::IssueCode;

constexpr std::size_t kHeadBytes = 256 << 10;
constexpr std::size_t kDecidingFrames = 10'000;
constexpr std::size_t kDecidingBytes = 8 << 20;
constexpr std::size_t kBatches = 6;
constexpr auto kProgressEvery = std::chrono::milliseconds(100);

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

/// One face for the ways to cut a file.
class FrameReader
{
public:
    FrameReader(codec::ByteSource& source, const Recognition& recognition)
    {
        if (recognition.framing == Framing::Lines) {
            m_lines = std::make_unique<codec::LineReader>(source);
        } else if (recognition.framing == Framing::Documents) {
            m_documents = std::make_unique<codec::DocumentReader>(source);
        } else if (recognition.framing == Framing::Rows) {
            codec::CsvReaderOptions options;
            options.dialect.delimiter = recognition.delimiter;
            m_rows = std::make_unique<codec::CsvReader>(source, options);
            m_atHeader = true;
        } else if (recognition.framing == Framing::Groups) {
            m_groups = std::make_unique<codec::LineGroupReader>(source, recognition.beginsRecord);
        } else {
            codec::ArrayReaderOptions options;
            options.paths = recognition.arrayPaths;
            m_elements = std::make_unique<codec::ArrayReader>(source, std::move(options));
        }
    }

    Result<std::optional<Frame>> next()
    {
        return m_lines != nullptr    ? m_lines->next()
            : m_documents != nullptr ? m_documents->next()
            : m_rows != nullptr      ? nextRow()
            : m_groups != nullptr    ? m_groups->next()
                                     : m_elements->next();
    }

    [[nodiscard]] std::size_t pathIndex() const
    {
        return m_elements != nullptr ? m_elements->pathIndex() : 0;
    }

    /// What has no line end behind it may be cut off.
    [[nodiscard]] bool lines() const { return m_lines != nullptr || m_rows != nullptr; }

private:
    /// The header, which the recognition has read already, is the first row that is not empty.
    Result<std::optional<Frame>> nextRow()
    {
        auto row = m_rows->next();
        while (m_atHeader && row.ok() && *row) {
            m_atHeader = trim((*row)->text).empty();
            row = m_rows->next();
        }
        return row;
    }

    std::unique_ptr<codec::CsvReader> m_rows;
    std::unique_ptr<codec::LineGroupReader> m_groups;
    bool m_atHeader = false;
    std::unique_ptr<codec::LineReader> m_lines;
    std::unique_ptr<codec::DocumentReader> m_documents;
    std::unique_ptr<codec::ArrayReader> m_elements;
};

/// Collects the values of time and id fields of a file's first records.
class ColumnCollector : public RawSink
{
public:
    explicit ColumnCollector(Normalizer& normalizer)
        : m_normalizer(normalizer)
    {
    }

    Result<void> raw(const RawRecord& record, const domain::Provenance& /*place*/) override
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

    Result<void> reject(IssueCode /*reason*/, std::string_view /*detail*/,
                        const domain::Provenance& /*place*/, std::string_view /*text*/) override
    {
        return {};
    }

    void note(IssueCode /*code*/) override { }

    void decide()
    {
        for (const auto& [name, values] : m_times) {
            m_normalizer.timeColumn(name).decide(values);
        }
        for (const auto& [name, values] : m_ids) {
            m_normalizer.idColumn(name).decide(values);
        }
    }

private:
    using Columns = std::map<std::string, std::vector<domain::Field>, std::less<>>;

    bool isId(std::string_view name)
    {
        const auto found = m_known.find(name);
        return found != m_known.end()
            ? found->second
            : m_known.emplace(std::string(name), m_normalizer.isIdField(name)).first->second;
    }

    void keep(Columns& columns, const domain::Field& field)
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

    Normalizer& m_normalizer;
    Columns m_times;
    Columns m_ids;
    std::map<std::string, bool, std::less<>> m_known;
    std::deque<std::string> m_texts;
};

/// Tells how far we are, ten times a second at most.
class ProgressMeter
{
public:
    ProgressMeter(const ProgressSink& sink, std::string what, std::uint64_t total)
        : m_sink(sink)
        , m_start(std::chrono::steady_clock::now())
        , m_last(m_start)
    {
        m_progress.what = std::move(what);
        m_progress.bytesTotal = total;
    }

    void frame(std::uint64_t bytes, std::uint64_t frames)
    {
        if (!m_sink || frames % 64 != 0) {
            return;
        }
        const auto now = std::chrono::steady_clock::now();
        if (now - m_last < kProgressEvery) {
            return;
        }
        m_last = now;
        const double seconds = std::chrono::duration<double>(now - m_start).count();
        m_progress.bytesDone = bytes;
        m_progress.records = frames;
        m_progress.recordsPerSecond = static_cast<double>(frames) / seconds;
        m_progress.secondsLeft = bytes == 0 || m_progress.bytesTotal < bytes ? -1
                                                                             : seconds
                * static_cast<double>(m_progress.bytesTotal - bytes) / static_cast<double>(bytes);
        m_sink(m_progress);
    }

private:
    const ProgressSink& m_sink;
    std::chrono::steady_clock::time_point m_start;
    std::chrono::steady_clock::time_point m_last;
    Progress m_progress;
};

/// A frame that outlives its reader's buffer.
struct KeptFrame
{
    std::string text;
    Frame frame;
    std::size_t pathIndex = 0;
};

/// The thread that normalises. Batches go round: filled by the reader, told again here, and back.
class NormalizingThread
{
public:
    NormalizingThread(Normalizer& normalizer, FrameListener& listener)
        : m_empty(kBatches)
        , m_full(kBatches)
        , m_normalizer(normalizer)
        , m_listener(listener)
    {
        for (std::size_t i = 0; i < kBatches; ++i) {
            m_empty.push(std::make_unique<RawBatch>());
        }
        m_thread = std::thread([this] { run(); });
    }

    NormalizingThread(const NormalizingThread&) = delete;
    NormalizingThread& operator=(const NormalizingThread&) = delete;

    ~NormalizingThread() { static_cast<void>(join().ok()); }

    /// A batch to fill; Cancelled error: the thread has failed, join() says with what.
    Result<std::unique_ptr<RawBatch>> empty()
    {
        auto batch = m_empty.pop();
        return batch ? Result<std::unique_ptr<RawBatch>>(std::move(*batch)) : cancelledError();
    }

    Result<void> push(std::unique_ptr<RawBatch> batch)
    {
        return m_full.push(std::move(batch)) ? Result<void>() : cancelledError();
    }

    /// Waits until all that was pushed is normalised.
    Result<void> join()
    {
        m_full.close();
        if (m_thread.joinable()) {
            m_thread.join();
        }
        return m_failure ? Result<void>(*m_failure) : Result<void>();
    }

private:
    using Queue = BoundedQueue<std::unique_ptr<RawBatch>>;

    void run()
    {
        const std::function<std::string()> state = [this] { return m_normalizer.state(); };
        while (auto batch = m_full.pop()) {
            if (auto told = (*batch)->replay(m_normalizer, m_listener, state); !told) {
                m_failure = std::move(told).error();
                m_full.close();
                m_empty.close();
                return;
            }
            (*batch)->clear();
            m_empty.push(std::move(*batch));
        }
    }

    Queue m_empty;
    Queue m_full;
    Normalizer& m_normalizer;
    FrameListener& m_listener;
    std::optional<Error> m_failure;
    std::thread m_thread;
};

/// Reads and parses one file.
class Run
{
public:
    Run(const PipelineOptions& options, FrameListener& listener, Importer& importer)
        : m_options(options)
        , m_listener(listener)
        , m_importer(importer)
    {
    }

    /// Reads the first frames into memory and lets them decide units and radices.
    Result<void> decide(FrameReader& reader, Normalizer& normalizer)
    {
        ColumnCollector collector(normalizer);
        std::size_t bytes = 0;
        while (m_kept.size() < kDecidingFrames && bytes < kDecidingBytes) {
            auto next = reader.next();
            if (!next) {
                m_failure = std::move(next).error(); // after the frames before it
                break;
            }
            if (!*next) {
                m_ended = true;
                break;
            }
            KeptFrame& kept = m_kept.emplace_back();
            kept.frame = **next;
            kept.pathIndex = reader.pathIndex();
            kept.text.reserve(kept.frame.text.size() + codec::kFramePadding);
            kept.text = kept.frame.text;
            bytes += kept.text.size();
            if (kept.frame.whole()) {
                m_importer.elementsOf(kept.pathIndex);
                TL_TRY(m_importer.frame(kept.text, {}, collector));
            }
        }
        collector.decide();
        return {};
    }

    Result<void> run(FrameReader& reader, const codec::ByteSource& source,
                     NormalizingThread& thread, const std::stop_token& stop, ProgressMeter& meter)
    {
        TL_ASSIGN(m_batch, thread.empty());
        for (KeptFrame& kept : m_kept) {
            if (stop.stop_requested()) {
                return cancelledError();
            }
            kept.frame.text = kept.text;
            TL_TRY(frame(kept.frame, kept.pathIndex, reader.lines(), thread));
            kept.text = std::string();
            meter.frame(source.rawBytesRead(), ++m_frames);
        }
        m_kept.clear();
        while (!m_failure && !m_ended) {
            if (stop.stop_requested()) {
                return cancelledError();
            }
            auto next = reader.next();
            if (!next) {
                m_failure = std::move(next).error();
                break;
            }
            if (!*next) {
                break;
            }
            TL_TRY(frame(**next, reader.pathIndex(), reader.lines(), thread));
            meter.frame(source.rawBytesRead(), ++m_frames);
        }
        if (salvages()) {
            TL_TRY(rejectCutOff());
        }
        TL_TRY(thread.push(std::move(m_batch)));
        return m_failure && !salvages() ? Result<void>(*m_failure) : Result<void>();
    }

    /// Why the file ends where it does, if that is no reason to leave it.
    [[nodiscard]] std::optional<Error> cutOff() const
    {
        return salvages() ? m_failure : std::nullopt;
    }

private:
    [[nodiscard]] bool salvages() const
    {
        return m_options.salvage && m_frames > 0 && m_failure && codec::isCutOff(*m_failure);
    }

    /// The record that the cut went through counts as read and rejected, too.
    Result<void> rejectCutOff()
    {
        Frame frame;
        frame.offset = m_end;
        frame.line = m_line + 1;
        const std::string_view text = m_batch->beginFrame(frame, true);
        return m_batch->reject(IssueCode::TruncatedEnd, "",
                               {m_options.source, frame.offset, 0, frame.line, 0}, text);
    }

    Result<void> frame(const Frame& frame, std::size_t pathIndex, bool line,
                       NormalizingThread& thread)
    {
        m_end = frame.offset + frame.length;
        m_line = frame.line;
        TL_ASSIGN(const bool done, m_listener.alreadyDone(frame.text));
        if (done) {
            return {};
        }
        if (!m_batch->fits(frame.text.size())) {
            TL_TRY(thread.push(std::move(m_batch)));
            TL_ASSIGN(m_batch, thread.empty());
        }
        const domain::Provenance place {m_options.source, frame.offset, frame.length, frame.line,
                                        0};
        const std::string_view text = m_batch->beginFrame(frame, line && frame.unterminated);
        m_importer.elementsOf(pathIndex);
        if (frame.oversized) {
            return m_batch->reject(IssueCode::LineTooLong, "", place, text);
        }
        if (frame.tooDeep) {
            return m_batch->reject(IssueCode::TooDeep, "", place, text);
        }
        return m_importer.frame(text, place, *m_batch);
    }

    const PipelineOptions& m_options;
    FrameListener& m_listener;
    Importer& m_importer;
    std::unique_ptr<RawBatch> m_batch;
    std::vector<KeptFrame> m_kept;
    std::optional<Error> m_failure;
    bool m_ended = false;
    std::uint64_t m_frames = 0;
    std::uint64_t m_end = 0; ///< of the last frame
    std::uint32_t m_line = 0; ///< where it began
};

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
                                    const ProgressSink& progress)
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
    const std::unique_ptr<Importer> importer = format->create(recognition);
    FrameReader reader(*opened.text, recognition);
    Normalizer normalizer(options.normalizer, redactor, sink);
    normalizer.restore(options.normalizerState);
    Run run(options, listener, *importer);
    ProgressMeter meter(progress, file.name(), file.bytes);
    TL_TRY(run.decide(reader, normalizer));
    NormalizingThread thread(normalizer, listener);
    const auto read = run.run(reader, *opened.text, thread, stop, meter);
    // What the other thread failed with is the true reason where both have one.
    TL_TRY(thread.join());
    TL_TRY(read);
    outcome.cutOff = run.cutOff();
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
