#pragma once

#include <string>
#include <string_view>

namespace throughline::codec::test {

/// One gzip member, packed by zlib.
[[nodiscard]] std::string gzipMember(std::string_view text);

/// What zlib says about a file that is one gzip member and nothing else.
struct ZlibVerdict
{
    bool sound = false;
    std::string text;
};

[[nodiscard]] ZlibVerdict zlibVerdict(std::string_view gzip);

/// One Zstandard frame with its checksum.
[[nodiscard]] std::string zstdFrame(std::string_view text);

/// A skippable frame with this content.
[[nodiscard]] std::string skippableFrame(std::string_view content);

} // namespace throughline::codec::test
