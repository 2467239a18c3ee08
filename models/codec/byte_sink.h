#pragma once

#include "models/base/result.h"
#include "models/codec/container.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

namespace throughline::codec {

/// Bytes on their way into one file, written once from front to back. Not thread-safe. The same
/// bytes in any portions make the same file. Dropped without close(), the file stays incomplete.
class ByteSink
{
public:
    ByteSink() = default;
    ByteSink(const ByteSink&) = delete;
    ByteSink& operator=(const ByteSink&) = delete;
    virtual ~ByteSink() = default;

    /// Takes all bytes, or fails with Environment (disk full, ...) and the file's name. After a
    /// failure or close() every further call fails.
    virtual Result<void> write(std::string_view bytes) = 0;

    /// Ends the packed stream and hands everything to the operating system. Once.
    virtual Result<void> close() = 0;

    /// Bytes handed to the file so far; its size after close().
    [[nodiscard]] virtual std::uint64_t fileBytes() const = 0;
};

/// Creates the file or empties it. Gzip is one member without name and time, Zstd one frame with a
/// checksum, both at level 1. Error: Environment, with the name. Constant memory.
[[nodiscard]] Result<std::unique_ptr<ByteSink>> createSink(const std::filesystem::path& path,
                                                           Container container);

} // namespace throughline::codec
