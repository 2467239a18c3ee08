#pragma once

#include "models/base/result.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string_view>

namespace throughline::crypto {

/// Key bytes in guarded memory that is wiped when the key goes. Move only.
class SecretKey
{
public:
    /// 32 random bytes; Environment error where the system gives no memory.
    [[nodiscard]] static Result<SecretKey> random();

    /// A key of 16 to 1024 given bytes; Usage error for another length.
    [[nodiscard]] static Result<SecretKey> fromBytes(std::string_view bytes);

    /// The bytes; valid as long as the key.
    [[nodiscard]] std::string_view bytes() const;

private:
    struct Wipe
    {
        void operator()(char* memory) const;
    };

    using Memory = std::unique_ptr<char, Wipe>;

    SecretKey(Memory memory, std::size_t size);
    [[nodiscard]] static Memory allocate(std::size_t size);

    Memory m_memory;
    std::size_t m_size = 0;
};

/// A key file: 32 raw bytes, or the same as 64 hexadecimal digits with or without a line end.
struct KeyFile
{
    /// Reads a key. Refused with a Usage error: a missing file, a link or folder, a file of
    /// another user, one that others may read, one of another length.
    [[nodiscard]] static Result<SecretKey> load(const std::filesystem::path& path);

    /// Makes a new random key, readable by its owner only, and missing folders with it. Refused
    /// when the file is there already; Environment error when it cannot be written.
    [[nodiscard]] static Result<SecretKey> create(const std::filesystem::path& path);

    /// Loads the key, or makes it where there is no such file.
    [[nodiscard]] static Result<SecretKey> loadOrCreate(const std::filesystem::path& path);

    /// Reads 16 to 1024 bytes as they stand, without one line end: an organisation's own key. The
    /// same files are refused as by load.
    [[nodiscard]] static Result<SecretKey> loadForeign(const std::filesystem::path& path);
};

} // namespace throughline::crypto
