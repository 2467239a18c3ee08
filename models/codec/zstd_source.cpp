#include "models/codec/zstd_source.h"

#include "models/base/assert.h"
#include "models/codec/compressed_input.h"

#include <zstd.h>
#include <zstd_errors.h>

#include <utility>

namespace throughline::codec {

namespace {

constexpr int kLargestWindowLog = 27; ///< 128 MiB: keeps memory bounded whatever a file asks for

/// The first byte of a frame, or of one of the sixteen kinds of skippable frames.
bool mayBeginFrame(char first)
{
    return first == '\x28' || (first & '\xF0') == '\x50';
}

struct FreeContext
{
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

class ZstdSource final : public ByteSource
{
public:
    explicit ZstdSource(std::unique_ptr<ByteSource> compressed)
        : m_input(std::move(compressed))
        , m_context(ZSTD_createDCtx())
    {
        TL_ASSERT(m_context != nullptr);
        ZSTD_DCtx_setParameter(m_context.get(), ZSTD_d_windowLogMax, kLargestWindowLog);
    }

    Result<std::size_t> read(std::span<char> into) override
    {
        ZSTD_outBuffer output = {into.data(), into.size(), 0};
        while (output.pos == 0 && !m_failure && !m_ended) {
            if (Result<void> stepped = step(output); !stepped.ok()) {
                m_failure = std::move(stepped).error();
            }
        }
        if (output.pos == 0 && m_failure) {
            return *m_failure;
        }
        return output.pos;
    }

    std::uint64_t rawBytesRead() const override { return m_input.source().rawBytesRead(); }

    std::string name() const override { return m_input.source().name(); }

private:
    Result<void> step(ZSTD_outBuffer& output)
    {
        TL_ASSIGN(const bool more, m_input.fill());
        if (m_betweenFrames) {
            if (!more) {
                m_ended = true;
                return {};
            }
            if (!mayBeginFrame(m_input.rest().front())) {
                TL_ASSIGN(m_ended, m_input.onlyZerosFollow());
                return m_ended ? Result<void>() : Result<void>(m_input.trailing());
            }
        }
        return decompressOnce(output, more);
    }

    Result<void> decompressOnce(ZSTD_outBuffer& output, bool more)
    {
        const std::span<const char> rest = m_input.rest();
        ZSTD_inBuffer input = {rest.data(), rest.size(), 0};
        const std::size_t before = output.pos;
        const std::size_t status = ZSTD_decompressStream(m_context.get(), &output, &input);
        m_input.use(input.pos);
        if (ZSTD_isError(status) != 0) {
            return badData(status);
        }
        m_betweenFrames = status == 0;
        if (!more && !m_betweenFrames && output.pos == before) {
            return m_input.truncated();
        }
        return {};
    }

    Error badData(std::size_t status) const
    {
        switch (ZSTD_getErrorCode(status)) {
        case ZSTD_error_prefix_unknown:
            return m_betweenFrames ? m_input.trailing() : m_input.damaged("no Zstandard frame");
        case ZSTD_error_frameParameter_windowTooLarge:
            return badInputError('\'' + name() + "' needs more than 128 MiB of memory to unpack",
                                 "Pack it again without --long or --ultra");
        case ZSTD_error_memory_allocation:
            return environmentError("not enough memory to unpack '" + name() + '\'');
        default:
            return m_input.damaged(ZSTD_getErrorName(status));
        }
    }

    CompressedInput m_input;
    std::unique_ptr<ZSTD_DCtx, FreeContext> m_context;
    bool m_betweenFrames = false; ///< a frame is done and the next has not begun
    bool m_ended = false;
    std::optional<Error> m_failure;
};

} // namespace

std::unique_ptr<ByteSource> zstdSource(std::unique_ptr<ByteSource> compressed)
{
    return std::make_unique<ZstdSource>(std::move(compressed));
}

} // namespace throughline::codec
