#include "models/codec/xz_source.h"

#include "models/base/assert.h"
#include "models/codec/packed_source.h"

#include <lzma.h>
#include <utility>

namespace throughline::codec {

namespace {

constexpr std::uint64_t kMemoryLimit = 128U << 20U;

class XzUnpacker final : public Unpacker
{
public:
    XzUnpacker() { restart(); }

    ~XzUnpacker() override { lzma_end(&m_stream); }

    Step step(std::span<const char> input, std::span<char> output) override
    {
        m_stream.next_in = reinterpret_cast<const std::uint8_t*>(input.data());
        m_stream.avail_in = input.size();
        m_stream.next_out = reinterpret_cast<std::uint8_t*>(output.data());
        m_stream.avail_out = output.size();
        const lzma_ret status = lzma_code(&m_stream, LZMA_RUN);
        return {meaning(status), input.size() - m_stream.avail_in,
                output.size() - m_stream.avail_out, reason(status)};
    }

    void restart() override
    {
        const lzma_ret status = lzma_stream_decoder(&m_stream, kMemoryLimit, 0);
        TL_ASSERT(status == LZMA_OK);
    }

    char firstByte() const override { return '\xFD'; }

private:
    static Status meaning(lzma_ret status)
    {
        switch (status) {
        case LZMA_OK:
        case LZMA_BUF_ERROR: // no input is left
            return Status::Going;
        case LZMA_STREAM_END:
            return Status::StreamEnded;
        case LZMA_FORMAT_ERROR:
            return Status::NotAStream;
        case LZMA_MEMLIMIT_ERROR:
            return Status::TooMuchMemory;
        case LZMA_MEM_ERROR:
            return Status::OutOfMemory;
        default:
            return Status::Damaged;
        }
    }

    static std::string reason(lzma_ret status)
    {
        return status == LZMA_OPTIONS_ERROR ? "an unknown kind of packing" : "bad data";
    }

    lzma_stream m_stream = LZMA_STREAM_INIT;
};

} // namespace

std::unique_ptr<ByteSource> xzSource(std::unique_ptr<ByteSource> compressed)
{
    return packedSource(std::move(compressed), std::make_unique<XzUnpacker>());
}

} // namespace throughline::codec
