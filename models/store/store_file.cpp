#include "models/store/store_file.h"

#include "models/base/hash.h"
#include "models/base/text.h"
#include "models/base/user_folders.h"
#include "models/store/connection.h"
#include "models/store/schema.h"
#include "models/store/statement.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace throughline::store {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kReadSetting = "SELECT value FROM setting WHERE key = ?1";
constexpr std::string_view kWriteSetting = "INSERT INTO setting(key, value) VALUES(?1, ?2) "
                                           "ON CONFLICT(key) DO UPDATE SET value = excluded.value";

constexpr int kLockSeconds = 10;

Error systemError(const std::string& doing, const fs::path& path, int code)
{
    return environmentError("Cannot " + doing + " " + path.string() + " (" + std::strerror(code)
                                + ")",
                            "Check the path, its permissions and the free space");
}

std::uint32_t bigEndian32(const unsigned char* bytes)
{
    return static_cast<std::uint32_t>(bytes[0]) << 24U | static_cast<std::uint32_t>(bytes[1]) << 16U
        | static_cast<std::uint32_t>(bytes[2]) << 8U | bytes[3];
}

/// Looks at the first 100 bytes through a descriptor of its own, before any connection exists.
Result<void> sniff(const fs::path& path)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (descriptor < 0) {
        const int code = errno;
        if (code == ELOOP) {
            return storeError(path.string() + " is a symbolic link", "Name the store itself");
        }
        return systemError("open", path, code);
    }
    std::array<unsigned char, 100> header {};

    struct stat info
    {
    };

    const bool seen = ::fstat(descriptor, &info) == 0;
    const ssize_t got = ::pread(descriptor, header.data(), header.size(), 0);
    ::close(descriptor);
    if (!seen || !S_ISREG(info.st_mode)) {
        return storeError(path.string() + " is not a file", "Name a *.throughline file");
    }
    if (got < 100 || std::memcmp(header.data(), "SQLite format 3", 16) != 0) {
        return storeError(path.string() + " is not a Throughline store",
                          "Name a *.throughline file, or import into a new one");
    }
    if (bigEndian32(header.data() + 68) != StoreFile::kApplicationId) {
        return storeError(path.string() + " is a database of another program",
                          "Name a *.throughline file; nothing was changed");
    }
    const auto version = static_cast<int>(bigEndian32(header.data() + 60));
    if (version > newestVersion()) {
        return storeError(path.string() + " was written by a newer Throughline (store version "
                              + std::to_string(version) + ", this program reads "
                              + std::to_string(newestVersion()) + ")",
                          "Install the newer program; nothing was changed");
    }
    if (info.st_uid != ::geteuid() && ::geteuid() != 0) {
        return storeError(path.string() + " belongs to another user",
                          "Copy it to a folder of yours");
    }
    if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        return storeError(path.string() + " can be changed by other users of this machine",
                          "Run: chmod 600 " + path.string());
    }
    return {};
}

/// Locks over a network are not to be trusted; a store there would be damaged one day.
Result<void> refuseNetworkFolder(const fs::path& path)
{
    constexpr long kNfs = 0x6969;
    constexpr long kSmb = 0x517B;
    constexpr long kCifs = 0xFF534D42;
    constexpr long kSmb2 = 0xFE534D42;

    struct statfs info
    {
    };

    const fs::path folder = path.parent_path().empty() ? fs::path(".") : path.parent_path();
    if (::statfs(folder.c_str(), &info) != 0) {
        return {};
    }
    const long type = info.f_type;
    if (type == kNfs || type == kSmb || type == kCifs || type == kSmb2) {
        return environmentError(path.string()
                                    + " is on a network file system, where a store is not safe",
                                "Keep the store on a local disk");
    }
    return {};
}

std::string randomUuid()
{
    std::array<unsigned char, 16> bytes {};
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
        return {};
    }
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0FU) | 0x40U);
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3FU) | 0x80U);
    std::string hex = bytesToHex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    for (const std::size_t at : {8U, 13U, 18U, 23U}) {
        hex.insert(at, 1, '-');
    }
    return hex;
}

Result<void> writeSchema(Connection& connection, Timestamp now)
{
    const std::string uuid = randomUuid();
    if (uuid.empty()) {
        return environmentError("The system gives no random numbers");
    }
    TL_ASSIGN(Transaction transaction, Transaction::begin(connection));
    TL_TRY(raiseSchema(connection, 0));
    TL_TRY(writeSetting(connection, setting::kStoreId, uuid));
    TL_TRY(writeSetting(connection, setting::kCreated, formatRfc3339(now)));
    TL_TRY(
        connection.execute("PRAGMA application_id = " + std::to_string(StoreFile::kApplicationId)));
    return transaction.commit();
}

/// Everything into the one file; an error where the disk has no room for it.
Result<void> emptyLog(Connection& connection)
{
    TL_ASSIGN(Statement checkpoint,
              Statement::prepare(connection, "PRAGMA wal_checkpoint(TRUNCATE)"));
    TL_ASSIGN(const bool row, checkpoint.step());
    if (!row || checkpoint.integer(0) != 0) {
        return environmentError("The new store could not be written to the disk");
    }
    return {};
}

