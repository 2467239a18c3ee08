#include "models/codec/line_group_reader.h"
#include "models/codec/line_part_reader.h"
#include "models/codec/line_reader.h"
#include "models/codec/logfmt.h"
#include "tests/fuzz/fuzz.h"

using namespace throughline;

namespace {

/// A letter names the stream, a sign says what the line is.
std::optional<codec::LinePart> partOf(std::string_view line)
{
    if (line.size() < 2) {
        return std::nullopt;
    }
    codec::LinePart part {line.substr(0, 1), {2, line.size()}, {1, 2}};
    part.goesOn = line[1] == '+';
    part.addable = line[0] == 'a';
    part.adds = line[1] == ' ';
    part.separator = "\n";
    return part;
}

} // namespace

/// Lines, lines joined to records, parts joined to lines, and key=value pairs in them.
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
    fuzz::UnevenSource cut(text);
    codec::LinePartReader parts(cut, partOf, {.limitBytes = 256, .windowBytes = 64});
    fuzz::readFrames(parts, [](const codec::Frame& /*frame*/) {});
    return 0;
}
