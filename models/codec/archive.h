#pragma once

#include "models/base/time.h"
#include "models/codec/byte_source.h"
#include "models/codec/container.h"
#include "models/codec/peeked_source.h"

#include <memory>

namespace throughline::codec {

/// One entry of an archive that could be a file to read.
struct ArchiveMember
{
    enum class Kind : std::uint8_t
    {
        File,
        Link, ///< symbolic or hard: never followed
        Special, ///< a device or a pipe
        Encrypted,
        Unreadable ///< its entry is damaged
    };

    std::size_t index = 0; ///< its place among all entries, folders included
    std::string name; ///< valid UTF-8 without "./" in front; of names that occur twice with " #2"
    std::uint64_t sizeBytes = 0; ///< unpacked; 0 where the archive does not say
    Kind kind = Kind::File;
    std::optional<Timestamp> changed; ///< when the file was, as the archive says; whole seconds
};

/// A zip or tar archive, the latter itself packed or not, read as a stream: nothing is ever written
/// to the disk and names are never paths. Going forward costs what stands in between, which in a
/// packed tar has to be unpacked; going back starts at the front. Not thread-safe; one member is
/// read at a time. Constant memory.
class Archive : public std::enable_shared_from_this<Archive>
{
public:
    Archive(const Archive&) = delete;
    Archive& operator=(const Archive&) = delete;
    ~Archive();

    /// The archive at this path; nullptr where the file is none. Errors: as openFile(); BadInput
    /// for an archive whose beginning is damaged.
    [[nodiscard]] static Result<std::shared_ptr<Archive>> open(const std::filesystem::path& path);

    /// The archive that a stream holds, which is read from it once, entry by entry; nullptr, and
    /// nothing taken, where it holds none. Of a zip archive what its end alone tells, such as
    /// links, is not known. Errors as of open().
    [[nodiscard]] static Result<std::shared_ptr<Archive>>
    ofStream(std::unique_ptr<PeekedSource>& stream);

    /// It is read from a stream: each entry can be opened twice, as long as it is the last one of
    /// next(); what the first reads is kept in memory for the second.
    [[nodiscard]] bool streamed() const { return m_streamed; }

    /// "zip", "tar", "tar.gz", "tar.zst", "tar.xz", "tar.bz2".
    [[nodiscard]] std::string_view kindName() const;

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

    /// The archive as a whole is packed.
    [[nodiscard]] bool packed() const { return m_container != Container::Plain; }

    /// The next entry that is no folder, in the order of the archive; nothing at its end, which is
    /// reached only when all checksums around the archive hold. Error: BadInput for damage, for a
    /// packed tar as a whole; for more than 10,000 entries.
    [[nodiscard]] Result<std::optional<ArchiveMember>> next();

    /// The content of one entry, until next() or content() is called again. Errors when it is read:
    /// BadInput for damage, a wrong checksum too, after which other entries can still be read.
    [[nodiscard]] Result<std::unique_ptr<ByteSource>> content(const ArchiveMember& member);

    /// Closes the file until it is needed again; a stream for good.
    void close();

private:
    class MemberSource;
    struct Stream;

    Archive(std::filesystem::path path, ArchiveKind kind, Container container);

    Result<void> rewind();
    Result<bool> nextEntry();
    std::string nameOf() const;
    Error damaged(std::string_view what) const;

    std::filesystem::path m_path;
    ArchiveKind m_kind;
    Container m_container;
    std::unique_ptr<Stream> m_stream;
    std::size_t m_next = 0; ///< index of the entry that is read next
    bool m_untouched = false; ///< nothing of the entry was read
    bool m_streamed = false;
    std::unique_ptr<ByteSource> m_once; ///< a stream, until it is opened
    std::string m_front; ///< of an entry of a stream: what its first reader read
    std::optional<Error> m_frontFailure; ///< and met
    std::uint64_t m_reading = 0; ///< counts the sources given out; only the last is alive
};

/// Entries of an archive that are looked at; beyond, it is refused.
inline constexpr std::size_t kMostArchiveEntries = 10'000;

} // namespace throughline::codec
