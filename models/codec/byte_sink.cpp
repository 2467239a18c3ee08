#include "models/codec/byte_sink.h"

#include <zlib.h>
#include <zstd.h>

#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace throughline::codec {

namespace {

constexpr std::size_t kBufferBytes = 1U << 18U;
constexpr int kLevel = 1;

struct CloseFile
{
    void operator()(std::FILE* file) const { std::fclose(file); }
};

/// An unbuffered file; remembers that it failed.
class OutputFile
{
public:
    OutputFile(std::FILE* file, std::string name)
        : m_file(file)
        , m_name(std::move(name))
    {
        std::setvbuf(file, nullptr, _IONBF, 0);
    }

    Result<void> write(const char* bytes, std::size_t size)
    {
        if (!m_file) {
            return internalError("'" + m_name + "' is written to after its end");
        }
        if (std::fwrite(bytes, 1, size, m_file.get()) != size) {
            return fail();
        }
        m_bytes += size;
        return {};
    }

    Result<void> close()
    {
        if (!m_file) {
            return internalError("'" + m_name + "' is closed twice");
        }
        return std::fclose(m_file.release()) == 0 ? Result<void>() : fail();
    }

    [[nodiscard]] const std::string& name() const { return m_name; }

    [[nodiscard]] std::uint64_t bytes() const { return m_bytes; }

private:
    Error fail()
    {
        const int reason = errno;
        m_file.reset();
        return environmentError(
            "'" + m_name + "' cannot be written: " + std::generic_category().message(reason),
            "Check the free space and the permissions of its folder.");
    }

    std::unique_ptr<std::FILE, CloseFile> m_file;
    std::string m_name;
    std::uint64_t m_bytes = 0;
};

class PlainSink final : public ByteSink
{
public:
    explicit PlainSink(OutputFile file)
        : m_file(std::move(file))
    {
        m_buffer.reserve(kBufferBytes);
    }

    Result<void> write(std::string_view bytes) override
    {
        if (m_buffer.size() + bytes.size() > kBufferBytes) {
            TL_TRY(flush());
        }
        if (bytes.size() > kBufferBytes) {
            return m_file.write(bytes.data(), bytes.size());
        }
        m_buffer += bytes;
        return {};
    }

    Result<void> close() override
    {
        TL_TRY(flush());
        return m_file.close();
    }

    [[nodiscard]] std::uint64_t fileBytes() const override { return m_file.bytes(); }

private:
    Result<void> flush()
    {
        TL_TRY(m_file.write(m_buffer.data(), m_buffer.size()));
        m_buffer.clear();
        return {};
    }

    OutputFile m_file;
    std::string m_buffer;
};

/// zlib takes no const input, and counts it in 32 bits: text goes through a buffer of our own.
class GzipSink final : public ByteSink
{
public:
    explicit GzipSink(OutputFile file)
        : m_file(std::move(file))
        , m_in(kBufferBytes)
        , m_out(kBufferBytes)
    {
        constexpr int kGzipWindow = 15 + 16;
        m_ready =
            deflateInit2(&m_stream, kLevel, Z_DEFLATED, kGzipWindow, 9, Z_DEFAULT_STRATEGY) == Z_OK;
    }

    ~GzipSink() override { deflateEnd(&m_stream); }

    [[nodiscard]] bool ready() const { return m_ready; }

    Result<void> write(std::string_view bytes) override
    {
        while (!bytes.empty()) {
            const std::size_t part = bytes.copy(m_in.data() + m_filled, m_in.size() - m_filled);
            bytes.remove_prefix(part);
            m_filled += part;
            TL_TRY(deflateIfFull());
        }
        return {};
    }

    Result<void> close() override
    {
        TL_TRY(deflateAll(Z_FINISH));
        return m_file.close();
    }

    [[nodiscard]] std::uint64_t fileBytes() const override { return m_file.bytes(); }

private:
    Result<void> deflateIfFull()
    {
        return m_filled == m_in.size() ? deflateAll(Z_NO_FLUSH) : Result<void>();
    }

