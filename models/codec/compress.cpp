#include "models/codec/compress.h"

#include "models/base/assert.h"
#include "models/base/hash.h"

#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

namespace throughline::codec {

namespace {

/// What bytes as they are begin with; no zstd frame does.
constexpr std::string_view kAsItIs = "\x01raw";
constexpr std::size_t kHeader = kAsItIs.size() + sizeof(std::uint64_t);

std::string asItIs(std::string_view bytes)
{
    std::string kept;
    kept.reserve(kHeader + bytes.size());
    const std::uint64_t hash = hash64(bytes);
    kept += kAsItIs;
    kept.append(reinterpret_cast<const char*>(&hash), sizeof hash);
    kept += bytes;
    return kept;
}

bool takeAsItIs(std::string_view kept, std::size_t limit, std::string& into)
{
    if (kept.size() < kHeader || kept.size() - kHeader > limit) {
        return false;
    }
    std::uint64_t hash = 0;
    std::memcpy(&hash, kept.data() + kAsItIs.size(), sizeof hash);
    into = kept.substr(kHeader);
    return hash64(into) == hash;
}

int levelOf(Effort effort)
{
    return effort == Effort::Usual ? 1 : -1;
}

ZSTD_CCtx* compressor()
{
    struct Free
    {
        void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
    };

    thread_local const std::unique_ptr<ZSTD_CCtx, Free> context = [] {
        std::unique_ptr<ZSTD_CCtx, Free> made(ZSTD_createCCtx());
        TL_ASSERT(made != nullptr);
        ZSTD_CCtx_setParameter(made.get(), ZSTD_c_checksumFlag, 1);
        return made;
    }();
    return context.get();
}

ZSTD_DCtx* decompressor()
{
    struct Free
    {
        void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
    };

    thread_local const std::unique_ptr<ZSTD_DCtx, Free> context(ZSTD_createDCtx());
    TL_ASSERT(context != nullptr);
    return context.get();
}

} // namespace

std::string compress(std::string_view bytes, Effort effort)
{
    if (effort == Effort::None) {
        return asItIs(bytes);
    }
    ZSTD_CCtx_setParameter(compressor(), ZSTD_c_compressionLevel, levelOf(effort));
    // The bound is larger than what comes out, so it is one buffer for all.
    thread_local std::vector<char> buffer;
    buffer.resize(std::max(buffer.size(), ZSTD_compressBound(bytes.size())));
    const std::size_t size =
        ZSTD_compress2(compressor(), buffer.data(), buffer.size(), bytes.data(), bytes.size());
    TL_ASSERT(ZSTD_isError(size) == 0);
    return {buffer.data(), size};
}

bool decompressInto(std::string_view bytes, std::size_t limit, std::string& into)
{
    if (bytes.starts_with(kAsItIs)) {
        return takeAsItIs(bytes, limit, into);
    }
    const unsigned long long size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > limit) {
        return false;
    }
    into.resize(size);
    const std::size_t got =
        ZSTD_decompressDCtx(decompressor(), into.data(), into.size(), bytes.data(), bytes.size());
    return ZSTD_isError(got) == 0 && got == size;
}

std::optional<std::string> decompress(std::string_view bytes, std::size_t limit)
{
    std::string plain;
    if (!decompressInto(bytes, limit, plain)) {
        return std::nullopt;
    }
    return plain;
}

} // namespace throughline::codec