/// A new store at a path of its own, whole in its one file.
Result<void> makeStore(const fs::path& path, Timestamp now)
{
    // Only we may read it, and what SQLite puts beside it.
    const mode_t before = ::umask(077);
    auto opened = Connection::open(path, Access::Create);
    ::umask(before);
    if (!opened) {
        return std::move(opened).error();
    }
    TL_TRY(writeSchema(*opened, now));
    return emptyLog(*opened);
}

void removeStore(const fs::path& path)
{
    std::error_code ignored;
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
        fs::remove(path.string() + suffix, ignored);
    }
}

/// Moves a file in place, and makes sure that its name outlives a power cut.
Result<void> moveInPlace(const fs::path& from, const fs::path& to)
{
    if (::rename(from.c_str(), to.c_str()) != 0) {
        return systemError("make", to, errno);
    }
    const fs::path folder = to.parent_path().empty() ? fs::path(".") : to.parent_path();
    if (const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        descriptor >= 0) {
        ::fsync(descriptor);
        ::close(descriptor);
    }
    return {};
}

bool holdsSomething(const fs::path& path)
{
    std::error_code failed;
    return fs::exists(fs::symlink_status(path, failed)) && fs::file_size(path, failed) > 0;
}

} // namespace

StoreFile::StoreFile(fs::path path)
    : m_path(std::move(path))
{
}

fs::path StoreFile::keyFolder()
{
    return userDataFolder() / "keys";
}

Result<StoreFile> StoreFile::find(const fs::path& path)
{
    std::error_code ignored;
    if (!fs::exists(fs::symlink_status(path, ignored))) {
        return storeError("There is no store at " + path.string(),
                          "Import something first: throughline import --store " + path.string()
                              + " FILE...");
    }
    TL_TRY(sniff(path));
    return StoreFile(path);
}

Result<StoreFile> StoreFile::findOrCreate(const fs::path& path, Timestamp now)
{
    if (holdsSomething(path)) {
        return find(path);
    }
    std::error_code failed;
    TL_TRY(refuseNetworkFolder(path));
    if (!path.parent_path().empty()) {
        fs::create_directories(path.parent_path(), failed);
        if (failed) {
            return systemError("make the folder", path.parent_path(), failed.value());
        }
    }
    TL_ASSIGN(const WriterLock lock, WriterLock::acquire(StoreFile(path)));
    if (holdsSomething(path)) {
        return find(path); // another program was faster
    }
    // Made beside its place and moved there whole: a kill leaves a store or none.
    const fs::path draft = path.string() + "-new";
    removeStore(draft);
    auto made = makeStore(draft, now);
    if (made) {
        made = moveInPlace(draft, path);
    }
    if (!made) {
        removeStore(draft);
        return std::move(made).error();
    }
    return StoreFile(path);
}

Result<Connection> StoreFile::openReader(std::stop_token stop) const
{
    TL_ASSIGN(Connection connection, Connection::open(m_path, Access::Read, std::move(stop)));
    return connection;
}

WriterLock::WriterLock(fs::path store, int descriptor)
    : m_store(std::move(store))
    , m_descriptor(descriptor)
{
}

WriterLock::WriterLock(WriterLock&& other) noexcept
    : m_store(std::move(other.m_store))
    , m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

WriterLock::~WriterLock()
{
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
}

Result<WriterLock> WriterLock::acquire(const StoreFile& file, std::stop_token stop)
{
    const fs::path path = file.path().string() + "-lock";
    const int descriptor =
        ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (descriptor < 0) {
        return systemError("open", path, errno);
    }
    WriterLock lock(file.path(), descriptor);
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(kLockSeconds);
    while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (stop.stop_requested()) {
            return cancelledError();
        }
        if (std::chrono::steady_clock::now() > until) {
            return busyError("Another program is writing to " + file.path().string(),
                             "Try again when it has finished");
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return lock;
}

Result<Connection> WriterLock::openWriter(std::stop_token stop) const
{
    const mode_t before = ::umask(077);
    auto opened = Connection::open(m_store, Access::Write, std::move(stop));
    ::umask(before);
    if (!opened) {
        return std::move(opened).error();
    }
    TL_TRY(checkSchema(*opened));
    return opened;
}

Result<std::string> readSetting(const Connection& connection, std::string_view key)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kReadSetting));
    statement.bindAll(key);
    TL_ASSIGN(const bool row, statement.step());
    return row ? statement.string(0) : std::string();
}

Result<void> writeSetting(const Connection& connection, std::string_view key,
                          std::string_view value)
{
    TL_ASSIGN(Statement statement, Statement::prepare(connection, kWriteSetting));
    return statement.run(key, value);
}

Result<std::uint64_t> storeGeneration(const Connection& connection)
{
    TL_ASSIGN(const std::string text, readSetting(connection, setting::kGeneration));
    return parseUnsigned(text).value_or(0);
}

Result<void> raiseGeneration(Connection& connection)
{
    TL_ASSIGN(const std::uint64_t generation, storeGeneration(connection));
    return writeSetting(connection, setting::kGeneration, std::to_string(generation + 1));
}

} // namespace throughline::store
