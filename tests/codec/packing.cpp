#include "tests/codec/packing.h"

#include "models/base/assert.h"

#define ZLIB_CONST
#include <zlib.h>
#include <zstd.h>

namespace throughline::codec::test {

std::string gzipMember(std::string_view text)
{
    z_stream stream = {};
    TL_ASSERT(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string packed(deflateBound(&stream, static_cast<uLong>(text.size())) + 64, '\0');
    stream.next_in = reinterpret_cast<const Bytef*>(text.data());
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    TL_ASSERT(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

ZlibVerdict zlibVerdict(std::string_view gzip)
{
    z_stream stream = {};
    TL_ASSERT(inflateInit2(&stream, 15 + 16) == Z_OK);
    std::string text(8U << 20U, '\0');
    stream.next_in = reinterpret_cast<const Bytef*>(gzip.data());
    stream.avail_in = static_cast<uInt>(gzip.size());
    stream.next_out = reinterpret_cast<Bytef*>(text.data());
    stream.avail_out = static_cast<uInt>(text.size());
    const int status = inflate(&stream, Z_FINISH);
    text.resize(stream.total_out);
    const bool sound = status == Z_STREAM_END && stream.avail_in == 0;
    inflateEnd(&stream);
    return {sound, text};
}

std::string zstdFrame(std::string_view text)
{
    ZSTD_CCtx* context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    std::string packed(ZSTD_compressBound(text.size()), '\0');
    const std::size_t size =
        ZSTD_compress2(context, packed.data(), packed.size(), text.data(), text.size());
    ZSTD_freeCCtx(context);
    TL_ASSERT(ZSTD_isError(size) == 0);
    packed.resize(size);
    return packed;
}

std::string skippableFrame(std::string_view content)
{
    std::string frame = "\x53\x2A\x4D\x18";
    for (unsigned shift = 0; shift < 32; shift += 8) {
        frame += static_cast<char>(content.size() >> shift & 0xFFU);
    }
    return frame.append(content);
}

} // namespace throughline::codec::test
