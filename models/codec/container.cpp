#include "models/codec/container.h"

#include <algorithm>
#include <array>

namespace throughline::codec {

using namespace std::string_view_literals;

namespace {

struct ForeignMagic
{
    std::size_t offset = 0;
    std::string_view bytes;
    std::string_view kind;
    std::string_view hint;
    ArchiveKind archive = ArchiveKind::None;
};

constexpr std::string_view kUnpack = "Unpack it first, and import the files inside";
constexpr std::string_view kConvert = "Export it as JSON lines or CSV, and import that";

constexpr std::string_view kXzMagic = "\xFD"
                                      "7zXZ\0"sv;

constexpr std::array kForeign = {
    ForeignMagic {0, "PK\x03\x04"sv, "a zip archive", kUnpack, ArchiveKind::Zip},
    ForeignMagic {0, "PK\x05\x06"sv, "a zip archive", kUnpack, ArchiveKind::Zip},
    ForeignMagic {0, "PK\x07\x08"sv, "a zip archive", kUnpack, ArchiveKind::Zip},
    ForeignMagic {0, "7z\xBC\xAF'\x1C"sv, "a 7z archive", kUnpack},
    ForeignMagic {0, "Rar!\x1A\x07"sv, "a rar archive", kUnpack},
    ForeignMagic {257, "ustar\0"sv, "a tar archive", kUnpack, ArchiveKind::Tar},
    ForeignMagic {257, "ustar  \0"sv, "a tar archive", kUnpack, ArchiveKind::Tar},
    ForeignMagic {0, "\x04\x22\x4D\x18"sv, "an lz4 file", kUnpack},
    ForeignMagic {0, "LZIP\x01"sv, "an lzip file", kUnpack},
    ForeignMagic {0, "\x1F\x9D"sv, "a compress (.Z) file", kUnpack},
    ForeignMagic {0, "\xFF\x06\0\0sNaPpY"sv, "a snappy file", kUnpack},
    ForeignMagic {0, "SQLite format 3\0"sv, "an SQLite database", kConvert},
    ForeignMagic {0, "PAR1\x15"sv, "a Parquet file", kConvert},
    ForeignMagic {0, "ARROW1\0\0"sv, "an Arrow file", kConvert},
    ForeignMagic {0, "Obj\x01"sv, "an Avro file", kConvert},
    ForeignMagic {0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "an old Office document", kConvert},
    ForeignMagic {0, "%PDF-"sv, "a PDF document", kConvert},
    ForeignMagic {0, "\x89PNG\r\n\x1A\n"sv, "a PNG image", kConvert},
};

bool standsAt(std::string_view head, std::size_t offset, std::string_view bytes)
{
    return head.size() >= offset + bytes.size() && head.substr(offset, bytes.size()) == bytes;
}

/// Level digit and the block or end mark, so that a text that begins with BZh is none.
bool isBzip2(std::string_view head)
{
    return head.starts_with("BZh") && head.size() >= 10 && head[3] >= '1' && head[3] <= '9'
        && (standsAt(head, 4, "1AY&SY") || standsAt(head, 4, "\x17\x72\x45\x38\x50\x90"));
}

bool isZstd(std::string_view head)
{
    const bool skippable =
        head.size() >= 4 && (head[0] & '\xF0') == '\x50' && head.substr(1, 3) == "\x2A\x4D\x18";
    return skippable || head.starts_with("\x28\xB5\x2F\xFD");
}

/// Every byte at an even (0) or odd (1) place is zero and no byte at the others.
bool hasZerosAt(std::string_view head, std::size_t parity)
{
    constexpr std::size_t kEnough = 8;
    const std::size_t size = std::min<std::size_t>(head.size(), 64) & ~std::size_t {1};
    if (size < kEnough) {
        return false;
    }
    for (std::size_t i = 0; i < size; ++i) {
        if ((head[i] == '\0') != (i % 2 == parity)) {
            return false;
        }
    }
    return true;
}

} // namespace

std::string_view containerName(Container container)
{
    switch (container) {
    case Container::Plain:
        break;
    case Container::Gzip:
        return "gzip";
    case Container::Zstd:
        return "zstd";
    case Container::Xz:
        return "xz";
    case Container::Bzip2:
        return "bzip2";
    }
    return "plain";
}

std::string_view archiveKindName(ArchiveKind kind)
{
    switch (kind) {
    case ArchiveKind::None:
        break;
    case ArchiveKind::Zip:
        return "zip";
    case ArchiveKind::Tar:
        return "tar";
    }
    return {};
}

Signature detectSignature(std::string_view head)
{
    if (head.starts_with("\x1F\x8B")) {
        return {Container::Gzip, {}, {}, {}};
    }
    if (isZstd(head)) {
        return {Container::Zstd, {}, {}, {}};
    }
    if (head.starts_with(kXzMagic)) {
        return {Container::Xz, {}, {}, {}};
    }
    if (isBzip2(head)) {
        return {Container::Bzip2, {}, {}, {}};
    }
    const auto* found = std::find_if(kForeign.begin(), kForeign.end(), [&](const auto& magic) {
        return standsAt(head, magic.offset, magic.bytes);
    });
    if (found == kForeign.end()) {
        return {};
    }
    return {Container::Plain, found->archive, found->kind, found->hint};
}

std::size_t byteOrderMarkLength(std::string_view head)
{
    return head.starts_with("\xEF\xBB\xBF") ? 3 : 0;
}

std::string_view wideEncoding(std::string_view head)
{
    if (head.starts_with("\xFF\xFE\0\0"sv) || head.starts_with("\0\0\xFE\xFF"sv)) {
        return "UTF-32";
    }
    const bool marked = head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF");
    return marked || hasZerosAt(head, 0) || hasZerosAt(head, 1) ? "UTF-16" : "";
}

} // namespace throughline::codec
