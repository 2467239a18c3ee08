#include "models/codec/csv_reader.h"
#include "tests/fuzz/fuzz.h"

using namespace throughline;

/// Rows of a table under each delimiter, and their fields.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    for (const char delimiter : std::string_view(",;\t|")) {
        fuzz::UnevenSource bytes(fuzz::textOf(data, size));
        codec::CsvReaderOptions options;
        options.dialect.delimiter = delimiter;
        options.limitBytes = 4096;
        options.windowBytes = 64;
        codec::CsvReader rows(bytes, options);
        codec::CsvRow row(options.dialect);
        fuzz::readFrames(rows, [&row](const codec::Frame& frame) {
            if (frame.whole()) {
                static_cast<void>(row.parse(frame.text));
                TL_ASSERT(row.fields().size() <= frame.text.size() + 1);
            }
        });
    }
    return 0;
}
