#include "models/store/block_columns.h"
#include "models/store/line_unpacker.h"
#include "models/store/record_json.h"
#include "tests/fuzz/fuzz.h"

using namespace throughline;

namespace {

constexpr std::size_t kLimit = 1U << 20U;

template<typename Columns>
void decodeAs(std::string_view bytes)
{
    Columns columns;
    static_cast<void>(store::decode(bytes, columns));
}

/// As many rows of a link column as the first byte says.
store::LinkColumns linkOf(std::size_t rows)
{
    store::LinkColumns link;
    for (std::size_t i = 0; i < rows; ++i) {
        link.traceHigh.push_back(i);
        link.traceLow.push_back(i + 1);
    }
    return link;
}

/// The same of an index column, with ordinals that come again.
store::IndexColumns indexOf(std::size_t rows)
{
    store::IndexColumns index;
    for (std::uint32_t i = 0; i < rows; ++i) {
        index.time.push_back(i);
        for (auto* ordinals :
             {&index.session, &index.user, &index.account, &index.name, &index.context}) {
            ordinals->push_back(i % 5);
        }
        index.flags.push_back(0);
    }
    return index;
}

} // namespace

/// What a damaged store may hold in place of a block: its columns, its lines, a record.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes = fuzz::textOf(data, size);
    decodeAs<store::IndexColumns>(bytes);
    decodeAs<store::LinkColumns>(bytes);
    decodeAs<store::PlaceColumns>(bytes);
    decodeAs<store::RevenueColumns>(bytes);
    decodeAs<store::GestureColumns>(bytes);
    std::vector<std::uint64_t> hashes;
    static_cast<void>(store::decodeHashes(bytes, hashes));
    if (bytes.empty()) {
        return 0;
    }
    store::LineUnpacker unpacker;
    store::RecordJsonReader reader;
    const std::string_view packed = bytes.substr(1);
    static_cast<void>(store::LineUnpacker::needsLink(packed));
    static_cast<void>(store::LineUnpacker::needsIndex(packed));
    const auto* lines = unpacker.unpack(packed, {indexOf(data[0]), linkOf(data[0])}, kLimit);
    if (lines == nullptr) {
        return 0;
    }
    for (const std::string_view line : *lines) {
        static_cast<void>(reader.read(line, domain::Signal::Log));
        static_cast<void>(reader.read(line, domain::Signal::Span));
    }
    return 0;
}
