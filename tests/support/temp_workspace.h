#pragma once

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace throughline::test {

/// The whole content of a file; empty where there is none.
inline std::string readBytes(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline void writeBytes(const std::filesystem::path& path, std::string_view bytes)
{
    std::filesystem::create_directories(path.parent_path());
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

/// A folder of its own, in memory where the system has such a place, with a store, a key that is
/// the same in all tests, and files. All of it goes with the object.
class TempWorkspace
{
public:
    [[nodiscard]] std::filesystem::path folder() const { return m_folder.path().toStdString(); }

    [[nodiscard]] std::filesystem::path path(std::string_view name) const
    {
        return folder() / name;
    }

    [[nodiscard]] std::filesystem::path store() const { return path("test.throughline"); }

    /// Writes a file and returns where it is.
    std::filesystem::path write(std::string_view name, std::string_view bytes) const
    {
        writeBytes(path(name), bytes);
        return path(name);
    }

    /// A key file as only its owner may read it.
    [[nodiscard]] std::filesystem::path keyFile() const
    {
        std::filesystem::path file = path("test.key");
        if (!std::filesystem::exists(file)) {
            write("test.key", std::string(64, '7') + "\n");
            std::filesystem::permissions(
                file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        }
        return file;
    }

private:
    static QString pattern()
    {
        const QString memory = QStringLiteral("/dev/shm");
        return (QFileInfo(memory).isWritable() ? memory : QDir::tempPath())
            + QStringLiteral("/throughline-XXXXXX");
    }

    QTemporaryDir m_folder {pattern()};
};

} // namespace throughline::test
