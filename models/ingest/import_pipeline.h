#pragma once

#include "models/base/parallel.h"
#include "models/base/progress.h"
#include "models/base/result.h"
#include "models/base/work_line.h"
#include "models/codec/archive.h"
#include "models/domain/record_sink.h"
#include "models/ingest/importer.h"
#include "models/ingest/normalizer.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

namespace throughline::ingest {

/// A file that was looked at: how it is packed and what it holds.
struct InspectedFile
{
    std::filesystem::path path; ///< "-" is standard input
    std::shared_ptr<codec::Archive> archive; ///< that the file is a member of; may be null
    codec::ArchiveMember member; ///< then which
    std::shared_ptr<codec::PeekedSource> input; ///< standard input, if somebody looked; may be null
    std::string container; ///< "", "gzip", "zstd", "zip", "tar.gz"
    std::string format; ///< "otlp-logs"; empty: none was recognised
    std::string refusal; ///< then why
    ChosenFormat chosen;
    const Format* mapping = nullptr; ///< the only format to read it by; may be null
    std::uint64_t bytes = 0; ///< of the file itself; 0 for a pipe
    bool empty = false; ///< not one byte of text in it

    /// For messages: "shop.zip: logs/app.ndjson".
    [[nodiscard]] std::string name() const;
};

/// The file's own bytes, packed where it is; of a member of an archive what stands in it.
Result<std::unique_ptr<codec::ByteSource>> rawBytes(const InspectedFile& file);

/// Opens the file, looks at its first bytes and closes it. BadInput error: missing, not a file, a
/// container that cannot be read, not of the format asked for. `mapping`, which may be null, is
/// the only format to read it by and must outlive what is read.
Result<InspectedFile> inspectFile(const std::filesystem::path& path, const std::string& formatName,
                                  const Format* mapping = nullptr);

/// The same for a member of an archive, which may be packed once more by itself.
Result<InspectedFile> inspectMember(std::shared_ptr<codec::Archive> archive,
                                    const codec::ArchiveMember& member,
                                    const std::string& formatName, const Format* mapping = nullptr);

/// What the pipeline tells its caller after each frame. `state` gives the normaliser's state.
class FrameListener
{
public:
    FrameListener() = default;
    FrameListener(const FrameListener&) = delete;
    FrameListener& operator=(const FrameListener&) = delete;
    virtual ~FrameListener() = default;

    /// Whether the sink can take more just now; asked before each some hundred records. Where it
    /// cannot, the station behind it must be ready.
    [[nodiscard]] virtual bool hasRoom() const { return true; }

    /// All records of this frame have been handed to the sink. Never at the same time as the sink.
    virtual Result<void> frameDone(std::uint64_t endOffset, std::uint32_t line,
                                   std::string_view frame,
                                   const std::function<std::string()>& state) = 0;

    /// True: an earlier import has handled this frame already; neither the sink nor frameDone is to
    /// see it. An error ends the pipeline: the file is not the one the earlier import read. Ahead
    /// of the sink, and at the same time as it.
    virtual Result<bool> alreadyDone(std::string_view frame) = 0;
};

struct PipelineOptions
{
    domain::SourceId source;
    NormalizerOptions normalizer;
    bool salvage = false; ///< of a file that is cut off, keep what is whole
    std::string normalizerState; ///< of the checkpoint to go on from; empty: from the start
    std::size_t threads = processors(); ///< this one and others at most; the result is the same
};

/// What a file came to, besides its records.
struct PipelineOutcome
{
    std::string sha256; ///< of the file's own bytes
    std::uint64_t bytes = 0;
    std::string format; ///< as recognised: of standard input known only now
    std::string container;
    std::optional<Error> cutOff; ///< what was salvaged from
};

/// Reads one file to its end: frames, records, normalised and redacted, into the sink. Reading
/// with parsing is one station of a line of work, normalising with the sink the next, and `after`,
/// which may be null, works on what the sink has made; the sink and each station are called on any
/// of the threads, never twice at a time and not any more when this returns. Constant memory but
/// for a few frames and the first 10,000 records, which decide the units and radices of their
/// columns. BadInput: the file is damaged; Cancelled: stop was requested. Of a file that is cut
/// off, salvaging keeps the whole records before the cut, if there is one; the one that it met is
/// rejected.
Result<PipelineOutcome> runPipeline(const InspectedFile& file, const PipelineOptions& options,
                                    Redactor& redactor, domain::RecordSink& sink,
                                    FrameListener& listener, const std::stop_token& stop,
                                    const ProgressSink& progress, Station* after = nullptr);

} // namespace throughline::ingest
