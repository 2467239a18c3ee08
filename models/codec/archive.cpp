#include "models/codec/archive.h"

#include "models/base/utf8.h"
#include "models/codec/open_source.h"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <cerrno>
#include <map>
#include <utility>
#include <vector>

namespace throughline::codec {

namespace {

constexpr std::size_t kChunkBytes = 256U << 10U;

/// Of a packed stream enough for its first block: bzip2's are the longest, 900 kB.
constexpr std::size_t kStreamHeadBytes = 1U << 20U;

std::string_view endingOf(Container container)
{
    switch (container) {
    case Container::Plain:
        break;
    case Container::Gzip:
        return "tar.gz";
    case Container::Zstd:
        return "tar.zst";
    case Container::Xz:
        return "tar.xz";
    case Container::Bzip2:
        return "tar.bz2";
    }
    return "tar";
}

struct FreeArchive
{
    void operator()(archive* reader) const { archive_read_free(reader); }
};

std::string_view reasonOf(archive* reader)
{
    const char* text = archive_error_string(reader);
    return text == nullptr ? std::string_view("bad data") : std::string_view(text);
}

} // namespace

/// The open file and the library's view of it.
struct Archive::Stream
{
    std::unique_ptr<archive, FreeArchive> reader {archive_read_new()};
    archive_entry* entry = nullptr; ///< the reader's own
    std::unique_ptr<ByteSource> packed; ///< the tar inside a packed file; null where none
    std::vector<char> chunk;
    std::optional<Error> failure; ///< of `packed`
    std::map<std::string, std::size_t, std::less<>> seen; ///< how often each name has come

    static la_ssize_t readPacked(archive* reader, void* self, const void** bytes)
    {
        auto& stream = *static_cast<Stream*>(self);
        auto got = stream.packed->read(stream.chunk);
        if (!got) {
            stream.failure = std::move(got).error();
            archive_set_error(reader, EIO, "the packed data cannot be read");
            return -1;
        }
        *bytes = stream.chunk.data();
        return static_cast<la_ssize_t>(*got);
    }
};

/// What stands in one entry.
class Archive::MemberSource final : public ByteSource
{
public:
    enum class Opening : std::uint8_t
    {
        First,
        Again ///< of an entry of a stream
    };

    MemberSource(std::shared_ptr<Archive> archive, std::string name, Opening again)
        : m_archive(std::move(archive))
        , m_name(m_archive->m_path.string() + ": " + std::move(name))
        , m_turn(m_archive->m_reading)
        , m_front(again == Opening::Again ? std::move(m_archive->m_front) : std::string())
        , m_keeps(m_archive->m_streamed && again == Opening::First)
    {
        if (again == Opening::Again) {
            m_pending = m_front;
            m_read = m_front.size();
            m_frontFailure = std::exchange(m_archive->m_frontFailure, std::nullopt);
        }
        m_archive->m_front.clear();
    }

    Result<std::size_t> read(std::span<char> into) override
    {
        if (m_failure) {
            return *m_failure;
        }
        if (m_pending.empty() && !m_ended) {
            auto more = m_frontFailure ? Result<void>(*m_frontFailure) : nextBlock();
            if (!more) {
                m_failure = std::move(more).error();
                if (m_keeps && m_turn == m_archive->m_reading) {
                    m_archive->m_frontFailure = m_failure;
                }
                return *m_failure;
            }
        }
        const std::size_t count = std::min(into.size(), m_pending.size());
        std::copy_n(m_pending.data(), count, into.data());
        m_pending = m_pending.subspan(count);
        m_given += count;
        return count;
    }

    std::uint64_t rawBytesRead() const override { return m_given; }

    std::string name() const override { return m_name; }

private:
    Result<void> nextBlock()
    {
        if (m_turn != m_archive->m_reading || m_archive->m_stream == nullptr) {
            return internalError("an entry of an archive was read after the next was opened");
        }
        Stream& stream = *m_archive->m_stream;
        while (m_pending.empty()) {
            const void* bytes = nullptr;
            std::size_t size = 0;
            la_int64_t offset = 0;
            const int status = archive_read_data_block(stream.reader.get(), &bytes, &size, &offset);
            if (status == ARCHIVE_EOF) {
                m_ended = true;
                return {};
            }
            // A wrong checksum is but a warning to the library.
            if (status != ARCHIVE_OK) {
                return stream.failure ? Result<void>(*stream.failure) : damaged(stream);
            }
            if (offset != static_cast<la_int64_t>(m_read)) {
                return badInputError('\'' + m_name + "' is stored with holes, which are not read",
                                     "Unpack it first, and import the file");
            }
            m_read += size;
            m_pending = {static_cast<const char*>(bytes), size};
            if (m_keeps) {
                m_archive->m_front.append(m_pending.data(), m_pending.size());
            }
        }
        return {};
    }

