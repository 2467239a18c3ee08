#include "models/codec/line_group_reader.h"
#include "models/codec/line_reader.h"
#include "models/codec/logfmt.h"
#include "tests/fuzz/fuzz.h"

using namespace throughline;

/// Lines, lines joined to records, and key=value pairs in them.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = fuzz::textOf(data, size);
    fuzz::UnevenSource bytes(text);
    codec::LineReader lines(bytes, {.limitBytes = 4096, .windowBytes = 64});
    codec::LogfmtReader pairs;
    fuzz::readFrames(lines, [&pairs](const codec::Frame& frame) {
        if (frame.whole()) {
            static_cast<void>(pairs.parse(frame.text));
        }
    });
    fuzz::UnevenSource again(text);
    codec::LineGroupReader groups(again, [](std::string_view line) {
        return !line.empty() && line.front() != ' ' && line.front() != '\t';
    });
    fuzz::readFrames(groups, [](const codec::Frame& /*frame*/) {});
    return 0;
}
