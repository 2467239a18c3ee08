#include "models/codec/archive.h"
#include "models/codec/open_source.h"
#include "tests/fuzz/fuzz.h"

#include <cstdio>
#include <sys/mman.h>
#include <unistd.h>

using namespace throughline;

namespace {

/// The bytes as a file that is nowhere on a disk.
class MemoryFile
{
public:
    explicit MemoryFile(std::string_view bytes)
        : m_descriptor(::memfd_create("fuzz", MFD_CLOEXEC))
    {
        TL_ASSERT(m_descriptor >= 0);
        const auto written = ::write(m_descriptor, bytes.data(), bytes.size());
        TL_ASSERT(written == static_cast<ssize_t>(bytes.size()));
    }

    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

    ~MemoryFile() { ::close(m_descriptor); }

    [[nodiscard]] std::string path() const
    {
        return "/proc/self/fd/" + std::to_string(m_descriptor);
    }

private:
    int m_descriptor;
};

constexpr int kMostMembers = 50;

/// The members of an archive in turn. What an import opens twice, its look at a member's first
/// bytes and the reading, is opened twice here, too.
void readMembers(codec::Archive& archive)
{
    for (int i = 0; i < kMostMembers; ++i) {
        const auto member = archive.next();
        if (!member.ok() || !*member) {
            break;
        }
        if ((*member)->kind != codec::ArchiveMember::Kind::File) {
            continue;
        }
        if (auto front = archive.content(**member); front.ok()) {
            std::string some(4'096, '\0');
            static_cast<void>((*front)->read(some));
        }
        if (auto content = archive.content(**member); content.ok()) {
            fuzz::readAll(**content);
        }
    }
}

} // namespace

/// Whatever a file is packed in; archives with all their members, as a file and as a stream.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes = fuzz::textOf(data, size);
    if (auto opened = codec::openSource(codec::memorySource(std::string(bytes))); opened.ok()) {
        fuzz::readAll(*opened->text);
    }
    const MemoryFile file(bytes);
    if (const auto archive = codec::Archive::open(file.path()); archive.ok() && *archive) {
        readMembers(**archive);
    }
    auto stream =
        std::make_unique<codec::PeekedSource>(std::make_unique<fuzz::UnevenSource>(bytes));
    if (const auto archive = codec::Archive::ofStream(stream); archive.ok() && *archive) {
        readMembers(**archive);
    }
    return 0;
}
