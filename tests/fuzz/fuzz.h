#pragma once

#include "models/base/assert.h"
#include "models/codec/byte_source.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

/// What libFuzzer calls, or the driver that plays the corpus back.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace throughline::fuzz {

inline std::string_view textOf(const std::uint8_t* data, std::size_t size)
{
    return {reinterpret_cast<const char*>(data), size};
}

/// Gives bytes in pieces of 1 to 61, so that borders fall everywhere.
class UnevenSource final : public codec::ByteSource
{
public:
    explicit UnevenSource(std::string_view bytes)
        : m_bytes(bytes)
    {
    }

    Result<std::size_t> read(std::span<char> into) override
    {
        m_piece = m_piece * 7 % 61 + 1;
        const std::size_t count = std::min({m_piece, into.size(), m_bytes.size()});
        std::copy_n(m_bytes.data(), count, into.data());
        m_bytes.remove_prefix(count);
        return count;
    }

private:
    std::string_view m_bytes;
    std::size_t m_piece = 3;
};

/// Reads a source to its end, at most 64 MiB of it: what is packed small may be large.
inline void readAll(codec::ByteSource& source)
{
    constexpr std::uint64_t kEnough = 64U << 20U;
    std::string buffer(65'536, '\0');
    std::uint64_t total = 0;
    while (total < kEnough) {
        const auto got = source.read(buffer);
        if (!got.ok() || *got == 0) {
            return;
        }
        TL_ASSERT(*got <= buffer.size());
        total += *got;
    }
}

/// Frames of any reader until it ends; places only ever go forward.
template<typename Reader, typename Each>
void readFrames(Reader& reader, Each each)
{
    std::uint64_t last = 0;
    while (true) {
        const auto frame = reader.next();
        if (!frame.ok() || !*frame) {
            return;
        }
        TL_ASSERT((*frame)->offset >= last);
        last = (*frame)->offset;
        each(**frame);
    }
}

} // namespace throughline::fuzz
