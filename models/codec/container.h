#pragma once

#include <cstdint>
#include <string_view>

namespace throughline::codec {

/// How the bytes of a file are packed.
enum class Container : std::uint8_t
{
    Plain,
    Gzip,
    Zstd,
    Xz,
    Bzip2
};

/// "plain", "gzip", "zstd", "xz", "bzip2": part of the store and of the command-line contract.
[[nodiscard]] std::string_view containerName(Container container);

/// How files are put together in one.
enum class ArchiveKind : std::uint8_t
{
    None,
    Zip,
    Tar
};

/// "zip", "tar"; empty for None.
[[nodiscard]] std::string_view archiveKindName(ArchiveKind kind);

/// What the first bytes of a file give away.
struct Signature
{
    Container container = Container::Plain;
    ArchiveKind archive = ArchiveKind::None;
    /// "a zip archive": a known kind that cannot be read as text; empty otherwise.
    std::string_view foreignKind;
    /// How to get at the text inside; empty where foreignKind is.
    std::string_view hint;

    bool operator==(const Signature&) const = default;
};

/// Bytes that detectSignature() wants to see where the file has so many.
inline constexpr std::size_t kSignatureBytes = 512;

/// By magic numbers only, never by name or guess: text is Plain whatever it says.
[[nodiscard]] Signature detectSignature(std::string_view head);

/// Length of the UTF-8 byte order mark at the front: 3 or 0.
[[nodiscard]] std::size_t byteOrderMarkLength(std::string_view head);

/// "UTF-16" or "UTF-32" where the text is in one, by its mark or its zero bytes; empty otherwise.
[[nodiscard]] std::string_view wideEncoding(std::string_view head);

} // namespace throughline::codec
