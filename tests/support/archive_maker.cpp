#include "tests/support/archive_maker.h"

#include "models/base/assert.h"

#include <archive.h>
#include <archive_entry.h>
#include <bzlib.h>
#include <lzma.h>

namespace throughline::test {

namespace {

void add(archive* writer, const Entry& wanted)
{
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, wanted.name.c_str());
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_mtime(entry, 1'773'090'000, 0); // shortly before the tests' now
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_size(entry, 0);
    switch (wanted.kind) {
    case Entry::Kind::File:
        archive_entry_set_size(entry, static_cast<la_int64_t>(wanted.content.size()));
        break;
    case Entry::Kind::Folder:
        archive_entry_set_filetype(entry, AE_IFDIR);
        break;
    case Entry::Kind::SymbolicLink:
        archive_entry_set_filetype(entry, AE_IFLNK);
        archive_entry_set_symlink(entry, wanted.content.c_str());
        break;
    case Entry::Kind::HardLink:
        archive_entry_set_hardlink(entry, wanted.content.c_str());
        break;
    case Entry::Kind::Device:
        archive_entry_set_filetype(entry, AE_IFCHR);
        break;
    }
    TL_ASSERT(archive_write_header(writer, entry) >= ARCHIVE_WARN);
    if (wanted.kind == Entry::Kind::File) {
        const auto written =
            archive_write_data(writer, wanted.content.data(), wanted.content.size());
        TL_ASSERT(written == static_cast<la_ssize_t>(wanted.content.size()));
    }
    archive_entry_free(entry);
}

std::string written(archive* writer, const std::vector<Entry>& entries)
{
    std::size_t room = 64U << 10U;
    for (const Entry& entry : entries) {
        room += entry.content.size() + entry.name.size() + 4096;
    }
    std::string bytes(room, '\0');
    std::size_t used = 0;
    archive_write_set_bytes_in_last_block(writer, 1);
    TL_ASSERT(archive_write_open_memory(writer, bytes.data(), bytes.size(), &used) == ARCHIVE_OK);
    for (const Entry& entry : entries) {
        add(writer, entry);
    }
    TL_ASSERT(archive_write_close(writer) == ARCHIVE_OK);
    archive_write_free(writer);
    bytes.resize(used);
    return bytes;
}

} // namespace

std::string zipOf(const std::vector<Entry>& entries, bool deflated)
{
    archive* writer = archive_write_new();
    archive_write_set_format_zip(writer);
    if (deflated) {
        archive_write_zip_set_compression_deflate(writer);
    } else {
        archive_write_zip_set_compression_store(writer);
    }
    return written(writer, entries);
}

std::string tarOf(const std::vector<Entry>& entries)
{
    archive* writer = archive_write_new();
    archive_write_set_format_ustar(writer);
    return written(writer, entries);
}

std::string markEncrypted(std::string zip, std::string_view name)
{
    // The name stands behind the fixed part of its local header and of the central one.
    constexpr std::size_t kLocal = 30;
    constexpr std::size_t kCentral = 46;
    for (auto at = zip.find(name); at != std::string::npos; at = zip.find(name, at + 1)) {
        if (at >= kCentral && zip.compare(at - kCentral, 4, "PK\x01\x02") == 0) {
            zip[at - kCentral + 8] = static_cast<char>(zip[at - kCentral + 8] | 1);
        } else if (at >= kLocal && zip.compare(at - kLocal, 4, "PK\x03\x04") == 0) {
            zip[at - kLocal + 6] = static_cast<char>(zip[at - kLocal + 6] | 1);
        }
    }
    return zip;
}

std::string xzStream(std::string_view text)
{
    std::string packed(lzma_stream_buffer_bound(text.size()), '\0');
    std::size_t used = 0;
    const lzma_ret status = lzma_easy_buffer_encode(
        1, LZMA_CHECK_CRC64, nullptr, reinterpret_cast<const std::uint8_t*>(text.data()),
        text.size(), reinterpret_cast<std::uint8_t*>(packed.data()), &used, packed.size());
    TL_ASSERT(status == LZMA_OK);
    packed.resize(used);
    return packed;
}

std::string bzip2Stream(std::string_view text)
{
    std::string input(text);
    auto used = static_cast<unsigned>(text.size() + text.size() / 50 + 1000);
    std::string packed(used, '\0');
    const int status = BZ2_bzBuffToBuffCompress(packed.data(), &used, input.data(),
                                                static_cast<unsigned>(input.size()), 1, 0, 0);
    TL_ASSERT(status == BZ_OK);
    packed.resize(used);
    return packed;
}

std::string utf16(std::u16string_view text, bool bigEndian)
{
    std::string bytes;
    const auto put = [&bytes, bigEndian](char16_t unit) {
        const char high = static_cast<char>(unit >> 8U);
        const char low = static_cast<char>(unit & 0xFFU);
        bytes += bigEndian ? high : low;
        bytes += bigEndian ? low : high;
    };
    put(u'\xFEFF');
    for (const char16_t unit : text) {
        put(unit);
    }
    return bytes;
}

} // namespace throughline::test
