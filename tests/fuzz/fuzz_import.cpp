#include "models/crypto/secret_key.h"
#include "models/ingest/frame_reader.h"
#include "models/ingest/importer.h"
#include "models/ingest/normalizer.h"
#include "tests/fuzz/fuzz.h"

using namespace throughline;
using namespace throughline::ingest;

namespace {

constexpr std::int64_t kNow = 1'773'100'800;

class CountingSink final : public domain::RecordSink
{
public:
    Result<void> record(const domain::Record& record, const domain::Provenance& /*place*/,
                        std::span<const domain::RedactionHit> /*redactions*/) override
    {
        for (const domain::Field& field : record.fields) {
            TL_ASSERT(!field.key.empty());
        }
        return {};
    }

    Result<void> reject(domain::IssueCode /*reason*/, std::string_view /*detail*/,
                        const domain::Provenance& /*place*/, std::string_view /*raw*/) override
    {
        return {};
    }

    void note(domain::IssueCode /*code*/, std::string_view /*field*/) override { }
};

void readBy(const Format& format, const Recognition& recognition, std::string_view text)
{
    static const crypto::SecretKey key =
        *crypto::SecretKey::fromBytes("0123456789abcdef0123456789abcdef");
    Redactor redactor {Pseudonymizer(key)};
    CountingSink sink;
    NormalizerOptions options;
    options.time.now = Timestamp::fromSeconds(kNow);
    Normalizer normalizer(options, redactor, sink);
    const auto importer = format.create(recognition);
    const auto each = [&](const codec::Frame& frame) {
        if (!frame.whole()) {
            return;
        }
        std::string padded(frame.text);
        padded.reserve(padded.size() + codec::kFramePadding);
        const domain::Provenance place {domain::SourceId(1), frame.offset, frame.length, frame.line,
                                        0};
        normalizer.beginFrame(padded, false);
        TL_ASSERT(importer->frame(padded, place, normalizer).ok());
    };
    fuzz::UnevenSource bytes(text);
    FrameReader frames(bytes, recognition);
    fuzz::readFrames(frames, [&](const codec::Frame& frame) {
        importer->elementsOf(frames.pathIndex());
        each(frame);
    });
}

} // namespace

/// Every format that says it knows the bytes, down to redacted records.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = fuzz::textOf(data, size);
    for (const Format& format : allFormats()) {
        Recognition recognition = format.recognise(text, true);
        if (recognition.confidence > 0) {
            recognition.lastChange = Timestamp::fromSeconds(kNow);
            readBy(format, recognition, text);
        }
    }
    return 0;
}
