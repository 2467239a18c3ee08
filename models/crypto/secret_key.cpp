#include "models/crypto/secret_key.h"

#include "models/base/text.h"

#include <sodium.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace throughline::crypto {

namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kLongestKey = 1024;

/// A file descriptor that closes itself.
class Descriptor
{
public:
    explicit Descriptor(int number)
        : m_number(number)
    {
    }

    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    ~Descriptor()
    {
        if (m_number >= 0) {
            ::close(m_number);
        }
    }

    [[nodiscard]] int number() const { return m_number; }

    [[nodiscard]] bool open() const { return m_number >= 0; }

private:
    int m_number;
};

/// Bytes on the stack that are wiped at the end of their scope.
struct Buffer
{
    Buffer() = default;
    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;

    ~Buffer() { sodium_memzero(bytes.data(), bytes.size()); }

    std::array<char, kLongestKey + 2> bytes {};
    std::size_t size = 0;

    [[nodiscard]] std::string_view view() const { return {bytes.data(), size}; }
};

/// What the last call of the system says about its failure.
std::string systemMessage()
{
    return std::system_category().message(errno);
}

std::string inQuotes(const std::filesystem::path& path)
{
    return "'" + path.string() + "'";
}

Error refusedKey(const std::filesystem::path& path, std::string_view why, std::string hint)
{
    return usageError("the key file " + inQuotes(path) + " " + std::string(why), std::move(hint));
}

Result<void> checkOwner(const Descriptor& file, const std::filesystem::path& path)
{
    struct stat info = {};
    if (::fstat(file.number(), &info) != 0 || !S_ISREG(info.st_mode)) {
        return refusedKey(path, "is not an ordinary file", "Name the file that holds the key.");
    }
    if (info.st_uid != ::geteuid()) {
        return refusedKey(path, "belongs to another user", "Copy it to a file of your own.");
    }
    if ((info.st_mode & 077U) != 0) {
        return refusedKey(path, "can be read or changed by others",
                          "Run chmod 600 on it, if nobody else has seen it.");
    }
    return {};
}

Result<void> readInto(Buffer& buffer, const std::filesystem::path& path)
{
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    if (!file.open()) {
        return refusedKey(path, "cannot be opened: " + systemMessage(),
                          "Without the key the pseudonyms of the store cannot be made again.");
    }
    TL_TRY(checkOwner(file, path));
    while (buffer.size < buffer.bytes.size()) {
        const ssize_t got = ::read(file.number(), buffer.bytes.data() + buffer.size,
                                   buffer.bytes.size() - buffer.size);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return environmentError("the key file " + inQuotes(path)
                                    + " cannot be read: " + systemMessage());
        }
        if (got == 0) {
            break;
        }
        buffer.size += static_cast<std::size_t>(got);
    }
    return {};
}

/// The text without the line end that editors and echo put behind it.
std::string_view withoutLineEnd(std::string_view text)
{
    if (!text.empty() && text.back() == '\n') {
        text.remove_suffix(1);
    }
    if (!text.empty() && text.back() == '\r') {
        text.remove_suffix(1);
    }
    return text;
}

bool decodeHex(std::string_view hex, std::array<char, kKeyBytes>& bytes)
{
    for (std::size_t i = 0; i < kKeyBytes; ++i) {
        const int high = hexDigitValue(hex[2 * i]);
        const int low = hexDigitValue(hex[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        bytes[i] = static_cast<char>(high * 16 + low);
    }
    return true;
}

bool writeAll(int file, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(file) == 0;
}

/// Makes the new name in the folder durable; a file system without that ability does no harm.
void syncFolder(const std::filesystem::path& folder)
{
    const Descriptor descriptor(
        ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (descriptor.open()) {
        ::fsync(descriptor.number());
    }
}

Result<void> makeFolders(const std::filesystem::path& folder)
{
    if (folder.empty() || ::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) {
        return {};
    }
    if (errno == ENOENT && folder.has_parent_path() && folder.parent_path() != folder) {
        TL_TRY(makeFolders(folder.parent_path()));
        if (::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) {
            return {};
        }
    }
    return environmentError("the folder " + inQuotes(folder)
                            + " cannot be made: " + systemMessage());
}

} // namespace

SecretKey::SecretKey(Memory memory, std::size_t size)
    : m_memory(std::move(memory))
    , m_size(size)
{
}

void SecretKey::Wipe::operator()(char* memory) const
{
    sodium_free(memory);
}

SecretKey::Memory SecretKey::allocate(std::size_t size)
{
    if (sodium_init() < 0) {
        return nullptr;
    }
    return Memory(static_cast<char*>(sodium_malloc(size)));
}

Result<SecretKey> SecretKey::random()
{
    Memory memory = allocate(kKeyBytes);
    if (!memory) {
        return environmentError("there is no guarded memory for a key");
    }
    randombytes_buf(memory.get(), kKeyBytes);
    return SecretKey(std::move(memory), kKeyBytes);
}

Result<SecretKey> SecretKey::fromBytes(std::string_view bytes)
{
    if (bytes.size() < 16 || bytes.size() > kLongestKey) {
        return usageError("a key of " + std::to_string(bytes.size()) + " bytes is not usable",
                          "Keys have 16 to 1024 bytes.");
    }
    Memory memory = allocate(bytes.size());
    if (!memory) {
        return environmentError("there is no guarded memory for a key");
    }
    std::memcpy(memory.get(), bytes.data(), bytes.size());
    return SecretKey(std::move(memory), bytes.size());
}

std::string_view SecretKey::bytes() const
{
    return {m_memory.get(), m_size};
}

Result<SecretKey> KeyFile::load(const std::filesystem::path& path)
{
    Buffer buffer;
    TL_TRY(readInto(buffer, path));
    if (buffer.size == kKeyBytes) {
        return SecretKey::fromBytes(buffer.view());
    }
    const std::string_view hex = withoutLineEnd(buffer.view());
    std::array<char, kKeyBytes> bytes {};
    if (hex.size() != 2 * kKeyBytes || !decodeHex(hex, bytes)) {
        return refusedKey(path, "does not hold a key",
                          "A key is 32 bytes, or 64 hexadecimal digits.");
    }
    auto key = SecretKey::fromBytes({bytes.data(), bytes.size()});
    sodium_memzero(bytes.data(), bytes.size());
    return key;
}

Result<SecretKey> KeyFile::create(const std::filesystem::path& path)
{
    TL_TRY(makeFolders(path.parent_path()));
    TL_ASSIGN(SecretKey key, SecretKey::random());
    const Descriptor file(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file.open()) {
        return environmentError("the key file " + inQuotes(path)
                                + " cannot be made: " + systemMessage());
    }
    if (!writeAll(file.number(), key.bytes())) {
        const std::string reason = systemMessage();
        ::unlink(path.c_str());
        return environmentError("the key file " + inQuotes(path) + " cannot be written: " + reason);
    }
    syncFolder(path.parent_path());
    return key;
}

Result<SecretKey> KeyFile::loadOrCreate(const std::filesystem::path& path)
{
    struct stat info = {};
    if (::lstat(path.c_str(), &info) != 0 && errno == ENOENT) {
        return create(path);
    }
    return load(path);
}

Result<SecretKey> KeyFile::loadForeign(const std::filesystem::path& path)
{
    Buffer buffer;
    TL_TRY(readInto(buffer, path));
    return SecretKey::fromBytes(withoutLineEnd(buffer.view()));
}

} // namespace throughline::crypto
