#pragma once

#include "models/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace throughline::codec {

/// A stream of bytes read once, from front to back. Not thread-safe.
///
/// A failure never swallows what came before it: the bytes are given first, the error by the next
/// call, and by every call after that.
class ByteSource
{
public:
    ByteSource() = default;
    ByteSource(const ByteSource&) = delete;
    ByteSource& operator=(const ByteSource&) = delete;
    virtual ~ByteSource() = default;

    /// Fills the front of `into`, which may not be empty, and says how many bytes it wrote: 0 at
    /// the end only, fewer than asked at any time. Error: BadInput or Environment, with the name.
    virtual Result<std::size_t> read(std::span<char> into) = 0;

    /// Bytes taken from the file itself so far, compressed where it is; 0 where nobody counts.
    [[nodiscard]] virtual std::uint64_t rawBytesRead() const { return 0; }

    /// Place of the first byte this source gives within its stream; not 0 where a byte order mark
    /// was passed over.
    [[nodiscard]] virtual std::uint64_t startOffset() const { return 0; }

    /// The file's name for messages.
    [[nodiscard]] virtual std::string name() const { return "the input"; }
};

/// Sees each chunk of raw bytes once and in order.
using ByteObserver = std::function<void(std::span<const char>)>;

/// How much is asked of the operating system at a time.
inline constexpr std::size_t kReadChunkBytes = 1U << 20U;

/// Opens a regular file or a pipe. Errors: BadInput for what is missing or no file, Environment
/// for what may not be read. Opening a pipe waits for its writer.
[[nodiscard]] Result<std::unique_ptr<ByteSource>> openFile(const std::filesystem::path& path);

/// Size in bytes of a regular file; nullopt for pipes and whatever cannot be looked at.
[[nodiscard]] std::optional<std::uint64_t> regularFileSize(const std::filesystem::path& path);

/// Reads what this process gets on its standard input, and leaves it open.
[[nodiscard]] std::unique_ptr<ByteSource> standardInput();

/// Gives the bytes of a text that it owns.
[[nodiscard]] std::unique_ptr<ByteSource> memorySource(std::string bytes,
                                                       std::string name = "memory");

/// Shows every byte to the observer on its way through.
[[nodiscard]] std::unique_ptr<ByteSource> observedSource(std::unique_ptr<ByteSource> inner,
                                                         ByteObserver observer);

/// Reads to the end and forgets the bytes, so that checksums are verified and observers saw all.
/// Returns their number.
[[nodiscard]] Result<std::uint64_t> drain(ByteSource& source);

} // namespace throughline::codec
