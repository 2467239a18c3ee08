#include "models/codec/gzip_source.h"

#include "models/base/assert.h"
#include "models/codec/packed_source.h"

#define ZLIB_CONST
#include <zlib.h>

#include <algorithm>
#include <utility>

namespace throughline::codec {

namespace {

constexpr int kGzipWindowBits = 15 + 16; ///< the largest window; the gzip frame and no other
constexpr std::size_t kLargestStep = 1U << 30U; ///< zlib counts in 32 bits

class GzipUnpacker final : public Unpacker
{
public:
    GzipUnpacker()
    {
        const int status = inflateInit2(&m_stream, kGzipWindowBits);
        TL_ASSERT(status == Z_OK);
    }

    ~GzipUnpacker() override { inflateEnd(&m_stream); }

    Step step(std::span<const char> input, std::span<char> output) override
    {
        const std::size_t room = std::min(output.size(), kLargestStep);
        m_stream.next_in = reinterpret_cast<const Bytef*>(input.data());
        m_stream.avail_in = static_cast<uInt>(input.size());
        m_stream.next_out = reinterpret_cast<Bytef*>(output.data());
        m_stream.avail_out = static_cast<uInt>(room);
        const int status = inflate(&m_stream, Z_NO_FLUSH);
        return {meaning(status), input.size() - m_stream.avail_in, room - m_stream.avail_out,
                m_stream.msg == nullptr ? "bad data" : m_stream.msg};
    }

    void restart() override { inflateReset(&m_stream); }

    char firstByte() const override { return '\x1F'; }

private:
    [[nodiscard]] Status meaning(int status) const
    {
        switch (status) {
        case Z_STREAM_END:
            return Status::StreamEnded;
        case Z_OK:
        case Z_BUF_ERROR:
            return Status::Going;
        case Z_MEM_ERROR:
            return Status::OutOfMemory;
        default:
            break;
        }
        const bool header =
            m_stream.msg != nullptr && std::string_view(m_stream.msg) == "incorrect header check";
        return header ? Status::NotAStream : Status::Damaged;
    }

    z_stream m_stream = {};
};

} // namespace

std::unique_ptr<ByteSource> gzipSource(std::unique_ptr<ByteSource> compressed)
{
    return packedSource(std::move(compressed), std::make_unique<GzipUnpacker>());
}

} // namespace throughline::codec
