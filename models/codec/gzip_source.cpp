#include "models/codec/gzip_source.h"

#include "models/base/assert.h"
#include "models/codec/compressed_input.h"

#define ZLIB_CONST
#include <zlib.h>

#include <algorithm>
#include <utility>

namespace throughline::codec {

namespace {

constexpr int kGzipWindowBits = 15 + 16; ///< the largest window; the gzip frame and no other
constexpr char kFirstMagicByte = '\x1F';
constexpr std::size_t kLargestStep = 1U << 30U; ///< zlib counts in 32 bits

class GzipSource final : public ByteSource
{
public:
    explicit GzipSource(std::unique_ptr<ByteSource> compressed)
        : m_input(std::move(compressed))
    {
        const int status = inflateInit2(&m_stream, kGzipWindowBits);
        TL_ASSERT(status == Z_OK);
    }

    ~GzipSource() override { inflateEnd(&m_stream); }

    Result<std::size_t> read(std::span<char> into) override
    {
        m_stream.next_out = reinterpret_cast<Bytef*>(into.data());
        const std::size_t room = std::min(into.size(), kLargestStep);
        m_stream.avail_out = static_cast<uInt>(room);
        while (m_stream.avail_out == room && !m_failure && m_place != Place::End) {
            if (Result<void> stepped = step(); !stepped.ok()) {
                m_failure = std::move(stepped).error();
            }
        }
        const std::size_t produced = room - m_stream.avail_out;
        if (produced == 0 && m_failure) {
            return *m_failure;
        }
        return produced;
    }

    std::uint64_t rawBytesRead() const override { return m_input.source().rawBytesRead(); }

    std::string name() const override { return m_input.source().name(); }

private:
    enum class Place
    {
        FirstMember,
        BetweenMembers,
        LaterMember,
        End
    };

    Result<void> step()
    {
        TL_ASSIGN(const bool more, m_input.fill());
        if (m_place == Place::BetweenMembers) {
            return more ? beginMember() : finish();
        }
        return inflateOnce(more);
    }

    Result<void> beginMember()
    {
        if (m_input.rest().front() != kFirstMagicByte) {
            TL_ASSIGN(const bool padding, m_input.onlyZerosFollow());
            return padding ? finish() : Result<void>(m_input.trailing());
        }
        inflateReset(&m_stream);
        m_place = Place::LaterMember;
        return {};
    }

    Result<void> finish()
    {
        m_place = Place::End;
        return {};
    }

    Result<void> inflateOnce(bool more)
    {
        const std::span<const char> input = m_input.rest();
        m_stream.next_in = reinterpret_cast<const Bytef*>(input.data());
        m_stream.avail_in = static_cast<uInt>(input.size());
        const int status = inflate(&m_stream, Z_NO_FLUSH);
        m_input.use(input.size() - m_stream.avail_in);
        if (status == Z_STREAM_END) {
            m_place = Place::BetweenMembers;
            return {};
        }
        if (status == Z_BUF_ERROR) {
            return more ? Result<void>() : Result<void>(m_input.truncated());
        }
        if (status == Z_MEM_ERROR) {
            return environmentError("not enough memory to unpack '" + name() + '\'');
        }
        return status == Z_OK ? Result<void>() : Result<void>(badData());
    }

    Error badData() const
    {
        const std::string_view reason = m_stream.msg == nullptr ? "bad data" : m_stream.msg;
        // Where the two first bytes are not those of a member, something else stands there.
        if (m_place == Place::LaterMember && reason == "incorrect header check") {
            return m_input.trailing();
        }
        return m_input.damaged(reason);
    }

    CompressedInput m_input;
    z_stream m_stream = {};
    Place m_place = Place::FirstMember;
    std::optional<Error> m_failure;
};

} // namespace

std::unique_ptr<ByteSource> gzipSource(std::unique_ptr<ByteSource> compressed)
{
    return std::make_unique<GzipSource>(std::move(compressed));
}

} // namespace throughline::codec
