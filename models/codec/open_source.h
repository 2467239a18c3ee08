#pragma once

#include "models/codec/container.h"
#include "models/codec/peeked_source.h"

namespace throughline::codec {

/// A file opened for reading its text.
struct OpenedSource
{
    /// The unpacked text, its UTF-8 byte order mark passed over (startOffset() is 3 then).
    std::unique_ptr<PeekedSource> text;
    Container container = Container::Plain;
    std::optional<std::uint64_t> rawSizeBytes; ///< of the file; nothing for pipes
    bool hadByteOrderMark = false;
};

/// Opens a file, finds out by its first bytes how it is packed, and unpacks gzip and Zstandard.
/// The observer sees every byte of the file itself once and in order, by the time that the text
/// has been read to its end. Errors: as openFile(); BadInput for other archives and databases, for
/// packed files inside packed files, and for UTF-16 or UTF-32. Damage within the data shows when
/// it is read. Memory: constant.
[[nodiscard]] Result<OpenedSource> openSource(const std::filesystem::path& path,
                                              ByteObserver observer = {});

/// The same for bytes that come from elsewhere, as from standardInput().
[[nodiscard]] Result<OpenedSource> openSource(std::unique_ptr<ByteSource> raw,
                                              ByteObserver observer = {});

} // namespace throughline::codec
