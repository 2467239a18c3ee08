#include "models/codec/array_reader.h"
#include "models/codec/document_reader.h"
#include "models/codec/json_record.h"
#include "models/ingest/redact/json_tape.h"
#include "tests/fuzz/fuzz.h"

#include <string>
#include <vector>

using namespace throughline;

namespace {

/// Once more with elements that are known, and a blank more: the whole is none that was met.
void readFolded(std::string_view text)
{
    codec::JsonRecordReader record;
    record.watchElementsOf("spans");
    const bool good = record.parseCopy(text);
    for (std::uint32_t i = 0; i < record.nodes().size(); ++i) {
        if (record.element(i) != nullptr) {
            const std::vector<codec::JsonFreedom> freedoms(record.nodes()[i].next - i,
                                                           codec::JsonFreedom::Free);
            static_cast<void>(record.learnElement(i, freedoms));
        }
    }
    TL_ASSERT(record.parseCopy(std::string(text) + ' ') == good);
}

} // namespace

/// One value, the documents of a stream, the elements of arrays in it, and the places of its parts.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = fuzz::textOf(data, size);
    codec::JsonRecordReader record;
    if (record.parseCopy(text)) {
        const std::size_t nodes = record.nodes().size();
        TL_ASSERT(nodes > 0 && record.nodes()[0].next == nodes);
        // Once more, along the shape that is known now.
        TL_ASSERT(record.parseCopy(text) && record.nodes().size() == nodes);
    }
    readFolded(text);
    for (const ingest::JsonPlace& place : ingest::jsonPlaces(text)) {
        TL_ASSERT(place.begin <= place.end && place.end <= text.size());
    }
    fuzz::UnevenSource bytes(text);
    codec::DocumentReader documents(bytes, {.limitBytes = 1 << 16, .windowBytes = 64});
    fuzz::readFrames(documents, [](const codec::Frame& /*frame*/) {});
    fuzz::UnevenSource again(text);
    codec::ArrayReaderOptions options;
    options.paths = {"$", "data", "log.entries", "resourceSpans"};
    options.limitBytes = 1 << 16;
    options.windowBytes = 64;
    codec::ArrayReader elements(again, options);
    fuzz::readFrames(elements, [&record](const codec::Frame& frame) {
        if (frame.whole()) {
            static_cast<void>(record.parseCopy(frame.text));
        }
    });
    return 0;
}