    Result<void> deflateAll(int flush)
    {
        m_stream.next_in = reinterpret_cast<Bytef*>(m_in.data());
        m_stream.avail_in = static_cast<uInt>(m_filled);
        m_filled = 0;
        do {
            m_stream.next_out = reinterpret_cast<Bytef*>(m_out.data());
            m_stream.avail_out = static_cast<uInt>(m_out.size());
            if (deflate(&m_stream, flush) == Z_STREAM_ERROR) {
                return internalError("zlib refused to pack '" + m_file.name() + "'");
            }
            TL_TRY(m_file.write(m_out.data(), m_out.size() - m_stream.avail_out));
        } while (m_stream.avail_out == 0);
        return {};
    }

    OutputFile m_file;
    z_stream m_stream {};
    std::vector<char> m_in;
    std::vector<char> m_out;
    std::size_t m_filled = 0;
    bool m_ready = false;
};

struct FreeZstd
{
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

class ZstdSink final : public ByteSink
{
public:
    explicit ZstdSink(OutputFile file)
        : m_file(std::move(file))
        , m_context(ZSTD_createCCtx())
        , m_out(ZSTD_CStreamOutSize())
    {
        if (m_context) {
            ZSTD_CCtx_setParameter(m_context.get(), ZSTD_c_compressionLevel, kLevel);
            ZSTD_CCtx_setParameter(m_context.get(), ZSTD_c_checksumFlag, 1);
        }
    }

    [[nodiscard]] bool ready() const { return m_context != nullptr; }

    Result<void> write(std::string_view bytes) override { return pack(bytes, ZSTD_e_continue); }

    Result<void> close() override
    {
        TL_TRY(pack({}, ZSTD_e_end));
        return m_file.close();
    }

    [[nodiscard]] std::uint64_t fileBytes() const override { return m_file.bytes(); }

private:
    Result<void> pack(std::string_view bytes, ZSTD_EndDirective directive)
    {
        ZSTD_inBuffer in {bytes.data(), bytes.size(), 0};
        std::size_t waiting = 0;
        do {
            ZSTD_outBuffer out {m_out.data(), m_out.size(), 0};
            waiting = ZSTD_compressStream2(m_context.get(), &out, &in, directive);
            if (ZSTD_isError(waiting) != 0) {
                return internalError("zstd refused to pack '" + m_file.name()
                                     + "': " + ZSTD_getErrorName(waiting));
            }
            TL_TRY(m_file.write(m_out.data(), out.pos));
        } while (directive == ZSTD_e_end ? waiting != 0 : in.pos < in.size);
        return {};
    }

    OutputFile m_file;
    std::unique_ptr<ZSTD_CCtx, FreeZstd> m_context;
    std::vector<char> m_out;
};

template<typename Sink>
Result<std::unique_ptr<ByteSink>> packedSink(OutputFile file)
{
    auto sink = std::make_unique<Sink>(std::move(file));
    if (!sink->ready()) {
        return environmentError("there is not enough memory to pack a file");
    }
    return std::unique_ptr<ByteSink>(std::move(sink));
}

} // namespace

Result<std::unique_ptr<ByteSink>> createSink(const std::filesystem::path& path, Container container)
{
    std::FILE* handle = std::fopen(path.c_str(), "wbe");
    if (handle == nullptr) {
        const int reason = errno;
        return environmentError(
            "'" + path.string() + "' cannot be created: " + std::generic_category().message(reason),
            "Check that its folder exists and may be written to.");
    }
    OutputFile file(handle, path.string());
    switch (container) {
    case Container::Gzip:
        return packedSink<GzipSink>(std::move(file));
    case Container::Zstd:
        return packedSink<ZstdSink>(std::move(file));
    case Container::Xz:
    case Container::Bzip2:
        return internalError("xz and bzip2 are read, not written");
    case Container::Plain:
        break;
    }
    return std::unique_ptr<ByteSink>(std::make_unique<PlainSink>(std::move(file)));
}

} // namespace throughline::codec
