#pragma once

#include "models/codec/container.h"
#include "models/codec/peeked_source.h"

namespace throughline::codec {

/// A file whose packing is undone, whatever is inside.
struct UnpackedFile
{
    std::unique_ptr<PeekedSource> content;
    Container container = Container::Plain;
    Signature signature; ///< of the content
};

/// Finds out by the first bytes how a file is packed and unpacks it, once. Errors: as reading.
[[nodiscard]] Result<UnpackedFile> unpackFile(std::unique_ptr<ByteSource> raw);

/// A file opened for reading its text.
struct OpenedSource
{
    /// The unpacked text, its byte order mark passed over (startOffset() is 3 then in UTF-8). What
    /// begins with the mark of UTF-16 is given as UTF-8, and places count in that.
    std::unique_ptr<PeekedSource> text;
    Container container = Container::Plain;
    std::optional<std::uint64_t> rawSizeBytes; ///< of the file; nothing for pipes
    bool hadByteOrderMark = false;
};

/// Opens a file, finds out by its first bytes how it is packed, and unpacks gzip, Zstandard, xz and
/// bzip2.
/// The observer sees every byte of the file itself once and in order, by the time that the text
/// has been read to its end. Errors: as openFile(); BadInput for archives (codec/archive.h reads
/// them) and databases, for packed files inside packed files, for UTF-32 and for UTF-16 without a
/// mark. Damage within the data shows when it is read. Memory: constant.
[[nodiscard]] Result<OpenedSource> openSource(const std::filesystem::path& path,
                                              ByteObserver observer = {});

/// The same for bytes that come from elsewhere, as from standardInput().
[[nodiscard]] Result<OpenedSource> openSource(std::unique_ptr<ByteSource> raw,
                                              ByteObserver observer = {});

} // namespace throughline::codec
