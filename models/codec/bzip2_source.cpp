#include "models/codec/bzip2_source.h"

#include "models/base/assert.h"
#include "models/codec/packed_source.h"

#include <algorithm>
#include <bzlib.h>
#include <utility>

namespace throughline::codec {

namespace {

constexpr std::size_t kLargestStep = 1U << 30U; ///< bzip2 counts in 32 bits

class Bzip2Unpacker final : public Unpacker
{
public:
    Bzip2Unpacker() { begin(); }

    ~Bzip2Unpacker() override { BZ2_bzDecompressEnd(&m_stream); }

    Step step(std::span<const char> input, std::span<char> output) override
    {
        const std::size_t room = std::min(output.size(), kLargestStep);
        // The library's interface is older than const; it does not write to its input.
        m_stream.next_in = const_cast<char*>(input.data());
        m_stream.avail_in = static_cast<unsigned>(input.size());
        m_stream.next_out = output.data();
        m_stream.avail_out = static_cast<unsigned>(room);
        const int status = BZ2_bzDecompress(&m_stream);
        return {meaning(status), input.size() - m_stream.avail_in, room - m_stream.avail_out,
                "bad data"};
    }

    void restart() override
    {
        BZ2_bzDecompressEnd(&m_stream);
        begin();
    }

    char firstByte() const override { return 'B'; }

private:
    void begin()
    {
        m_stream = {};
        const int status = BZ2_bzDecompressInit(&m_stream, 0, 0);
        TL_ASSERT(status == BZ_OK);
    }

    static Status meaning(int status)
    {
        switch (status) {
        case BZ_OK:
            return Status::Going;
        case BZ_STREAM_END:
            return Status::StreamEnded;
        case BZ_DATA_ERROR_MAGIC:
            return Status::NotAStream;
        case BZ_MEM_ERROR:
            return Status::OutOfMemory;
        default:
            return Status::Damaged;
        }
    }

    bz_stream m_stream = {};
};

} // namespace

std::unique_ptr<ByteSource> bzip2Source(std::unique_ptr<ByteSource> compressed)
{
    return packedSource(std::move(compressed), std::make_unique<Bzip2Unpacker>());
}

} // namespace throughline::codec