    [[nodiscard]] Error damaged(const Stream& stream) const
    {
        return badInputError('\'' + m_name + "' cannot be unpacked ("
                                 + repairUtf8(reasonOf(stream.reader.get())) + ')',
                             "Copy or download the archive again");
    }

    std::shared_ptr<Archive> m_archive;
    std::string m_name;
    std::uint64_t m_turn;
    std::string m_front; ///< what an earlier reader of a stream's entry has read
    bool m_keeps; ///< for a later one
    std::optional<Error> m_frontFailure;
    std::span<const char> m_pending; ///< the reader's own, until its next block
    std::uint64_t m_read = 0;
    std::uint64_t m_given = 0;
    bool m_ended = false;
    std::optional<Error> m_failure;
};

Archive::Archive(std::filesystem::path path, ArchiveKind kind, Container container)
    : m_path(std::move(path))
    , m_kind(kind)
    , m_container(container)
{
}

Archive::~Archive() = default;

Result<std::shared_ptr<Archive>> Archive::open(const std::filesystem::path& path)
{
    TL_ASSIGN(std::unique_ptr<ByteSource> raw, openFile(path));
    TL_ASSIGN(UnpackedFile front, unpackFile(std::move(raw)));
    const bool packedZip =
        front.signature.archive == ArchiveKind::Zip && front.container != Container::Plain;
    if (front.signature.archive == ArchiveKind::None || packedZip || !regularFileSize(path)) {
        return std::shared_ptr<Archive>();
    }
    TL_ASSIGN(const std::string_view head, front.content->peek(kSignatureBytes));
    if (head.starts_with("PK\x05\x06")) {
        return badInputError('\'' + path.string() + "' is an archive without a file");
    }
    const std::shared_ptr<Archive> opened(
        new Archive(path, front.signature.archive, front.container));
    TL_TRY(opened->rewind());
    return opened;
}

Result<std::shared_ptr<Archive>> Archive::ofStream(std::unique_ptr<PeekedSource>& stream)
{
    TL_ASSIGN(const std::string_view head, stream->peek(kStreamHeadBytes));
    Signature signature = detectSignature(head);
    const Container container = signature.container;
    if (container != Container::Plain) {
        const auto front = unpackFile(memorySource(std::string(head)));
        signature = front.ok() ? front->signature : Signature {};
    }
    const bool packedZip = signature.archive == ArchiveKind::Zip && container != Container::Plain;
    if (signature.archive == ArchiveKind::None || packedZip) {
        return std::shared_ptr<Archive>();
    }
    const std::shared_ptr<Archive> opened(new Archive("-", signature.archive, container));
    opened->m_streamed = true;
    opened->m_once = std::move(stream);
    TL_TRY(opened->rewind());
    return opened;
}

std::string_view Archive::kindName() const
{
    return m_kind == ArchiveKind::Zip ? archiveKindName(m_kind) : endingOf(m_container);
}

Error Archive::damaged(std::string_view what) const
{
    return badInputError('\'' + m_path.string() + "' is a damaged "
                             + std::string(archiveKindName(m_kind)) + " archive ("
                             + repairUtf8(what) + ')',
                         "Copy or download the file again");
}

void Archive::close()
{
    m_stream.reset();
    ++m_reading;
}

Result<void> Archive::rewind()
{
    if (m_streamed && m_once == nullptr) {
        return internalError("an entry of a stream was wanted that has passed");
    }
    close();
    m_next = 0;
    auto stream = std::make_unique<Stream>();
    archive* reader = stream->reader.get();
    if (m_kind == ArchiveKind::Zip && m_streamed) {
        archive_read_support_format_zip_streamable(reader);
    } else if (m_kind == ArchiveKind::Zip) {
        archive_read_support_format_zip_seekable(reader);
    } else {
        archive_read_support_format_tar(reader);
    }
    int status = ARCHIVE_OK;
    if (m_container == Container::Plain && !m_streamed) {
        status = archive_read_open_filename(reader, m_path.c_str(), kChunkBytes);
    } else {
        TL_ASSIGN(std::unique_ptr<ByteSource> raw,
                  m_streamed ? Result<std::unique_ptr<ByteSource>>(std::move(m_once))
                             : openFile(m_path));
        TL_ASSIGN(UnpackedFile front, unpackFile(std::move(raw)));
        stream->packed = std::move(front.content);
        stream->chunk.resize(kChunkBytes);
        status = archive_read_open(reader, stream.get(), nullptr, &Stream::readPacked, nullptr);
    }
    if (status != ARCHIVE_OK) {
        return stream->failure ? *stream->failure : damaged(reasonOf(reader));
    }
    m_stream = std::move(stream);
    return {};
}

std::string Archive::nameOf() const
{
    std::string name;
    if (const char* utf8 = archive_entry_pathname_utf8(m_stream->entry); utf8 != nullptr) {
        name = repairUtf8(utf8);
    } else if (const char* raw = archive_entry_pathname(m_stream->entry); raw != nullptr) {
        name = repairUtf8(raw);
    }
    while (name.starts_with("./")) {
        name.erase(0, 2);
    }
    return name.empty() ? "entry " + std::to_string(m_next) : name;
}

Result<bool> Archive::nextEntry()
{
    if (m_stream == nullptr) {
        TL_TRY(rewind());
    }
    ++m_reading;
    m_untouched = false;
    m_front.clear();
    m_frontFailure.reset();
    int status = ARCHIVE_RETRY;
    for (int tries = 0; status == ARCHIVE_RETRY && tries < 3; ++tries) {
        status = archive_read_next_header(m_stream->reader.get(), &m_stream->entry);
    }
    if (m_stream->failure) {
        return *m_stream->failure;
    }
    if (status == ARCHIVE_EOF) {
        if (m_stream->packed != nullptr) {
            TL_TRY(drain(*m_stream->packed));
        }
        return false;
    }
    if (status == ARCHIVE_FATAL || status == ARCHIVE_RETRY) {
        return damaged(reasonOf(m_stream->reader.get()));
    }
    if (++m_next > kMostArchiveEntries) {
        return badInputError('\'' + m_path.string() + "' holds more than 10,000 entries",
                             "Unpack it, and import the folder");
    }
    if (status == ARCHIVE_FAILED) {
        m_stream->entry = nullptr;
    }
    m_untouched = true;
    return true;
}

Result<std::optional<ArchiveMember>> Archive::next()
{
    while (true) {
        TL_ASSIGN(const bool more, nextEntry());
        if (!more) {
            return std::optional<ArchiveMember>();
        }
        ArchiveMember member;
        member.index = m_next - 1;
        archive_entry* entry = m_stream->entry;
        if (entry == nullptr) {
            member.kind = ArchiveMember::Kind::Unreadable;
            member.name = "entry " + std::to_string(m_next);
            return std::optional<ArchiveMember>(std::move(member));
        }
        const auto type = archive_entry_filetype(entry);
        if (type == AE_IFDIR) {
            continue;
        }
        const bool link = type == AE_IFLNK || archive_entry_hardlink(entry) != nullptr
            || archive_entry_hardlink_utf8(entry) != nullptr;
        member.kind = link                           ? ArchiveMember::Kind::Link
            : type != AE_IFREG                       ? ArchiveMember::Kind::Special
            : archive_entry_is_encrypted(entry) != 0 ? ArchiveMember::Kind::Encrypted
                                                     : ArchiveMember::Kind::File;
        member.name = nameOf();
        if (const std::size_t times = ++m_stream->seen[member.name]; times > 1) {
            member.name += " #" + std::to_string(times);
        }
        if (archive_entry_mtime_is_set(entry) != 0 && archive_entry_mtime(entry) > 0) {
            member.changed = Timestamp::fromSeconds(archive_entry_mtime(entry));
        }
        if (archive_entry_size_is_set(entry) != 0) {
            member.sizeBytes =
                static_cast<std::uint64_t>(std::max<la_int64_t>(0, archive_entry_size(entry)));
        }
        return std::optional<ArchiveMember>(std::move(member));
    }
}

Result<std::unique_ptr<ByteSource>> Archive::content(const ArchiveMember& member)
{
    const bool here = m_stream != nullptr && m_next == member.index + 1;
    const bool again = here && m_streamed && !m_untouched;
    if (!again && !(here && m_untouched)) {
        if (m_stream == nullptr || m_next > member.index) {
            TL_TRY(rewind());
        }
        while (m_next <= member.index) {
            TL_ASSIGN(const bool more, nextEntry());
            if (!more) {
                return badInputError('\'' + m_path.string() + "' has changed while it was read");
            }
        }
    }
    m_untouched = false;
    ++m_reading;
    return std::unique_ptr<ByteSource>(std::make_unique<MemberSource>(
        shared_from_this(), member.name,
        again ? MemberSource::Opening::Again : MemberSource::Opening::First));
}

} // namespace throughline::codec
