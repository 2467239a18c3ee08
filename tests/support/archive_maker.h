#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace throughline::test {

/// One entry of an archive to be made.
struct Entry
{
    enum class Kind
    {
        File,
        Folder,
        SymbolicLink, ///< content names the target
        HardLink, ///< content names the target
        Device
    };

    std::string name;
    std::string content;
    Kind kind = Kind::File;
};

/// The bytes of a zip archive; `deflated` or stored as they are.
[[nodiscard]] std::string zipOf(const std::vector<Entry>& entries, bool deflated = true);

/// The bytes of a tar archive.
[[nodiscard]] std::string tarOf(const std::vector<Entry>& entries);

/// The same zip with the entry of this name marked as encrypted.
[[nodiscard]] std::string markEncrypted(std::string zip, std::string_view name);

/// One xz stream with a CRC-64 check, and one bzip2 stream.
[[nodiscard]] std::string xzStream(std::string_view text);
[[nodiscard]] std::string bzip2Stream(std::string_view text);

/// UTF-16 with its byte order mark, of ASCII, of what lies in the basic plane and beyond it.
[[nodiscard]] std::string utf16(std::u16string_view text, bool bigEndian);

} // namespace throughline::test
