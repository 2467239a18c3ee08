#include "models/codec/byte_source.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace throughline::codec {

namespace {

std::string quoted(const std::string& name)
{
    return '\'' + name + '\'';
}

Error systemError(const std::string& action, const std::string& name, int number)
{
    const std::string reason = std::generic_category().message(number);
    const std::string message = "cannot " + action + ' ' + quoted(name) + ": " + reason;
    if (number == ENOENT || number == ENOTDIR || number == ENAMETOOLONG) {
        return badInputError(message, "Check the path");
    }
    if (number == EISDIR) {
        return badInputError(message, "Name a file, not a folder");
    }
    if (number == EACCES || number == EPERM) {
        return environmentError(message, "Check the permissions of the file and its folders");
    }
    return environmentError(message);
}

class FileSource final : public ByteSource
{
public:
    FileSource(int descriptor, std::string name, bool closes)
        : m_descriptor(descriptor)
        , m_name(std::move(name))
        , m_closes(closes)
    {
    }

    ~FileSource() override
    {
        if (m_closes) {
            ::close(m_descriptor);
        }
    }

    Result<std::size_t> read(std::span<char> into) override
    {
        if (m_failed != 0) {
            return systemError("read", m_name, m_failed);
        }
        const std::size_t wanted = std::min(into.size(), kReadChunkBytes);
        ssize_t got = 0;
        do {
            got = ::read(m_descriptor, into.data(), wanted);
        } while (got < 0 && errno == EINTR);
        if (got < 0) {
            m_failed = errno;
            return systemError("read", m_name, m_failed);
        }
        m_bytesRead += static_cast<std::uint64_t>(got);
        return static_cast<std::size_t>(got);
    }

    std::uint64_t rawBytesRead() const override { return m_bytesRead; }

    std::string name() const override { return m_name; }

private:
    int m_descriptor;
    std::string m_name;
    bool m_closes;
    int m_failed = 0; ///< errno of the failure, kept for later calls
    std::uint64_t m_bytesRead = 0;
};

class MemorySource final : public ByteSource
{
public:
    MemorySource(std::string bytes, std::string name)
        : m_bytes(std::move(bytes))
        , m_name(std::move(name))
    {
    }

    Result<std::size_t> read(std::span<char> into) override
    {
        const std::size_t count = std::min(into.size(), m_bytes.size() - m_position);
        std::copy_n(m_bytes.data() + m_position, count, into.data());
        m_position += count;
        return count;
    }

    std::uint64_t rawBytesRead() const override { return m_position; }

    std::string name() const override { return m_name; }

private:
    std::string m_bytes;
    std::string m_name;
    std::size_t m_position = 0;
};

class ObservedSource final : public ByteSource
{
public:
    ObservedSource(std::unique_ptr<ByteSource> inner, ByteObserver observer)
        : m_inner(std::move(inner))
        , m_observer(std::move(observer))
    {
    }

    Result<std::size_t> read(std::span<char> into) override
    {
        TL_ASSIGN(const std::size_t count, m_inner->read(into));
        if (count > 0) {
            m_observer(into.first(count));
        }
        return count;
    }

    std::uint64_t rawBytesRead() const override { return m_inner->rawBytesRead(); }

    std::uint64_t startOffset() const override { return m_inner->startOffset(); }

    std::string name() const override { return m_inner->name(); }

private:
    std::unique_ptr<ByteSource> m_inner;
    ByteObserver m_observer;
};

/// Nothing where this kind of thing can be read as a file, else why not.
std::optional<Error> refusal(const struct stat& info, const std::string& name)
{
    if (S_ISREG(info.st_mode) || S_ISFIFO(info.st_mode)) {
        return std::nullopt;
    }
    if (S_ISDIR(info.st_mode)) {
        return badInputError(quoted(name) + " is a folder", "Name a file, not a folder");
    }
    return badInputError(quoted(name) + " is neither a file nor a pipe");
}

} // namespace

Result<std::unique_ptr<ByteSource>> openFile(const std::filesystem::path& path)
{
    const std::string name = path.string();
    if (name.find('\0') != std::string::npos) {
        return badInputError("a file name cannot hold a NUL character");
    }
    const int descriptor = ::open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (descriptor < 0) {
        return systemError("open", name, errno);
    }
    auto source = std::make_unique<FileSource>(descriptor, name, true);
    struct stat info = {};
    if (::fstat(descriptor, &info) != 0) {
        return systemError("open", name, errno);
    }
    if (std::optional<Error> error = refusal(info, name)) {
        return *std::move(error);
    }
    if (S_ISREG(info.st_mode)) {
        ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
    }
    return std::unique_ptr<ByteSource>(std::move(source));
}

std::optional<std::uint64_t> regularFileSize(const std::filesystem::path& path)
{
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error) || error) {
        return std::nullopt;
    }
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    return error ? std::nullopt : std::optional<std::uint64_t>(size);
}

std::unique_ptr<ByteSource> standardInput()
{
    return std::make_unique<FileSource>(STDIN_FILENO, "standard input", false);
}

std::unique_ptr<ByteSource> memorySource(std::string bytes, std::string name)
{
    return std::make_unique<MemorySource>(std::move(bytes), std::move(name));
}

std::unique_ptr<ByteSource> observedSource(std::unique_ptr<ByteSource> inner, ByteObserver observer)
{
    return std::make_unique<ObservedSource>(std::move(inner), std::move(observer));
}

Result<std::uint64_t> drain(ByteSource& source)
{
    std::vector<char> buffer(kReadChunkBytes);
    std::uint64_t total = 0;
    while (true) {
        TL_ASSIGN(const std::size_t count, source.read(buffer));
        if (count == 0) {
            return total;
        }
        total += count;
    }
}

} // namespace throughline::codec
